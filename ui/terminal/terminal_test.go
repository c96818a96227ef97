package terminal_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linecheck/diag"
	"linecheck/diag/host"
	"linecheck/diag/zoom"
	"linecheck/remedies"
	"linecheck/remedies/elevate"
	"linecheck/ui/terminal"
	"linecheck/ui/words"
)

const healthyReport, filteredReport = "../../diag/testdata/cases/healthy.json", "../../diag/testdata/cases/office-udp.json"

// stage is a World of which everything can be seen: what was printed, what was run.
type stage struct {
	terminal.World
	out, err bytes.Buffer
	ran      []string
}

var errSilent = errors.New("the system would not tell")

// newStage is a Mac on which nothing can be measured and every tool works.
func newStage(t *testing.T) *stage {
	t.Helper()
	book, err := words.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{}
	s.World = terminal.World{In: strings.NewReader(""), Out: &s.out, Err: &s.err, Book: book, Build: "go1.26 test/test",
		App: diag.App{Version: "1.2.3", Commit: "abc1234"}, NewEnv: deadEnd,
		Window: func(terminal.Session) (bool, string) { return false, "no display" },
		Remedies: terminal.Repairs{OS: remedies.MacOS, Facts: func() remedies.Facts { return remedies.Facts{} }, Tools: remedies.Tools{
			Step: func(_ context.Context, step remedies.Step) (string, error) {
				s.ran = append(s.ran, step.Line())
				return "", nil
			},
			Elevate: func(_ context.Context, verb elevate.Verb, ids []string) (elevate.Outcome, error) {
				s.ran = append(s.ran, string(verb)+" "+strings.Join(ids, " "))
				return elevate.Outcome{State: elevate.Ran}, nil
			}}}}
	return s
}

// deadEnd is a computer that tells nothing about itself: every call fails at once.
func deadEnd(p *zoom.Profile) (*diag.Env, error) {
	return &diag.Env{
		Profile: p, Now: time.Now,
		Interfaces:    func(context.Context) ([]host.Interface, error) { return nil, errSilent },
		DefaultRoutes: func(context.Context) ([]host.Route, error) { return nil, errSilent },
		RouteTo:       func(context.Context, netip.Addr) (host.Route, error) { return host.Route{}, errSilent },
		Resolvers:     func(context.Context) ([]host.Resolver, error) { return nil, errSilent },
		ReadHosts:     func() ([]host.HostsEntry, error) { return nil, errSilent },
		Proxy:         diag.ProxyWorld{Settings: func(context.Context) (host.ProxySettings, error) { return host.ProxySettings{}, errSilent }},
		Neighbor:      func(context.Context, host.Route) host.Neighbor { return host.NeighborUnknown },
		LookupIP: func(context.Context, string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("170.114.52.2")}, nil
		},
		Dial: func(context.Context, string, string) (net.Conn, error) { return nil, errSilent },
		DialThrough: func(context.Context, host.Route, string, string) (net.Conn, error) {
			return nil, errSilent
		},
		OpenUDP: func(netip.AddrPort, host.UDPOptions) (diag.Datagrams, error) { return nil, errSilent },
		SYN: func(context.Context, netip.AddrPort, int) (host.Step, error) {
			return host.Step{}, host.ErrUnsupported
		},
		Inside:   func(context.Context, netip.AddrPort) (host.Step, error) { return host.Step{}, host.ErrUnsupported },
		Departs:  func(context.Context, netip.AddrPort) (host.Departure, error) { return "", host.ErrUnsupported },
		FarEnd:   func(_, _ netip.AddrPort) (host.FarEnd, error) { return host.FarEnd{}, host.ErrUnsupported },
		Programs: func(context.Context) ([]string, error) { return nil, errSilent },
		Products: func(context.Context) ([]host.Product, error) { return nil, errSilent },
		Firewall: func(context.Context) (host.Firewall, error) { return host.Firewall{}, errSilent },
		Catalog:  func(context.Context) ([]host.Provider, error) { return nil, errSilent },

		Device:      func(context.Context) diag.Device { return diag.Device{OS: "testos"} },
		ZoomApp:     func(context.Context) (host.ZoomApp, error) { return host.ZoomApp{}, nil },
		ZoomSockets: func(context.Context, host.ZoomApp) ([]host.Socket, int, error) { return nil, 0, host.ErrNoProgram },
		Changes:     func(context.Context) (<-chan struct{}, error) { return nil, host.ErrUnsupported },
	}, nil
}

