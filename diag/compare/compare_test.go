package compare_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linecheck/diag"
	"linecheck/diag/compare"
)

// run is a saved run that a story changes: where it was made, on which computer, when.
type run struct {
	t  *testing.T
	r  diag.Report
	ev diag.Evidence
}

func saw(t *testing.T, name string) *run {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../testdata/cases", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	w := &run{t: t}
	if err := json.Unmarshal(b, &w.r); err != nil {
		t.Fatal(err)
	}
	if w.ev, err = diag.EvidenceFrom(w.r); err != nil {
		t.Fatal(err)
	}
	return w.on("laptop").at("")
}

// at is a network, by its router's mark; "" for a router whose hardware address the system did not tell.
func (w *run) at(router string) *run { w.ev.Network.RouterMark = router; return w }

func (w *run) on(computer string) *run { w.r.Device.Hostname = computer; return w }

func (w *run) report() diag.Report { return diag.Rejudge(&w.ev, w.r) }

func compared(t *testing.T, a, b *run) compare.Result {
	t.Helper()
	r, err := compare.Of(a.report(), b.report())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestStories(t *testing.T) {
	const home, office, cafe = "aaaa0001", "bbbb0002", "cccc0003"
	for name, c := range map[string]struct {
		a, b *run
		want compare.Kind
		at   diag.Where
	}{
		"works on the hotspot, not in the office":        {saw(t, "office-udp").at(office), saw(t, "healthy").at(cafe), compare.ThisNetwork, diag.WhereSite},
		"works in the office, not at home":               {saw(t, "healthy").at(office), saw(t, "provider-blocks-tcp").at(home), compare.ThisNetwork, diag.WhereProvider},
		"works elsewhere, the router at home is dead":    {saw(t, "router-down").at(""), saw(t, "healthy").at(cafe), compare.NetworkOpen, diag.WhereRouter},
		"the colleague beside gets through":              {saw(t, "security-software").at(office), saw(t, "healthy").at(office).on("colleague"), compare.ThatComputer, diag.WhereComputer},
		"works today, failed yesterday":                  {saw(t, "lossy-line").at(home), saw(t, "healthy").at(home), compare.Intermittent, diag.WhereProvider},
		"Zoom was down yesterday":                        {saw(t, "zoom-outage").at(home), saw(t, "healthy").at(home), compare.Intermittent, diag.WhereZoom},
		"another proxy since yesterday":                  {saw(t, "proxy-dead").at(home), saw(t, "healthy").at(home), compare.Changed, diag.WhereComputer},
		"hosts file mended before going to the café":     {saw(t, "hosts-file").at(home), saw(t, "healthy").at(cafe), compare.OnComputer, diag.WhereComputer},
		"with the VPN and without":                       {saw(t, "vpn").at(home), saw(t, "healthy").at(home), compare.VPNDoesIt, diag.WhereComputer},
		"another computer on another network":            {saw(t, "office-udp").at(office), saw(t, "healthy").at(home).on("tower"), compare.BothDiffer, diag.WhereUnknown},
		"another computer, nobody knows where":           {saw(t, "office-udp"), saw(t, "healthy").on("tower"), compare.ComputerOpen, diag.WhereUnknown},
		"the same router address may be anywhere":        {saw(t, "office-udp"), saw(t, "healthy"), compare.NetworkOpen, diag.WhereSite},
		"Zoom is down for both":                          {saw(t, "zoom-outage").at(home), saw(t, "zoom-outage").at(cafe), compare.ZoomItself, diag.WhereZoom},
		"the hosts file goes along":                      {saw(t, "hosts-file").at(home), saw(t, "hosts-file").at(cafe), compare.OwnFault, diag.WhereComputer},
		"two networks of one filter":                     {saw(t, "office-udp").at(home), saw(t, "office-udp").at(office), compare.OwnFault, diag.WhereSite},
		"two computers behind one filter":                {saw(t, "office-udp").at(office), saw(t, "office-udp").at(office).on("colleague"), compare.OneNetwork, diag.WhereSite},
		"still there":                                    {saw(t, "office-udp").at(office), saw(t, "office-udp").at(office), compare.StillThere, diag.WhereSite},
		"the same fault somewhere":                       {saw(t, "office-udp"), saw(t, "office-udp"), compare.SameFault, diag.WhereSite},
		"two faults":                                     {saw(t, "office-udp").at(office), saw(t, "lossy-line").at(home), compare.TwoFaults, diag.WhereUnknown},
		"both fine":                                      {saw(t, "healthy").at(home), saw(t, "healthy").at(cafe), compare.BothFine, diag.WhereUnknown},
		"one could not tell":                             {saw(t, "healthy").at(home), nothing(t), compare.Unclear, diag.WhereUnknown},
		"the order does not matter (the hotspot first)":  {saw(t, "healthy").at(cafe), saw(t, "office-udp").at(office), compare.ThisNetwork, diag.WhereSite},
		"names left out: the same system, taken as same": {saw(t, "office-udp").at(office).on(""), saw(t, "healthy").at(cafe).on(""), compare.ThisNetwork, diag.WhereSite},
	} {
		got := compared(t, c.a, c.b)
		if got.Kind != c.want || got.Where != c.at {
			t.Errorf("%s: %s at %s, want %s at %s (network %s, computer %s)", name, got.Kind, got.Where, c.want, c.at, got.Network, got.Computer)
		}
	}
}

// nothing is a run in which nothing could be measured.
func nothing(t *testing.T) *run {
	w := saw(t, "healthy")
	w.ev = diag.Evidence{Network: &diag.NetworkFact{}}
	return w
}

func TestWhatCannotBeToldIsSaid(t *testing.T) {
	got := compared(t, saw(t, "office-udp").on(""), saw(t, "office-udp").on(""))
	if want := "compare.caveat.computer compare.caveat.network"; strings.Join(got.Caveats, " ") != want {
		t.Errorf("%v, want %s", got.Caveats, want)
	}
	cut := saw(t, "healthy").at("a")
	cut.r.Complete = false
	if got := compared(t, cut, saw(t, "healthy").at("a")); strings.Join(got.Caveats, " ") != "compare.caveat.cut" {
		t.Errorf("%v", got.Caveats)
	}
}

func TestOnlyWhatDiffersIsListed(t *testing.T) {
	if got := compared(t, saw(t, "healthy"), saw(t, "healthy")); len(got.Differences) != 0 {
		t.Errorf("one report beside itself: %v", got.Differences)
	}
	got := compared(t, saw(t, "lossy-line"), saw(t, "healthy"))
	var fields []string
	for _, d := range got.Differences {
		fields = append(fields, d.Field)
	}
	all := " " + strings.Join(fields, " ") + " "
	for _, want := range []string{"verdict", "finding.lossy", "loss.internet", "loss.zoom", "check.quality"} {
		if !strings.Contains(all, " "+want+" ") {
			t.Errorf("%s is not among%s", want, all)
		}
	}
	for _, no := range []string{"loss.router", "vpn", "proxy", "network-kind", "zoom-version"} {
		if strings.Contains(all, " "+no+" ") {
			t.Errorf("%s is the same in both", no)
		}
	}
}

// A report names no network; a comparison must not either.
func TestNetworksAreNotNamed(t *testing.T) {
	b, err := json.Marshal(compared(t, saw(t, "office-udp"), saw(t, "healthy-ipv6")))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"192.168.1.1", "2001:db8"} {
		if strings.Contains(string(b), name+"/") || strings.Contains(string(b), `"inside":"`+name) {
			t.Errorf("the comparison names %s: %s", name, b)
		}
	}
}

