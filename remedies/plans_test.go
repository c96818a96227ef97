package remedies

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// world is a computer that plans are printed for.
type world struct {
	name  string
	os    OS
	facts Facts
}

// worlds are, for each remedy of the catalogue, the computers on which its plans differ. Each list stands beside its remedy.
var worlds = map[string][]world{
	"flush-dns":              flushWorlds,
	"vpn-off":                slices.Concat(windowsVPNWorlds, vpnWorlds),
	"wifi-restart":           slices.Concat(windowsWiFiWorlds, wifiWorlds),
	"renew-address":          slices.Concat(windowsAddressWorlds, addressWorlds),
	"sync-clock":             slices.Concat(windowsClockWorlds, clockWorlds),
	"proxy-off":              slices.Concat(windowsProxyWorlds, proxyWorlds),
	"proxy-direct-for-zoom":  slices.Concat(windowsProxyWorlds, proxyWorlds),
	"open-settings-network":  settingsWorlds,
	"open-settings-proxy":    settingsWorlds,
	"open-settings-vpn":      settingsWorlds,
	"open-settings-date":     settingsWorlds,
	"open-settings-security": settingsWorlds,
	"allow-zoom-firewall":    slices.Concat(windowsFirewallWorlds, firewallWorlds),
	"winsock-reset":          winsockWorlds,
	"hosts-clean":            hostsWorlds,
	"restart-zoom":           zoomWorlds,
	"zoom-dns-cache":         zoomWorlds,
	"reset-zoom-data":        zoomWorlds,
	"update-zoom":            zoomWorlds,
	"reinstall-zoom":         zoomWorlds,
	"portal-open":            everywhere,
	"proxy-sign-in":          everywhere,
	"restart-computer":       everywhere,
	"other-network":          everywhere,
	"restart-router":         everywhere,
	"pause-protection":       everywhere,
}

func TestEveryPlanOfTheCatalogue(t *testing.T) {
	for _, r := range Catalog() {
		t.Run(r.ID, func(t *testing.T) {
			var text strings.Builder
			fmt.Fprintf(&text, "%s\ncures %v, undo %s, restart %v\n", r.ID, r.Cures, r.Undo, r.Restart)
			for _, w := range worlds[r.ID] {
				plan, ok := PlanFor(r.ID, w.os, w.facts)
				fmt.Fprintf(&text, "\n%s:\n%s", w.name, planText(plan, ok))
			}
			golden(t, filepath.Join("testdata", r.ID+".txt"), text.String())
		})
	}
}

func planText(p Plan, ok bool) string {
	switch {
	case !ok:
		return "  not for this system\n"
	case p.Refused != "":
		return "  refused: " + string(p.Refused) + "\n"
	case len(p.Steps) == 0:
		return "  nothing to do\n"
	}
	text := ""
	if p.Twice != nil {
		text = fmt.Sprintf("  asked twice: %s %q\n", p.Twice.ID, p.Twice.Names)
	}
	for _, s := range p.Steps {
		text += fmt.Sprintf("  %-8s%s%s\n", whoDoes(s), s.Line(), manner(s))
	}
	return text
}

func whoDoes(s Step) string {
	switch {
	case s.Guide != "":
		return "guide"
	case s.Admin:
		return "admin"
	}
	return "person"
}

func manner(s Step) string {
	text := ""
	for _, m := range []struct {
		holds bool
		text  string
	}{{s.Until != "", "until " + s.Until + " is good"}, {s.Change != nil, "journal"}, {s.OrAdmin, "or admin"}, {s.Session, "session"}, {s.Stay, "stays"}, {s.MayFail, "may fail"}} {
		if m.holds {
			text += ", " + m.text
		}
	}
	if text == "" {
		return ""
	}
	return "  (" + text[2:] + ")"
}

var absolute = map[OS]*regexp.Regexp{
	Windows: regexp.MustCompile(`^C:\\(Windows\\system32|Program Files)\\[A-Za-z0-9 .\\]+\.exe$`),
	MacOS:   regexp.MustCompile(`^/(usr/)?(s?bin|libexec)/[A-Za-z/]+$`),
	Linux:   regexp.MustCompile(`^/(usr/)?s?bin/[a-z0-9-]+$`),
}

// pages are the addresses that may be opened.
var pages = regexp.MustCompile(`^(https?://[a-z0-9.-]+(/[A-Za-z0-9/_.?=&-]*)?|ms-settings:[a-z-]+|windowsdefender://[a-z]+/?|x-apple\.systempreferences:[A-Za-z0-9.?_-]+)$`)

func TestHouseRulesOfTheCatalogue(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Catalog() {
		if seen[r.ID] {
			t.Errorf("%s twice", r.ID)
		}
		seen[r.ID] = true
		if r.Undo == "" || len(r.Plans) == 0 {
			t.Errorf("%s is not complete: %+v", r.ID, r)
		}
		for system := range r.Plans {
			if !slices.ContainsFunc(worlds[r.ID], func(w world) bool { return w.os == system }) {
				t.Errorf("%s: no plan of %s is printed", r.ID, system)
			}
		}
		for _, w := range worlds[r.ID] {
			plan, _ := PlanFor(r.ID, w.os, w.facts)
			checkPlan(t, r, w, plan)
		}
	}
}

// checkPlan holds a plan against the rules that every plan keeps.
func checkPlan(t *testing.T, r Remedy, w world, p Plan) {
	name, admin := r.ID+" on "+w.name, false
	for _, s := range p.Steps {
		if kinds := count(s.Program != "", s.Change != nil, s.Quit != "", s.Open != "", s.Guide != ""); kinds != 1 {
			t.Errorf("%s: %s is %d things at once", name, s.Line(), kinds)
		}
		if s.Program != "" && !absolute[w.os].MatchString(s.Program) && (s.Admin || !slices.Contains(w.facts.Zoom.Start, s.Program)) {
			t.Errorf("%s: %q is not a program of the system by its absolute path", name, s.Program)
		}
		if s.Open != "" && !pages.MatchString(s.Open) {
			t.Errorf("%s: %q is no page of the system or the web", name, s.Open)
		}
		if s.Guide != "" && !slices.Contains(Guides(), s.Guide) {
			t.Errorf("%s: %s is not listed", name, s.Guide)
		}
		if s.Change != nil && r.Undo == UndoNotNeeded {
			t.Errorf("%s changes something and says that nothing is", name)
		}
		if s.Limit <= 0 && s.Guide == "" {
			t.Errorf("%s: %s has no limit", name, s.Line())
		}
		if admin && !s.Admin || s.Admin && (s.Open != "" || s.Quit != "" || s.Guide != "" || s.Session || s.Stay) {
			t.Errorf("%s: %s cannot stand behind the prompt, or stands after it", name, s.Line())
		}
		admin = admin || s.Admin
		if isShell.MatchString(s.Program) {
			t.Errorf("%s: %s is a shell", name, s.Program)
		}
	}
}

var isShell = regexp.MustCompile(`(?i)(/(ba|z|da)?sh|cmd\.exe|powershell\.exe|pwsh\.exe)$`)

func count(held ...bool) int {
	n := 0
	for _, h := range held {
		if h {
			n++
		}
	}
	return n
}