func (s *stage) play(t *testing.T, args ...string) int {
	t.Helper()
	return terminal.Run(t.Context(), s.World, args)
}

func fileWith(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A slip of the keyboard costs one line on standard error, status 2, and nothing else.
func TestWrongUsage(t *testing.T) {
	garbage := fileWith(t, "garbage.json", []byte("\x1b[2J not JSON"))
	foreign := fileWith(t, "foreign.json", []byte(`{"schema":"other/1"}`))
	large := fileWith(t, "large.json", bytes.Repeat([]byte(" "), 17<<20))
	wrongFacts := fileWith(t, "facts.json", []byte(`{"schema":"linecheck.report/1","checks":[{"id":"clock","facts":7}]}`))
	policy := fileWith(t, "policy.json", []byte(`{"schema":"linecheck.policy/1","colour":"red"}`))
	profile := fileWith(t, "profile.json", []byte(`{"schema":"linecheck.profile/1","hosts":[]}`))
	evil := filepath.Join(t.TempDir(), "\x1b[31mred")
	for name, args := range map[string][]string{
		"an unknown flag":               {"check", "--fast"},
		"an unknown command":            {"repair"},
		"a flag before a command":       {"--fast", "check"},
		"a word too many":               {"check", "now"},
		"no remedy named":               {"fix"},
		"an unknown remedy":             {"fix", "format-disk"},
		"a remedy and a stranger":       {"fix", "--yes", "flush-dns", "format-disk"},
		"no cause named":                {"explain"},
		"an unknown cause":              {"explain", "gremlins"},
		"an unknown code":               {"explain", "999999"},
		"a cause with an escape":        {"explain", "\x1b[31mred"},
		"a budget of nothing":           {"check", "--budget", "0"},
		"a budget of 0 s":               {"check", "--budget", "0s"},
		"a budget before time began":    {"check", "--budget=-5s"},
		"a budget of a day":             {"check", "--budget", "24h"},
		"a budget that is no time":      {"check", "--budget", "x"},
		"a budget without a unit":       {"check", "--budget", "30"},
		"a budget without a value":      {"check", "--budget"},
		"measuring a saved report":      {"check", "--full", "--from", healthyReport},
		"a report that is not there":    {"check", "--from", "no-such-file.json"},
		"a folder for a report":         {"check", "--from", "."},
		"a garbage report":              {"check", "--from", garbage},
		"another program's report":      {"check", "--from", foreign},
		"a report of 17 MB":             {"check", "--from", large},
		"a report with foreign facts":   {"check", "--from", wrongFacts},
		"a report named like an escape": {"check", "--from", evil},
		"no report to note":             {"note"},
		"a garbage report to note":      {"note", garbage},
		"no page to export to":          {"export", healthyReport},
		"a page in no folder":           {"export", healthyReport, "-o", "/no/such/folder/page.html"},
		"a broken profile":              {"check", "--from", healthyReport, "--profile", profile},
		"a profile that is not there":   {"version", "--profile", "no-such-file.json"},
		"a broken policy":               {"check", "--from", healthyReport, "--policy", policy},
		"a policy that is not there":    {"version", "--policy", "no-such-file.json"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			status := s.play(t, args...)
			text := s.err.String()
			if status != terminal.ExitUsage || s.out.Len() > 0 || len(s.ran) > 0 {
				t.Errorf("status %d, printed %q, ran %q", status, s.out.String(), s.ran)
			}
			if strings.Count(text, "\n") != 1 || !strings.HasSuffix(text, "\n") || !strings.HasPrefix(text, "linecheck: ") || len(text) > 400 || strings.Contains(text, "\x1b") {
				t.Errorf("on standard error: %q", text)
			}
		})
	}
}

