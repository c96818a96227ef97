package figures

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPublishing(t *testing.T) {
	file := filepath.Join(t.TempDir(), "page.md")
	good, bad := []Figure{{Name: "a", Good: true}}, []Figure{{Name: "a", Good: true}, {Name: "b", Must: "0", Got: "1"}}
	for name, c := range map[string]struct {
		file   string
		all    []Figure
		status int
	}{
		"to a file":                 {file, good, Fine},
		"to standard output":        {"", good, Fine},
		"a figure misses":           {file, bad, Missed},
		"the folder does not exist": {filepath.Join(file, "x"), good, NotAllowed},
	} {
		var out strings.Builder
		status, err := Publish(c.file, "the page", c.all, &out)
		if status != c.status || (err != nil) != (c.status == NotAllowed) || (c.file == "") != (out.String() == "the page") {
			t.Errorf("%s: exit %d, %v, %q", name, status, err, out.String())
		}
	}
	if b, _ := os.ReadFile(file); string(b) != "the page" {
		t.Errorf("the file holds %q", b)
	}
}

func TestTable(t *testing.T) {
	var b strings.Builder
	Table(&b, Head(), Rows([]Figure{{"speed", "≤ 1 s", "2 s", false}, {"size", "", "3", true}, {"weight", "0", "0", true}}))
	want := "| figure | must be | measured |  |\n|---|---|---|---|\n| speed | ≤ 1 s | 2 s | **missed** |\n| size |  | 3 |  |\n| weight | 0 | 0 | ✓ |\n\n"
	if b.String() != want {
		t.Errorf("got\n%s", b.String())
	}
}
