package elevate

import (
	"encoding/xml"
	"os"
	"path"
	"testing"
)

const policyFile = "../../assets/packaging/linux/app.linecheck.policy"

// polkitPolicy is what polkit(8) reads of such a file.
type polkitPolicy struct {
	XMLName xml.Name `xml:"policyconfig"`
	Actions []struct {
		ID      string `xml:"id,attr"`
		Message string `xml:"message"`
		Any     string `xml:"defaults>allow_any"`
		Idle    string `xml:"defaults>allow_inactive"`
		Active  string `xml:"defaults>allow_active"`
		Notes   []struct {
			Key   string `xml:"key,attr"`
			Value string `xml:",chardata"`
		} `xml:"annotate"`
	} `xml:"action"`
}

// The file that packages for Linux carry asks for an administrator every time, names the place the packages put the program
// in, and does not let windows be opened with the administrator's rights.
func TestPolkitPolicy(t *testing.T) {
	b, err := os.ReadFile(policyFile)
	if err != nil {
		t.Fatal(err)
	}
	var p polkitPolicy
	if err := xml.Unmarshal(b, &p); err != nil {
		t.Fatal(err)
	}
	if len(p.Actions) != 1 {
		t.Fatalf("%d actions", len(p.Actions))
	}
	a := p.Actions[0]
	if a.ID != "app.linecheck.apply" || path.Base(policyFile) != "app.linecheck.policy" || a.Message == "" {
		t.Errorf("action %q, message %q", a.ID, a.Message)
	}
	if a.Any != "auth_admin" || a.Idle != "auth_admin" || a.Active != "auth_admin_keep" {
		t.Errorf("any %q, inactive %q, active %q", a.Any, a.Idle, a.Active)
	}
	if len(a.Notes) != 1 || a.Notes[0].Key != "org.freedesktop.policykit.exec.path" || a.Notes[0].Value != "/usr/bin/linecheck" {
		t.Errorf("annotations %+v", a.Notes)
	}
}