// What a usage error is about must stand in its line.
func TestWrongUsageNamesWhatIsWrong(t *testing.T) {
	profile := fileWith(t, "p.json", []byte(`{"schema":"linecheck.profile/1","hosts":[]}`))
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"check", "--budget", "0"}, "--budget"},
		{[]string{"check", "--budget", "x"}, "--budget"},
		{[]string{"check", "--fast"}, "--fast"},
		{[]string{"fix", "format-disk"}, "format-disk"},
		{[]string{"explain", "gremlins"}, "gremlins"},
		{[]string{"version", "--profile", profile}, "field"},
		{[]string{"check", "--from", "no-such-file.json"}, "no-such-file.json"},
	} {
		s := newStage(t)
		s.play(t, c.args...)
		if !strings.Contains(s.err.String(), c.want) {
			t.Errorf("%q: %q does not name %s", c.args, s.err.String(), c.want)
		}
	}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"check", "--help"}, {"fix", "--help"}, {"explain", "-h"}, {"note", "--help"}, {"export", "--help"}, {"version", "--help"}} {
		s := newStage(t)
		if status := s.play(t, args...); status != terminal.ExitClear || s.out.Len() == 0 || s.err.Len() > 0 {
			t.Errorf("%q: status %d, %q", args, status, s.err.String())
		}
	}
}

// Scripts read standard output: one document, whatever happens beside it.
func TestJSONIsOneDocument(t *testing.T) {
	for name, c := range map[string]struct {
		args   []string
		status int
	}{
		"a run":            {[]string{"check", "--json"}, terminal.ExitUnknown},
		"a run, verbose":   {[]string{"check", "--json", "-v"}, terminal.ExitUnknown},
		"a healthy report": {[]string{"check", "--json", "--from", healthyReport}, terminal.ExitClear},
		"a filtered one":   {[]string{"check", "--json", "--from", filteredReport}, terminal.ExitCause},
	} {
		s := newStage(t)
		s.Screen = terminal.Screen{Live: true, Color: true}
		if status := s.play(t, c.args...); status != c.status {
			t.Errorf("%s: status %d, want %d", name, status, c.status)
		}
		d := json.NewDecoder(&s.out)
		var r diag.Report
		if err := d.Decode(&r); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, err := d.Token(); err != io.EOF {
			t.Errorf("%s: something follows the report: %v", name, err)
		}
		if r.Schema != diag.ReportSchema || r.Verdict.Headline.Text == "" || r.Checks[0].Title.Text == "" {
			t.Errorf("%s: %+v", name, r.Verdict)
		}
	}
}

// Megabytes cost money in places: how many there may be is said before the first of them.
func TestAFullCheckSaysFirstWhatItMoves(t *testing.T) {
	plain, scripted, usual := newStage(t), newStage(t), newStage(t)
	plain.play(t, "check", "--full")
	scripted.play(t, "check", "--full", "--json")
	usual.play(t, "check")
	const warning = "This will move up to 24 MB\n"
	if !strings.HasPrefix(plain.out.String(), warning) || !strings.HasPrefix(scripted.err.String(), warning) || strings.Contains(usual.out.String(), "MB") {
		t.Errorf("in a terminal %.60q, beside JSON %.60q, otherwise %.60q", plain.out.String(), scripted.err.String(), usual.out.String())
	}
}

func TestProgressGoesToStandardErrorBesideJSON(t *testing.T) {
	s := newStage(t)
	s.play(t, "check", "--json")
	if lines := strings.Count(s.err.String(), "\n"); lines != diag.Ordinary() {
		t.Errorf("%d lines of progress:\n%s", lines, s.err.String())
	}
}

