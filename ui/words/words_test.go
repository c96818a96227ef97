package words_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"linecheck/diag"
	"linecheck/diag/compare"
	"linecheck/diag/zoom"
	"linecheck/remedies"
	"linecheck/ui/trials"
	"linecheck/ui/words"
)

const root = "../.."

func english(t *testing.T) *words.Book {
	t.Helper()
	b, err := words.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// contractCauses are the names of contract.md's table: promised to scripts, so each needs its words.
var contractCauses = []string{
	"none", "unknown", "no-network", "router-down", "no-internet", "weak-wifi", "captive-portal", "clock-wrong", "hosts-file", "stale-dns",
	"dns-down", "dns-blocks", "dns-tampered", "tcp-blocked", "name-blocked", "udp-blocked", "tls-inspection", "security-software",
	"computer-firewall", "proxy-down", "proxy-login", "proxy-blocks", "vpn", "ipv6-broken", "mtu", "lossy", "slow", "winsock",
	"zoom-outdated", "zoom-damaged", "zoom-outage",
}

// families are the ids that the program puts together from a value.
func families() []string {
	var ids []string
	add := func(prefix, suffix string, values ...string) {
		for _, v := range values {
			ids = append(ids, prefix+v+suffix)
		}
	}
	for _, part := range []string{".title", ".headline", ".meaning", ".next"} {
		add("cause.", part, contractCauses...)
	}
	for _, c := range diag.Checklist() {
		add("check.", "", c.ID)
		add("group.", "", c.Group)
	}
	for _, p := range diag.Problems() {
		add("cause."+string(p.Cause), "", ".headline", ".effect")
		add("who.", "", string(p.Who))
	}
	places := []string{"computer", "router", "site", "provider", "zoom"}
	add("station.", "", places...)
	add("where.", "", append(places, "unknown")...)
	add("status.", "", "pass", "warn", "fail", "untested", "skipped", "waiting")
	add("confidence.", "", "certain", "likely", "possible")
	add("impact.", "", "blocks", "degrades", "none")
	add("who.", "", "you", "admin", "provider", "zoom", "device-support")
	add("check.network.", "", "wifi", "ethernet", "cellular")
	add("check.bandwidth.fits-", "", "audio", "one-to-one", "one-to-one-720p", "group-720p", "all")
	for _, kind := range []string{"login", "silent", "gateway", "blocks", "cut", "tls", "nowhere"} {
		add("", kind, "check.proxy.", "because.proxy-")
	}
	add("check.proxy.", "", "down", "saved-login")
	add("because.proxy-", "", "login-account", "login-saved", "login-socks", "blocks-gateway", "blocks-silent")
	for _, kind := range []string{"unreachable", "missing", "broken"} {
		add("", kind, "check.proxy.script-", "because.script-")
	}
	add("because.dns-", "", "name-missing", "name-empty", "name-refused", "name-failed", "timeout", "other", "zero", "page", "strange")
	add("because.app-", "", "missing", "empty", "unreadable", "not-a-program", "version")
	for kind := range zoom.Default().ErrorCodes {
		add("code.", "", kind)
	}
	add("code.sure.", "", "high", "medium", "low")
	for _, r := range remedies.Catalog() {
		add("remedy."+r.ID, "", ".title", ".does", ".risk", ".undo", ".nothing")
	}
	add("outcome.", "", "done", "nothing-to-do", "declined", "failed")
	add("remedy.failed.", "", "no-program", "exit-code", "timed-out", "cancelled", "not-allowed", "no-prompt",
		"moved", "managed", "in-use", "not-here", "busy", "no-journal", "from-afar")
	add("warn.", "", "winsock-foreign", "winsock-unread")
	for _, g := range remedies.Guides() {
		add("", "", g.Message())
	}
	for _, kind := range compare.Kinds() {
		add("compare.", "", string(kind)+".meaning", string(kind)+".next")
	}
	add("compare.value.check.", "", "pass", "warn", "fail", "untested", "skipped", "waiting")
	add("compare.field.", "", "computer", "network-kind", "vpn", "proxy", "dns", "zoom-version", "verdict")
	add("compare.field.", "", "delay.router", "delay.internet", "delay.zoom", "loss.router", "loss.internet", "loss.zoom")
	add("redact.as.", "", "computer", "user", "address", "host", "path", "mark", "link", "login", "maker")
	add("redact.hides.", "", "standard", "strict")
	for _, reader := range []string{"admin", "helpdesk", "provider", "zoom"} {
		add("note.for.", "", reader)
		add("note.ask.", "", reader)
	}
	add("note.ask.admin.", "", "udp-blocked", "tcp-blocked", "name-blocked", "dns-blocks", "dns-tampered", "dns-down", "tls-inspection",
		"proxy-login", "proxy-blocks", "proxy-down", "mtu", "lossy", "slow")
	add("note.ask.provider.", "", "lossy", "slow", "no-internet", "dns-down", "mtu")
	add("page.stretch.", "", "router", "internet", "zoom")
	for i := range 12 {
		add("guide.", "", strconv.Itoa(i+1))
	}
	for _, q := range diag.Questions() {
		add("faq."+q.ID, "", ".q", ".a")
	}
	for _, kind := range diag.TrialKinds() {
		add("trial."+string(kind), "", ".title", ".does")
		add("trial.told."+string(kind), "", ".helped", ".unchanged", ".unclear")
	}
	add("trial.page.", "", trials.PageIDs()...)
	add("trial.back.", "", "yes", "no", "untold")
	for _, id := range []string{"none.meeting", "unknown.network", "unknown.computer", "unknown.cable", "unknown.shared", "unknown.along", "unknown.access"} {
		add("cause."+id, "", ".headline", ".meaning", ".next")
	}
	add("cause.zoom-damaged.", ".possible", "headline", "meaning", "next")
	add("cause.unknown.network.next.", "", "admin", "provider")
	add("against.trial-", "", "router", "restart", "network-seen", "network-both-seen", "vpn-seen")
	add("because.trial-", "", "network-seen", "cable-seen")
	for _, station := range []string{"router", "internet", "name", "zoom"} {
		add("watch.reach."+station+".", "", "silent", "answers")
		add("watch.summary.", "", station)
	}
	add("watch.", "", "zoom-started", "zoom-ended", "opened", "stuck", "gave-up", "media")
	add("watch.begun.", "", "wifi", "ethernet", "cellular")
	add("watch.zoom.", "", "running", "not-running", "not-found")
	add("change.", "", "offline", "online", "other-network", "other-way", "other-router", "other-address", "access-point",
		"vpn-up", "vpn-down", "tunnel-up", "tunnel-down")
	add("change.offer.", "", "other-network", "vpn-up", "vpn-down")
	add("change.other-way.", "", "wifi", "ethernet", "cellular")
	for _, cause := range []string{"tcp-blocked", "security-software"} {
		add("cause."+cause+".join.", "", "headline", "meaning", "next")
	}
	add("code.only.", "", "104101", "104102", "104103", "5000", "5003", "5004")
	return ids
}

func TestEveryIDHasWords(t *testing.T) {
	book := english(t)
	for _, id := range families() {
		if !book.Has(id) {
			t.Errorf("no words for %s", id)
		}
	}
	for id, where := range spoken(t) {
		if !book.Has(id) {
			t.Errorf("%s: no words for %s", where, id)
		}
	}
}

// A message that nobody says would be translated and never read. It is told, not failed: words may come before their use.
func TestMessagesInUse(t *testing.T) {
	used := map[string]bool{}
	for _, id := range families() {
		used[id] = true
	}
	for id := range literals(t) {
		used[id] = true
	}
	for id := range english(t).IDs() {
		base, at := splitPlace(id)
		if !used[id] && !(at && used[base]) && !strings.HasPrefix(id, "window.") {
			t.Logf("unused: %s", id)
		}
	}
}

// splitPlace takes the place off an id such as cause.dns-down.next.router.
func splitPlace(id string) (base string, at bool) {
	i := strings.LastIndex(id, ".")
	if i < 0 {
		return id, false
	}
	places := []string{"computer", "router", "site", "provider", "zoom", "unknown"}
	return id[:i], slices.Contains(places, id[i+1:])
}

var idShape = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+$`)

// speakers are the functions whose first string argument is a message's id.
var speakers = []string{"say", "Say", "broken", "section", "list"}

// spoken returns the ids that the sources say literally, with the place of one of them.
func spoken(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	sources(t, func(path string, f *ast.File, at *token.FileSet) {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !slices.Contains(speakers, calleeName(call)) {
				return true
			}
			for _, a := range call.Args {
				if id, ok := stringLiteral(a); ok && idShape.MatchString(id) {
					found[id] = at.Position(a.Pos()).String()
				}
			}
			return true
		})
	})
	if len(found) < 60 {
		t.Fatalf("only %d ids found in the sources", len(found))
	}
	return found
}

// literals returns every string of the sources that looks like an id, and every one in the page's template.
func literals(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	sources(t, func(_ string, f *ast.File, _ *token.FileSet) {
		ast.Inspect(f, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				if id, ok := stringLiteral(e); ok && idShape.MatchString(id) {
					found[id] = true
				}
			}
			return true
		})
	})
	page, err := os.ReadFile(filepath.Join(root, "ui/page/page.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`"([a-z0-9-]+(?:\.[a-z0-9-]+)+)"`).FindAllSubmatch(page, -1) {
		found[string(m[1])] = true
	}
	return found
}

func calleeName(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

func stringLiteral(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}

func sources(t *testing.T, see func(path string, f *ast.File, at *token.FileSet)) {
	t.Helper()
	at := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "diag/lab") {
			return err
		}
		f, err := parser.ParseFile(at, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		see(filepath.ToSlash(path), f, at)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

var threeHours = 3 * time.Hour

// full has something in every field that a message can mention.
var full = diag.Args{Host: "us04web.zoom.us", Hosts: []string{"zoom.us", "www.zoom.us", "us04web.zoom.us", "us05web.zoom.us", "log.zoom.us"},
	Address: "192.0.2.1", Ports: "UDP 3478, 3479, 8801–8810", Hop: "10.20.0.1", HopNumber: 2, Server: "192.168.1.1", Proxy: "proxy.example:3128",
	Interface: "eth0", Issuer: "Example Filter Inc", Name: "tun0", Text: "some words", Offset: "2026-05-04", Shift: &threeHours, Code: "104102", N: 2, Total: 10, MS: 40}

// Every message can be said with every value, with one of a thing, and with nothing known: no brackets, no shouting, no lecture.
func TestEveryMessageReads(t *testing.T) {
	book := english(t)
	single := full
	single.Hosts, single.N, single.Total = []string{"zoom.us"}, 1, 1
	for id := range book.IDs() {
		for name, args := range map[string]diag.Args{"everything": full, "one": single, "nothing": {}} {
			text := book.Say(id, args)
			switch {
			case text == "["+id+"]", text == "" && name != "nothing":
				t.Errorf("%s with %s known cannot be said", id, name)
			case strings.Contains(text, "<no value>"), strings.Contains(text, "{{"), strings.Contains(text, "%!"):
				t.Errorf("%s with %s known: %q", id, name, text)
			case strings.ContainsRune(text, '!'):
				t.Errorf("%s shouts: %q", id, text)
			case utf8.RuneCountInString(text) > 320 && !strings.HasPrefix(id, "code.") && !strings.HasPrefix(id, "faq."):
				t.Errorf("%s is too long: %d runes", id, utf8.RuneCountInString(text))
			case utf8.RuneCountInString(text) > 420:
				t.Errorf("%s is a lecture: %d runes", id, utf8.RuneCountInString(text))
			case name == "nothing": // a hole, but no fault: only explain says sentences without values
			case !strings.HasSuffix(id, ".ask") && text != strings.TrimSpace(text), strings.Contains(text, "  "):
				t.Errorf("%s has stray blanks: %q", id, text)
			}
			for _, r := range text {
				if unicode.IsControl(r) || unicode.In(r, unicode.Cf) {
					t.Errorf("%s holds the invisible rune %U", id, r)
				}
			}
		}
	}
}

// Headlines and summaries are read at a glance.
func TestShortMessagesAreShort(t *testing.T) {
	book := english(t)
	for id := range book.IDs() {
		n := utf8.RuneCountInString(book.Say(id, full))
		switch {
		case strings.HasPrefix(id, "check.") && n > 30:
			t.Errorf("%s does not fit a checklist row: %d runes", id, n)
		case strings.Contains(id, ".headline") && n > 70:
			t.Errorf("%s is no headline: %d runes", id, n)
		case strings.HasPrefix(id, "cause.") && strings.HasSuffix(id, ".title") && n > 40:
			t.Errorf("%s is no title: %d runes", id, n)
		}
	}
}

// A field that a message mentions must exist in Args: a typo would only show when the sentence is needed.
func TestMessagesAskForKnownValues(t *testing.T) {
	known := []string{"Host", "Hosts", "Address", "Ports", "Hop", "HopNumber", "Server", "Proxy", "Interface", "Issuer", "Name", "Text", "Offset", "Shift", "Code", "N", "Total", "MS"}
	field := regexp.MustCompile(`\{\{[^}]*?\.([A-Z][A-Za-z]*)`)
	for id, raw := range file(t) {
		for _, m := range field.FindAllStringSubmatch(string(raw), -1) {
			if !slices.Contains(known, m[1]) {
				t.Errorf("%s mentions %s, which no sentence has", id, m[1])
			}
		}
	}
}

// JSON lets a key stand twice; the second would silently win.
func TestNoMessageStandsTwice(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(root, "assets/words/en.json"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\s*"([a-z0-9.-]+)":`).FindAllSubmatch(b, -1) {
		if id := string(m[1]); seen[id] {
			t.Errorf("%s stands twice", id)
		} else {
			seen[id] = true
		}
	}
	if len(seen) != len(file(t)) {
		t.Errorf("%d lines, %d messages", len(seen), len(file(t)))
	}
}

func file(t *testing.T) map[string]json.RawMessage {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, "assets/words/en.json"))
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]json.RawMessage
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestUnknownMessage(t *testing.T) {
	if got := english(t).Say("no.such.message", full); got != "[no.such.message]" {
		t.Errorf("got %q", got)
	}
}

func TestUnknownLanguageFallsBackToEnglish(t *testing.T) {
	for _, lang := range []string{"xx", "", "de-AT", "not a language"} {
		b, err := words.Load(lang)
		if err != nil {
			t.Errorf("%q: %v", lang, err)
			continue
		}
		if got := b.Say("cause.none.headline", diag.Args{}); strings.HasPrefix(got, "[") {
			t.Errorf("%q: %s", lang, got)
		}
	}
}
