package remedies

import (
	"context"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"linecheck/remedies/elevate"
)

var update = flag.Bool("update", false, "write the golden files")

func TestPlanForUnknown(t *testing.T) {
	if _, ok := PlanFor("flush-dns", "plan9", Facts{}); ok {
		t.Error("a plan for plan9")
	}
	if _, ok := PlanFor("format-disk", Linux, Facts{}); ok {
		t.Error("a plan for an unknown id")
	}
}

func TestLineQuotesBlanks(t *testing.T) {
	s := Step{Program: `C:\Program Files\x.exe`, Args: []string{"a", `b "c"`}}
	if got, want := s.Line(), `"C:\Program Files\x.exe" a "b \"c\""`; got != want {
		t.Errorf("got %s", got)
	}
}

func TestFacts(t *testing.T) {
	for name, c := range map[string]struct {
		os    OS
		files map[string]string
		want  Facts
	}{
		"ubuntu desktop":           {Linux, map[string]string{"/proc/1/comm": "systemd\n", "/proc/500/comm": "systemd-resolve\n"}, Facts{Resolved: true}},
		"server with nscd":         {Linux, map[string]string{"/proc/1/comm": "init\n", "/proc/33/comm": "nscd\n"}, Facts{NSCD: true}},
		"router with dnsmasq":      {Linux, map[string]string{"/run/dnsmasq/dnsmasq.pid": "812\n", "/proc/812/comm": "dnsmasq\n"}, Facts{Dnsmasq: 812}},
		"pid was used again":       {Linux, map[string]string{"/run/dnsmasq/dnsmasq.pid": "812\n", "/proc/812/comm": "sshd\n"}, Facts{}},
		"pid file full of rubbish": {Linux, map[string]string{"/run/dnsmasq.pid": "-1; reboot\n", "/proc/1/comm": "dnsmasq\n"}, Facts{}},
		"pid file names init":      {Linux, map[string]string{"/run/dnsmasq.pid": "1", "/proc/1/comm": "dnsmasq"}, Facts{}},
		"only libvirt's dnsmasq":   {Linux, map[string]string{"/run/libvirt/network/default.pid": "900", "/proc/900/comm": "dnsmasq"}, Facts{}},
		"container with nothing":   {Linux, nil, Facts{}},
		"zoom in the hosts file":   {Linux, map[string]string{"/etc/hosts": "::1 localhost\r\n0.0.0.0\tzoom.us\r\n"}, Facts{Hosts: HostsFile{Lines: []string{"0.0.0.0 zoom.us"}}}},
		"windows":                  {Windows, nil, Facts{System32: `D:\W\system32`}},
		"macos":                    {MacOS, nil, Facts{Mac: MacFacts{TimeServer: "time.apple.com"}}},
	} {
		t.Run(name, func(t *testing.T) {
			c.want.Hosts.Path, c.want.Hosts.Keep = "/etc/hosts", adminFolder()
			if got := worldOf(c.files).Facts(c.os); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func worldOf(files map[string]string) World {
	return World{
		System32: func() string { return `D:\W\system32` },
		Windows:  func() WindowsFacts { return WindowsFacts{} },
		Hosts:    func() string { return "/etc/hosts" },
		ReadFile: func(path string) ([]byte, error) {
			if text, ok := files[path]; ok {
				return []byte(text), nil
			}
			return nil, fs.ErrNotExist
		},
		Glob: func(pattern string) ([]string, error) {
			var found []string
			for path := range files {
				if ok, _ := filepath.Match(pattern, path); ok {
					found = append(found, path)
				}
			}
			return found, nil
		},
	}
}

// recorder runs nothing and writes down what it was asked to run.
type recorder struct {
	lines   []string
	prompts int
	fail    error
	outcome elevate.Outcome
	refuse  error
}

func (r *recorder) tools() Tools {
	return Tools{
		Step: func(_ context.Context, s Step) (string, error) {
			r.lines = append(r.lines, s.Line())
			return "text of " + s.Program, r.fail
		},
		Elevate: func(_ context.Context, verb elevate.Verb, ids []string) (elevate.Outcome, error) {
			r.prompts++
			r.lines = append(r.lines, string(verb)+" "+strings.Join(ids, " "))
			return r.outcome, r.refuse
		},
	}
}

// Go's own resolver reads the hosts file, and on Linux the list of name servers, only every 5 s: what is measured before that
// would be said of what was there before.
func TestWaitsUntilLookUpsGoByWhatIsNew(t *testing.T) {
	for id, wants := range map[string]int{"flush-dns": 0, "restart-zoom": 0, "renew-address": 1, "wifi-restart": 1, "vpn-off": 1} {
		if runtime.GOOS != string(Linux) {
			wants = 0
		}
		for outcome, want := range map[error]int{nil: wants, fs.ErrNotExist: 0} {
			rec, pauses := recorder{fail: outcome}, 0
			tools := rec.tools()
			tools.Pause = func(_ context.Context, d time.Duration) {
				if pauses++; d < 5*time.Second {
					t.Errorf("%s: after %s Go may still go by the old", id, d)
				}
			}
			Run(t.Context(), []Job{{id, Plan{Steps: []Step{{Program: "/bin/tool"}}}}}, tools)
			if pauses != want {
				t.Errorf("%s, which ended with %v: %d pauses, want %d", id, outcome, pauses, want)
			}
		}
	}
}

func TestRun(t *testing.T) {
	mac, _ := PlanFor("flush-dns", MacOS, Facts{})
	windows, _ := PlanFor("flush-dns", Windows, Facts{System32: `C:\W`})
	for name, c := range map[string]struct {
		plan Plan
		rec  recorder
		want Result // without Output
		runs []string
	}{
		"windows, well":           {windows, recorder{}, Result{Outcome: Done}, []string{`C:\W\ipconfig.exe /flushdns`}},
		"no cache at all":         {Plan{}, recorder{}, Result{Outcome: NothingToDo}, nil},
		"tool is missing":         {windows, recorder{fail: fs.ErrNotExist}, Result{Outcome: Failed, Reason: NoProgram}, []string{`C:\W\ipconfig.exe /flushdns`}},
		"tool may not be started": {windows, recorder{fail: fs.ErrPermission}, Result{Outcome: Failed, Reason: NotAllowed}, []string{`C:\W\ipconfig.exe /flushdns`}},
		"tool reports an error":   {mac, recorder{fail: errors.New("exit status 1")}, Result{Outcome: Failed, Reason: ExitCode}, []string{"/usr/bin/dscacheutil -flushcache"}},
		"person says no":          {mac, recorder{outcome: elevate.Outcome{State: elevate.Declined}}, Result{Outcome: Declined}, []string{"/usr/bin/dscacheutil -flushcache", "--apply flush-dns"}},
		"person says yes":         {mac, recorder{outcome: elevate.Outcome{State: elevate.Ran}}, Result{Outcome: Done}, []string{"/usr/bin/dscacheutil -flushcache", "--apply flush-dns"}},
		"started, code not known": {mac, recorder{outcome: elevate.Outcome{State: elevate.Started}}, Result{Outcome: Done}, []string{"/usr/bin/dscacheutil -flushcache", "--apply flush-dns"}},
		"elevated part fails":     {mac, recorder{outcome: elevate.Outcome{State: elevate.Ran, Code: exitFailed}}, Result{Outcome: Failed, Reason: ExitCode}, []string{"/usr/bin/dscacheutil -flushcache", "--apply flush-dns"}},
		"nobody to ask":           {mac, recorder{outcome: elevate.Outcome{State: elevate.Unavailable, Command: "sudo x"}}, Result{Outcome: Failed, Reason: NoPrompt, Command: "sudo x"}, []string{"/usr/bin/dscacheutil -flushcache", "--apply flush-dns"}},
		"organisation refuses":    {mac, recorder{refuse: errors.New("policy")}, Result{Outcome: Failed, Reason: NotAllowed}, []string{"/usr/bin/dscacheutil -flushcache", "--apply flush-dns"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := Run(t.Context(), []Job{{"flush-dns", c.plan}}, c.rec.tools())[0]
			got.Output, c.want.ID = nil, "flush-dns"
			if !reflect.DeepEqual(got, c.want) || !reflect.DeepEqual(c.rec.lines, c.runs) {
				t.Errorf("got %+v after %q", got, c.rec.lines)
			}
		})
	}
}

func TestOnePromptForAllJobs(t *testing.T) {
	plan := Plan{Steps: []Step{{Program: "/bin/a", Limit: stepLimit}, {Program: "/bin/b", Admin: true, Limit: stepLimit}}}
	rec := recorder{outcome: elevate.Outcome{State: elevate.Ran}}
	Run(t.Context(), []Job{{"one", plan}, {"two", Plan{}}, {"three", plan}}, rec.tools())
	want := []string{"/bin/a", "/bin/a", "--apply one three"}
	if !reflect.DeepEqual(rec.lines, want) {
		t.Errorf("ran %q", rec.lines)
	}
}

func TestCancelledRun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	plan := Plan{Steps: []Step{{Program: "/bin/a", Limit: stepLimit}}}
	tools := Tools{Step: func(context.Context, Step) (string, error) { cancel(); return "", errors.New("killed") }}
	if got := Run(ctx, []Job{{"x", plan}}, tools)[0]; got.Reason != Cancelled {
		t.Errorf("got %+v", got)
	}
}

func TestSlowStepTimesOut(t *testing.T) {
	plan := Plan{Steps: []Step{{Program: "/bin/a", Limit: 1}}}
	tools := Tools{Step: func(ctx context.Context, _ Step) (string, error) { <-ctx.Done(); return "", ctx.Err() }}
	if got := Run(t.Context(), []Job{{"x", plan}}, tools)[0]; got.Reason != TimedOut {
		t.Errorf("got %+v", got)
	}
}

func TestApplyRefuses(t *testing.T) {
	for name, ids := range map[string][]string{
		"nothing":         nil,
		"an empty id":     {""},
		"an unknown id":   {"format-disk"},
		"a flag":          {"flush-dns", "--yes"},
		"only a flag":     {"-v"},
		"twice":           {"flush-dns", "flush-dns"},
		"a path":          {"../flush-dns"},
		"a path inside":   {"./flush-dns"},
		"other letters":   {"Flush-DNS"},
		"blanks":          {"flush-dns "},
		"two in one":      {"flush-dns flush-dns"},
		"a list":          {"flush-dns,flush-dns"},
		"a shell's dream": {"flush-dns; reboot"},
		"a zero byte":     {"flush-dns\x00"},
	} {
		t.Run(name, func(t *testing.T) {
			var rec recorder
			if code := farSide(true, &rec).run(t.Context(), elevate.Apply, ids); code != exitRefused || len(rec.lines) > 0 {
				t.Errorf("code %d, ran %q", code, rec.lines)
			}
		})
	}
}

// farSide is the elevated half on a Mac.
func farSide(admin bool, rec *recorder) far {
	return far{admin: admin, system: MacOS, facts: worldOf(nil).Facts, tools: rec.tools()}
}

func TestApplyRunsTheAdminStepsOnly(t *testing.T) {
	var rec recorder
	if code := farSide(true, &rec).run(t.Context(), elevate.Apply, []string{"flush-dns"}); code != exitDone {
		t.Errorf("code %d", code)
	}
	if want := []string{"/usr/bin/killall -HUP mDNSResponder"}; !reflect.DeepEqual(rec.lines, want) {
		t.Errorf("ran %q", rec.lines)
	}
}

func TestApplyWithoutAdminRightsRunsNothing(t *testing.T) {
	var rec recorder
	if code := farSide(false, &rec).run(t.Context(), elevate.Apply, []string{"flush-dns"}); code != exitNeedsAdmin || len(rec.lines) > 0 {
		t.Errorf("code %d, ran %q", code, rec.lines)
	}
}

func TestApplyCodesMeanTheSameOnBothSides(t *testing.T) {
	for failure, want := range map[error]Reason{
		nil: "", fs.ErrNotExist: NoProgram, errors.New("exit status 3"): ExitCode,
	} {
		rec := recorder{fail: failure}
		code := farSide(true, &rec).run(t.Context(), elevate.Apply, []string{"flush-dns"})
		if _, reason := outcomeOf(code); reason != want || code == 126 || code == 127 {
			t.Errorf("%v: code %d, reason %q", failure, code, reason)
		}
	}
}

// On a Linux computer without any cache this is the whole truth, run for real.
func TestThisLinuxComputer(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("Linux only")
	}
	facts := ThisComputer().Facts(Linux)
	if facts.Resolved || facts.NSCD || facts.Dnsmasq > 0 {
		t.Skipf("caches run here: %+v", facts)
	}
	plan, _ := PlanFor("flush-dns", Linux, facts)
	got := Run(t.Context(), []Job{{"flush-dns", plan}}, RealTools("/nonexistent", func() string { return "" }))
	if got[0].Outcome != NothingToDo {
		t.Errorf("got %+v", got[0])
	}
}

func TestRealStep(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Unix programs")
	}
	t.Setenv("LINECHECK_SECRET", "x")
	text, err := runStep(t.Context(), Step{Program: "/usr/bin/env", Limit: stepLimit})
	if err != nil || strings.Contains(text, "SECRET") || !strings.Contains(text, "PATH=/usr/bin:") {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := runStep(t.Context(), Step{Program: "/usr/bin/no-such-tool"}); reasonOf(t.Context(), nil, err) != NoProgram {
		t.Errorf("missing tool: %v", err)
	}
}

func TestOutputIsBounded(t *testing.T) {
	var out limited
	for range 3 {
		if n, err := out.Write(make([]byte, maxOutput)); n != maxOutput || err != nil {
			t.Fatal(n, err)
		}
	}
	if out.Len() != maxOutput {
		t.Errorf("%d bytes kept", out.Len())
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != strings.ReplaceAll(string(want), "\r\n", "\n") {
		t.Errorf("%s differs; got\n%s", path, got)
	}
}