// Without a live screen and without colour, not one escape byte: logs and pipes stay plain.
func TestPlainOutputHasNoEscapes(t *testing.T) {
	for _, args := range [][]string{
		{"check"}, {"check", "-v"}, {"check", "--from", filteredReport, "-v"}, {"explain", "udp-blocked"}, {"explain", "104102"},
		{"note", filteredReport}, {"fix", "--dry-run", "flush-dns"}, {"version"}, {"--help"},
	} {
		s := newStage(t)
		s.play(t, args...)
		if strings.ContainsAny(s.out.String()+s.err.String(), "\x1b\r") {
			t.Errorf("%q printed an escape: %q", args, s.out.String())
		}
		if s.out.Len() == 0 {
			t.Errorf("%q printed nothing", args)
		}
	}
}

// A live screen without colour (NO_COLOR) may move the cursor and must not colour.
func TestNoColor(t *testing.T) {
	s := newStage(t)
	s.Screen = terminal.Screen{Live: true}
	s.play(t, "check")
	if containsColor(s.out.String()) {
		t.Errorf("coloured: %q", s.out.String())
	}
	if !strings.Contains(s.out.String(), "\x1b[K") {
		t.Error("the live checklist was not drawn")
	}
	s = newStage(t)
	s.Screen = terminal.Screen{Live: true, Color: true}
	s.play(t, "check")
	if !containsColor(s.out.String()) {
		t.Error("a colour screen got no colour")
	}
}

func containsColor(s string) bool {
	for _, part := range strings.Split(s, "\x1b[")[1:] {
		if end := strings.IndexFunc(part, func(r rune) bool { return r >= '@' && r <= '~' }); end >= 0 && part[end] == 'm' {
			return true
		}
	}
	return false
}

// A report comes from anywhere. Whatever stands in its values, the terminal gets letters.
func TestReportFullOfEscapes(t *testing.T) {
	b, err := os.ReadFile(filteredReport)
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	poisoned, err := json.Marshal(poison("", doc))
	if err != nil {
		t.Fatal(err)
	}
	path := fileWith(t, "poisoned.json", poisoned)
	for _, args := range [][]string{{"check", "-v", "--from", path}, {"note", path}} {
		s := newStage(t)
		s.play(t, args...)
		if text := s.out.String() + s.err.String(); strings.ContainsAny(text, "\x1b\x07\u202e\u009b") {
			t.Errorf("%q let an escape through: %q", args, text)
		}
	}
}

// poison puts terminal escapes and a direction mark into every free text of a document, so far as it stays readable.
func poison(key string, v any) any {
	switch x := v.(type) {
	case map[string]any:
		for k, e := range x {
			x[k] = poison(k, e)
		}
	case []any:
		for i, e := range x {
			x[i] = poison(key, e)
		}
	case string:
		switch key {
		case "schema", "started", "id", "now", "date", "local", "not_before", "not_after", "address", "addresses", "server", "gateway", "source", "destination", "from", "target", "hop":
			return x
		}
		return x + "\x1b]0;owned\x07\x1b[31m\u202e\u009b2J"
	}
	return v
}

func TestEveryCauseCanBeExplained(t *testing.T) {
	s := newStage(t)
	for id := range s.Book.IDs() {
		cause, isCause := strings.CutPrefix(id, "cause.")
		cause, isTitle := strings.CutSuffix(cause, ".title")
		if !isCause || !isTitle {
			continue
		}
		s := newStage(t)
		if status := s.play(t, "explain", cause); status != terminal.ExitClear || s.err.Len() > 0 {
			t.Errorf("%s: status %d, %q", cause, status, s.err.String())
		}
		text := s.out.String()
		if strings.ContainsAny(text, "[]{}<>") || !strings.Contains(text, s.Book.Say("face.step", diag.Args{})) {
			t.Errorf("%s reads\n%s", cause, text)
		}
		for line := range strings.Lines(text) {
			if n := len([]rune(strings.TrimRight(line, "\n"))); n > 78 {
				t.Errorf("%s: a line of %d letters: %q", cause, n, line)
			}
		}
	}
}

