//go:build labreal

package real

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/godbus/dbus/v5"

	"linecheck/remedies/elevate"
)

// person is the account without rights that asks.
const person = "ada"

// startPolkit starts polkit's authority, with rules that an administrator might have.
func startPolkit(t *testing.T, rules string) {
	t.Helper()
	write(t, "/etc/polkit-1/rules.d/10-test.rules", rules)
	start(t, func() bool { return exec.Command("/usr/bin/pkaction").Run() == nil }, "/usr/lib/polkit-1/polkitd", "--no-debug")
}

// asksFor runs elevate.Run as the person, in a process that is registered with an agent or not.
func asksFor(t *testing.T, agent string, env ...string) (o elevate.Outcome) {
	t.Helper()
	u, err := user.Lookup(person)
	if err != nil {
		t.Fatal(err)
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	cmd := exec.Command("/usr/libexec/linecheck-test")
	cmd.Env, cmd.Dir = append(env, childVar+"=elevate-"+agent, "PATH=/usr/bin:/bin"), "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := json.Unmarshal(out, &o); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return o
}

// Nobody can be asked: the person is shown the line for a terminal. pkexec says 127.
func TestPkexecWithoutAnAgent(t *testing.T) {
	startPolkit(t, "")
	o := asksFor(t, "alone")
	if o.State != elevate.Unavailable || o.Command != "sudo -- '/usr/bin/linecheck' --apply flush-dns" {
		t.Errorf("%+v", o)
	}
}

// The person closes the dialog. pkexec says 126, and that is no error.
func TestPkexecDismissed(t *testing.T) {
	startPolkit(t, "")
	if o := asksFor(t, "dismissed"); o.State != elevate.Declined {
		t.Errorf("%+v", o)
	}
}

// The dialog has our sentence: polkit found our action by the program's place.
func TestPkexecShowsOurWords(t *testing.T) {
	startPolkit(t, "")
	if _, err := os.Stat("/run/agent-saw"); err == nil {
		os.Remove("/run/agent-saw")
	}
	if err := os.WriteFile("/run/agent-saw", nil, 0o666); err != nil {
		t.Fatal(err)
	}
	os.Chmod("/run/agent-saw", 0o666) //nolint:errcheck // the agent's writing tells
	asksFor(t, "dismissed")
	b, _ := os.ReadFile("/run/agent-saw")
	if !strings.HasPrefix(string(b), "app.linecheck.apply\nLinecheck wants to change") {
		t.Errorf("the agent saw %q", b)
	}
}

// The administrator agrees: the far side runs as root, whatever the person's environment holds, and says what it did.
func TestPkexecAllowed(t *testing.T) {
	startPolkit(t, `polkit.addRule(function(action, subject) { if (action.id == "app.linecheck.apply" && subject.user == "ada") return polkit.Result.YES; });`)
	serveTruth(t)
	startDnsmasq(t)
	for name, env := range map[string][]string{
		"plain":    nil,
		"poisoned": {"LD_PRELOAD=/tmp/evil.so", "GOTRACEBACK=crash", "GODEBUG=x", "XDG_STATE_HOME=/tmp/evil", "HOME=/tmp/evil", "GCONV_PATH=/tmp"},
	} {
		if o := asksFor(t, "alone", env...); o.State != elevate.Ran || o.Code != 0 {
			t.Errorf("%s: %+v", name, o)
		}
	}
}

// The administrator forbids it: that is told from a no of the person's.
func TestPkexecForbidden(t *testing.T) {
	startPolkit(t, `polkit.addRule(function(action, subject) { if (action.id == "app.linecheck.apply") return polkit.Result.NO; });`)
	if o := asksFor(t, "dismissed"); o.State != elevate.Unavailable {
		t.Errorf("%+v", o)
	}
}

// child is what a test starts itself for.
func child(what string) int {
	switch what {
	case "elevate-dismissed":
		if err := beAgent(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		fallthrough
	case "elevate-alone":
		return elevateAs()
	}
	return killedChild(what)
}

func elevateAs() int {
	o, err := elevate.Run(ctxOfChild(), program, elevate.Apply, []string{"flush-dns"}, "")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	json.NewEncoder(os.Stdout).Encode(o) //nolint:errcheck // the parent will miss it
	return 0
}

// agent answers polkit's question as a desktop's dialog that is closed does.
type agent struct{}

// BeginAuthentication notes what would be shown, and closes the dialog.
func (agent) BeginAuthentication(action, message, icon string, details map[string]string, cookie string, identities []struct {
	Kind    string
	Details map[string]dbus.Variant
}) *dbus.Error {
	os.WriteFile("/run/agent-saw", []byte(action+"\n"+message+"\n"), 0o666) //nolint:errcheck // only one test looks
	return dbus.NewError("org.freedesktop.PolicyKit1.Error.Cancelled", []any{"closed"})
}

// CancelAuthentication has nothing to close.
func (agent) CancelAuthentication(cookie string) *dbus.Error { return nil }

// beAgent registers this process as the agent of itself, as a terminal's agent does.
func beAgent() error {
	bus, err := dbus.ConnectSystemBus()
	if err != nil {
		return err
	}
	if err := bus.Export(agent{}, "/linecheck/agent", "org.freedesktop.PolicyKit1.AuthenticationAgent"); err != nil {
		return err
	}
	started, err := startTime()
	if err != nil {
		return err
	}
	subject := struct {
		Kind    string
		Details map[string]dbus.Variant
	}{"unix-process", map[string]dbus.Variant{"pid": dbus.MakeVariant(uint32(os.Getpid())), "start-time": dbus.MakeVariant(started), "uid": dbus.MakeVariant(int32(os.Getuid()))}}
	authority := bus.Object("org.freedesktop.PolicyKit1", "/org/freedesktop/PolicyKit1/Authority")
	return authority.Call("org.freedesktop.PolicyKit1.Authority.RegisterAuthenticationAgent", 0, subject, "en_US", "/linecheck/agent").Err
}

// startTime is field 22 of /proc/self/stat.
func startTime() (uint64, error) {
	b, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(b), ") ")
	f := strings.Fields(rest)
	if len(f) < 20 {
		return 0, fmt.Errorf("stat has %d fields", len(f))
	}
	return strconv.ParseUint(f[19], 10, 64)
}