func TestNetworksAlike(t *testing.T) {
	for name, c := range map[string]struct {
		a, b compare.Network
		want compare.Likeness
	}{
		"one router":                         {compare.Network{Router: "1", Inside: "x"}, compare.Network{Router: "1", Inside: "y"}, compare.Same},
		"two routers with one address":       {compare.Network{Router: "1", Inside: "x"}, compare.Network{Router: "2", Inside: "x"}, compare.Different},
		"another address":                    {compare.Network{Inside: "x"}, compare.Network{Inside: "y"}, compare.Different},
		"one address, as everywhere":         {compare.Network{Inside: "x"}, compare.Network{Inside: "x"}, compare.Untold},
		"one address and one public range":   {compare.Network{Inside: "x", Public: "p"}, compare.Network{Inside: "x", Public: "p"}, compare.Same},
		"a new public range, as every night": {compare.Network{Inside: "x", Public: "p"}, compare.Network{Inside: "x", Public: "q"}, compare.Untold},
		"nothing known":                      {compare.Network{}, compare.Network{Inside: "x"}, compare.Untold},
	} {
		if got := compare.Alike(c.a, c.b); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestAReportBesideAnOldOne(t *testing.T) {
	old := saw(t, "healthy").report()
	old.Checks = nil
	old.Started = time.Time{}
	if _, err := compare.Of(old, saw(t, "office-udp").report()); err != nil {
		t.Error(err)
	}
	broken := saw(t, "healthy").report()
	broken.Checks[0].Facts = json.RawMessage(`{"interfaces":7}`)
	if _, err := compare.Of(broken, old); err == nil {
		t.Error("facts that cannot be read were compared")
	}
}