func TestEveryCodeCanBeExplained(t *testing.T) {
	for kind, codes := range zoom.Default().ErrorCodes {
		for _, code := range codes.Codes {
			s := newStage(t)
			if status := s.play(t, "explain", code); status != terminal.ExitClear || !strings.Contains(s.out.String(), code) || strings.ContainsAny(s.out.String(), "[]{}") {
				t.Errorf("%s: status %d\n%s", code, status, s.out.String())
			}
			if guide := strings.Contains(s.out.String(), s.Book.Say("guide.title", diag.Args{})); guide != (kind == zoom.ConnectionCodes) {
				t.Errorf("%s (%s): guide shown %v", code, kind, guide)
			}
		}
	}
	s := newStage(t)
	if s.play(t, "explain", " UDP-Blocked ") != terminal.ExitClear {
		t.Errorf("capitals and blanks: %s", s.err.String())
	}
}

func TestVersion(t *testing.T) {
	s := newStage(t)
	if status := s.play(t, "version"); status != 0 || s.out.String() != "linecheck 1.2.3 (commit abc1234, go1.26 test/test, data of "+zoom.Default().Date+")\n" {
		t.Errorf("status %d, %q", status, s.out.String())
	}
}

func TestExitStatusFollowsTheVerdict(t *testing.T) {
	empty := fileWith(t, "empty.json", []byte(`{"schema":"linecheck.report/1"}`))
	for path, want := range map[string]int{healthyReport: terminal.ExitClear, filteredReport: terminal.ExitCause, empty: terminal.ExitUnknown} {
		if got := newStage(t).play(t, "check", "--from", path); got != want {
			t.Errorf("%s: %d, want %d", filepath.Base(path), got, want)
		}
	}
}

// A fault of ours is one line and status 4: no stack of calls, no half report.
func TestFaultOfOurs(t *testing.T) {
	faults := map[string]func(*zoom.Profile) (*diag.Env, error){
		"an error":               func(*zoom.Profile) (*diag.Env, error) { return nil, errors.New("no roots\nat all") },
		"a panic":                func(*zoom.Profile) (*diag.Env, error) { panic("boom\x1b[31m") },
		"a panic inside a probe": faultyProbe,
	}
	for name, newEnv := range faults {
		for _, args := range [][]string{{"check"}, {"check", "--json"}} {
			s := newStage(t)
			s.NewEnv = newEnv
			status := s.play(t, args...)
			last := lastLine(s.err.String())
			if status != terminal.ExitFault || !strings.HasPrefix(last, "linecheck: internal fault: ") || strings.Contains(s.err.String(), "\x1b") {
				t.Errorf("%s %q: status %d, %q", name, args, status, s.err.String())
			}
			if len(args) == 2 && s.out.Len() > 0 {
				t.Errorf("%s: half a document: %q", name, s.out.String())
			}
		}
	}
}

func faultyProbe(p *zoom.Profile) (*diag.Env, error) {
	e, err := deadEnd(p)
	e.ReadHosts = func() ([]host.HostsEntry, error) { panic("index out of range") }
	return e, err
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	return lines[len(lines)-1]
}

