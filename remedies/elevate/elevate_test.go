package elevate

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestIDs(t *testing.T) {
	for _, bad := range [][]string{
		nil, {""}, {"-x"}, {"--apply"}, {"a b"}, {"A"}, {"a--b"}, {"a-"}, {"../a"}, {"a/b"}, {`a\b`}, {"a'"}, {`a"`},
		{"a;b"}, {"$(a)"}, {"a\n"}, {"ä"}, {strings.Repeat("a", 65)}, make([]string, maxIDs+1),
	} {
		if err := check(Apply, bad); !errors.Is(err, ErrBadID) {
			t.Errorf("%q passed", bad)
		}
	}
	if err := check(Undo, []string{"flush-dns", "hosts-clean", "x2"}); err != nil {
		t.Error(err)
	}
	if err := check("--reboot", []string{"flush-dns"}); !errors.Is(err, ErrBadID) {
		t.Error("a stranger's verb passed")
	}
}

func TestRunRefusesWhatIsNoID(t *testing.T) {
	if _, err := Run(context.Background(), "/opt/linecheck", Apply, []string{"flush-dns", "; reboot"}, ""); !errors.Is(err, ErrBadID) {
		t.Errorf("got %v", err)
	}
}

func TestCommandLines(t *testing.T) {
	ids := []string{"flush-dns", "hosts-clean"}
	exe := "/Applications/Line check's.app/Contents/MacOS/linecheck"
	if got, want := pkexecArguments("/usr/bin/linecheck", Apply, ids), []string{"--disable-internal-agent", "/usr/bin/linecheck", "--apply", "flush-dns", "hosts-clean"}; !reflect.DeepEqual(got, want) {
		t.Errorf("pkexec %q", got)
	}
	if got, want := windowsParameters(Undo, ids), "--undo flush-dns hosts-clean"; got != want {
		t.Errorf("windows %q", got)
	}
	if got, want := terminalLine("darwin", exe, Apply, ids), `sudo -- '/Applications/Line check'\''s.app/Contents/MacOS/linecheck' --apply flush-dns hosts-clean`; got != want {
		t.Errorf("terminal %s", got)
	}
	if got, want := terminalLine("windows", `C:\Program Files\Linecheck\linecheck.exe`, Apply, ids), `"C:\Program Files\Linecheck\linecheck.exe" --apply flush-dns hosts-clean`; got != want {
		t.Errorf("terminal %s", got)
	}
}

// Values are arguments of the script and never part of it.
func TestAppleScriptHoldsNoValues(t *testing.T) {
	args := osascriptArguments(`/tmp/"x" & y`, Undo, []string{"flush-dns"}, `Linecheck's "prompt"`)
	tail := args[len(args)-4:]
	if want := []string{`/tmp/"x" & y`, `Linecheck's "prompt"`, "--undo", "flush-dns"}; !reflect.DeepEqual(tail, want) {
		t.Errorf("arguments %q", tail)
	}
	script := strings.Join(args[:len(args)-4], "\n")
	for _, value := range []string{"tmp", "Linecheck", "--undo", "flush-dns"} {
		if strings.Contains(script, value) {
			t.Errorf("%q stands in the script:\n%s", value, script)
		}
	}
	if strings.Count(script, "quoted form") != 2 {
		t.Errorf("a value is not quoted:\n%s", script)
	}
}

func TestPkexecOutcomes(t *testing.T) {
	for code, want := range map[int]State{0: Ran, 12: Ran, 126: Declined, 127: Unavailable} {
		o := pkexecOutcome(code, "/usr/bin/linecheck", Apply, []string{"flush-dns"})
		if o.State != want || want == Ran && o.Code != code || (want == Unavailable) != (o.Command != "") {
			t.Errorf("%d: %+v", code, o)
		}
	}
}

func TestOsascriptOutcomes(t *testing.T) {
	for _, c := range []struct {
		code   int
		stderr string
		want   State
		exit   int
	}{
		{0, "", Ran, 0},
		{1, "0:150: execution error: User canceled. (-128)\n", Declined, 0},
		{1, "0:150: execution error: Vom Benutzer abgebrochen. (-128)\n", Declined, 0},
		{1, "0:150: execution error: The command exited with a non-zero status. (12)\n", Ran, 12},
		{1, "0:150: execution error: something (-128) else. (12)\n", Ran, 12},
		{1, "0:150: execution error: The administrator user name or password was incorrect. (-60007)\n", Unavailable, 0},
		{1, "", Unavailable, 0},
		{2, "garbage (12) garbage", Unavailable, 0},
	} {
		o := osascriptOutcome(c.code, c.stderr, "/x", Apply, []string{"flush-dns"})
		if o.State != c.want || o.Code != c.exit {
			t.Errorf("%d %q: %+v", c.code, c.stderr, o)
		}
	}
}

func TestPlacesNobodyCanElevateFrom(t *testing.T) {
	for exe, want := range map[string]bool{
		"/tmp/.mount_LinecheXyZ/usr/bin/linecheck": true,
		"/app/bin/linecheck":                       true,
		"/snap/linecheck/12/bin/linecheck":         true,
		"/private/var/folders/x/T/AppTranslocation/1/d/Linecheck.app/Contents/MacOS/linecheck": true,
		`\\server\share\linecheck.exe`:                         true,
		"//server/share/linecheck.exe":                         true,
		`C:\Program Files\Linecheck\linecheck.exe`:             false,
		"/Applications/Linecheck.app/Contents/MacOS/linecheck": false,
		"/usr/bin/linecheck":                                   false,
		"/home/snap/linecheck":                                 false,
	} {
		if got := inLostPlace(exe); got != want {
			t.Errorf("%s: %v", exe, got)
		}
	}
}