// The question, and what counts as yes: only a clear yes.
func TestRemedyQuestion(t *testing.T) {
	steps := []string{"/usr/bin/dscacheutil -flushcache", "--apply flush-dns"}
	for name, c := range map[string]struct {
		args []string
		in   string
		ran  bool
	}{
		"yes":                         {[]string{"fix", "flush-dns"}, "yes\n", true},
		"y":                           {[]string{"fix", "flush-dns"}, " Y \n", true},
		"yes without a line break":    {[]string{"fix", "flush-dns"}, "y", true},
		"no":                          {[]string{"fix", "flush-dns"}, "no\n", false},
		"a line break":                {[]string{"fix", "flush-dns"}, "\n", false},
		"the input ends":              {[]string{"fix", "flush-dns"}, "", false},
		"something else":              {[]string{"fix", "flush-dns"}, "yesterday\n", false},
		"no question":                 {[]string{"fix", "--yes", "flush-dns"}, "", true},
		"only shown":                  {[]string{"fix", "--dry-run", "flush-dns"}, "y\n", false},
		"only shown, even with yes":   {[]string{"fix", "--dry-run", "--yes", "flush-dns"}, "y\n", false},
		"the same remedy three times": {[]string{"fix", "--yes", "flush-dns", "flush-dns", "flush-dns"}, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.In = strings.NewReader(c.in)
			status := s.play(t, c.args...)
			if got := len(s.ran) > 0; got != c.ran {
				t.Errorf("ran %q", s.ran)
			}
			if c.ran && strings.Join(s.ran, "|") != strings.Join(steps, "|") {
				t.Errorf("ran %q, want %q", s.ran, steps)
			}
			if !c.ran && status != terminal.ExitClear {
				t.Errorf("nothing was done, status %d", status)
			}
			for _, line := range []string{"/usr/bin/dscacheutil -flushcache", "/usr/bin/killall -HUP mDNSResponder"} {
				if !strings.Contains(s.out.String(), line) {
					t.Errorf("the exact command %q was not shown:\n%s", line, s.out.String())
				}
			}
		})
	}
}

// entries puts a journal before the stage: one remedy that was done, one that was cut off, one that was put back.
func (s *stage) entries(t *testing.T) {
	began := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	s.Remedies.Entries = func() ([]remedies.Entry, error) {
		return []remedies.Entry{
			{Remedy: "flush-dns", State: remedies.Made, Began: began, Admin: true, Changes: []remedies.Saved{{Line: "first line"}, {Line: "second line"}}},
			{Remedy: "flush-dns", State: remedies.Undone, Began: began},
		}, nil
	}
}

func TestUndoQuestion(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		in   string
		ran  bool
	}{
		"yes":         {[]string{"undo", "flush-dns"}, "yes\n", true},
		"no":          {[]string{"undo", "flush-dns"}, "\n", false},
		"no question": {[]string{"undo", "--yes", "flush-dns"}, "", true},
		"the list":    {[]string{"undo"}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.entries(t)
			s.In = strings.NewReader(c.in)
			status := s.play(t, c.args...)
			if got := strings.Join(s.ran, "|") == "--undo flush-dns"; got != c.ran || status != terminal.ExitClear {
				t.Errorf("status %d, ran %q", status, s.ran)
			}
			for _, line := range []string{"second line", "first line"} {
				if len(c.args) > 1 && !strings.Contains(s.out.String(), line) {
					t.Errorf("%q was not shown:\n%s", line, s.out.String())
				}
			}
			if len(c.args) == 1 && strings.Count(s.out.String(), "flush-dns") != 1 {
				t.Errorf("the list:\n%s", s.out.String())
			}
		})
	}
}

func TestUndoWithNothingToPutBack(t *testing.T) {
	s := newStage(t)
	if status := s.play(t, "undo"); status != terminal.ExitClear || !strings.Contains(s.out.String(), s.Book.Say("undo.none", diag.Args{})) {
		t.Errorf("status %d\n%s", status, s.out.String())
	}
	s.entries(t)
	if status := s.play(t, "undo", "format-disk"); status != terminal.ExitUsage || len(s.ran) > 0 {
		t.Errorf("status %d, ran %q", status, s.ran)
	}
}

func TestUndoThatTheOrganisationForbids(t *testing.T) {
	policy := fileWith(t, "policy.json", []byte(`{"schema":"linecheck.policy/1","forbid_changes":true}`))
	s := newStage(t)
	s.entries(t)
	if status := s.play(t, "undo", "--yes", "--policy", policy, "flush-dns"); status == terminal.ExitClear || len(s.ran) > 0 {
		t.Errorf("status %d, ran %q", status, s.ran)
	}
}

func TestWhatWasCutOffIsSaid(t *testing.T) {
	for working, want := range map[bool]bool{false: true, true: false} {
		s := newStage(t)
		s.Remedies.Entries = func() ([]remedies.Entry, error) {
			return []remedies.Entry{{Remedy: "flush-dns", State: remedies.Begun}}, nil
		}
		s.Remedies.Working = func() bool { return working }
		s.play(t, "fix", "--dry-run", "flush-dns")
		if got := strings.Contains(strings.ReplaceAll(s.out.String(), "\n", " "), "linecheck undo flush-dns"); got != want {
			t.Errorf("another run at work %v: said %v\n%s", working, got, s.out.String())
		}
	}
}

func TestRemedyWhosePermissionIsDeclined(t *testing.T) {
	s := newStage(t)
	s.Remedies.Tools.Elevate = func(context.Context, elevate.Verb, []string) (elevate.Outcome, error) {
		return elevate.Outcome{State: elevate.Declined}, nil
	}
	status := s.play(t, "fix", "--yes", "flush-dns")
	if status != terminal.ExitCause || !strings.Contains(s.out.String(), s.Book.Say("fix.declined", diag.Args{})) || s.err.Len() == 0 {
		t.Errorf("status %d\n%s", status, s.out.String())
	}
}

func TestRemedyThatTheOrganisationForbids(t *testing.T) {
	policy := fileWith(t, "policy.json", []byte(`{"schema":"linecheck.policy/1","forbid_changes":true}`))
	s := newStage(t)
	status := s.play(t, "fix", "--yes", "--policy", policy, "flush-dns")
	if status == terminal.ExitClear || len(s.ran) > 0 || !strings.Contains(s.out.String(), s.Book.Say("fix.forbidden", diag.Args{})) {
		t.Errorf("status %d, ran %q\n%s", status, s.ran, s.out.String())
	}
}

func TestRemedyWithNothingToDo(t *testing.T) {
	s := newStage(t)
	s.Remedies.OS = remedies.Linux
	status := s.play(t, "fix", "--yes", "flush-dns")
	if status != terminal.ExitClear || len(s.ran) > 0 || !strings.Contains(strings.ReplaceAll(s.out.String(), "\n", " "), s.Book.Say("remedy.flush-dns.nothing", diag.Args{})) {
		t.Errorf("status %d, ran %q\n%s", status, s.ran, s.out.String())
	}
}

// Where no window can be had, the check runs all the same and says why in one line.
func TestNoWindow(t *testing.T) {
	s := newStage(t)
	status := s.play(t)
	if status != terminal.ExitUnknown || !strings.Contains(s.out.String(), "no display") || !strings.Contains(s.out.String(), s.Book.Say("cause.unknown.headline", diag.Args{})) {
		t.Errorf("status %d\n%s", status, s.out.String())
	}
	s = newStage(t)
	s.Window = func(terminal.Session) (bool, string) { return true, "" }
	if status := s.play(t); status != terminal.ExitClear || s.out.Len() > 0 {
		t.Errorf("beside a window: status %d, %q", status, s.out.String())
	}
}

func TestExport(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.html")
	s := newStage(t)
	if status := s.play(t, "export", filteredReport, "-o", path); status != terminal.ExitClear {
		t.Fatalf("status %d, %s", status, s.err.String())
	}
	b, err := os.ReadFile(path)
	if err != nil || !bytes.Contains(b, []byte("10.20.0.1")) {
		t.Errorf("%d bytes, %v", len(b), err)
	}
	if info, _ := os.Stat(path); info != nil && info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		t.Errorf("others may read the page: %s", info.Mode())
	}
}
