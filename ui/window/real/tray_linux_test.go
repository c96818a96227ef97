//go:build window

package real

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// bus is a session bus with, or without, a desktop's place for icons on it.
type bus struct {
	t       *testing.T
	address string
	conn    *dbus.Conn

	mu   sync.Mutex
	item dbus.Sender // who has put an icon there
}

// newBus starts one until the end of the test.
func newBus(t *testing.T, s *screen) *bus {
	t.Helper()
	daemon, err := exec.LookPath("dbus-daemon")
	if err != nil {
		t.Skip("there is no dbus-daemon here")
	}
	b := &bus{t: t, address: "unix:path=" + filepath.Join(s.home, "bus")}
	s.start(exec.CommandContext(t.Context(), daemon, "--session", "--nofork", "--nopidfile", "--address="+b.address))
	until(t, 10*time.Second, "the session bus", func() bool {
		b.conn, err = dbus.Connect(b.address)
		return err == nil
	})
	t.Cleanup(func() { b.conn.Close() })
	return b
}

const watcher = "org.kde.StatusNotifierWatcher"

// desktop makes it a desktop that shows icons.
func (b *bus) desktop() {
	b.t.Helper()
	if err := b.conn.Export(b, "/StatusNotifierWatcher", watcher); err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.conn.RequestName(watcher, dbus.NameFlagDoNotQueue); err != nil {
		b.t.Fatal(err)
	}
}

// RegisterStatusNotifierItem is called by a program that has an icon.
func (b *bus) RegisterStatusNotifierItem(from dbus.Sender, _ string) *dbus.Error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.item = from
	return nil
}

func (b *bus) owner() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return string(b.item)
}

// layout is an entry of a menu as com.canonical.dbusmenu sends it.
type layout struct {
	ID         int32
	Properties map[string]dbus.Variant
	Children   []dbus.Variant
}

// press chooses the entry with that label in the icon's menu.
func (b *bus) press(label string) {
	b.t.Helper()
	menu := b.conn.Object(b.owner(), "/StatusNotifierMenu")
	var labels []string
	until(b.t, 10*time.Second, "the entry "+label, func() bool {
		var revision uint32
		var root layout
		labels = nil
		if menu.Call("com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{}).Store(&revision, &root) != nil {
			return false
		}
		for _, c := range root.Children {
			var entry layout
			if dbus.Store([]any{c.Value()}, &entry) != nil {
				continue
			}
			text, _ := entry.Properties["label"].Value().(string)
			labels = append(labels, text)
			if text == label {
				call := menu.Call("com.canonical.dbusmenu.Event", 0, entry.ID, "clicked", dbus.MakeVariant(int32(0)), uint32(time.Now().Unix()))
				return call.Err == nil
			}
		}
		return false
	})
	b.t.Logf("the menu holds %q", labels)
}

// alone runs the program in a network of its own in which there is nothing, with the tray icon chosen.
func alone(t *testing.T, s *screen, b *bus) *program {
	t.Helper()
	state := t.TempDir()
	if err := os.Mkdir(filepath.Join(state, "linecheck"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(state, "linecheck", "settings.json"), []byte(`{"tray":true,"no_history":true}`), 0o600); err != nil {
		t.Fatal(err)
	}
	p := &program{t: t, ended: make(chan struct{}), cmd: exec.CommandContext(t.Context(), tool(t, "LINECHECK_WINDOW_BIN"))}
	p.cmd.Env = append(s.env(), "XDG_STATE_HOME="+state, "DBUS_SESSION_BUS_ADDRESS="+b.address)
	same := []syscall.SysProcIDMap{{ContainerID: os.Geteuid(), HostID: os.Geteuid(), Size: 1}}
	group := []syscall.SysProcIDMap{{ContainerID: os.Getegid(), HostID: os.Getegid(), Size: 1}}
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Cloneflags: syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET, UidMappings: same, GidMappings: group}
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.err
	if err := p.cmd.Start(); err != nil {
		t.Skipf("this system makes no network for it: %v", err)
	}
	go func() {
		p.cmd.Wait() //nolint:errcheck // the exit status is looked at in end
		close(p.ended)
	}()
	t.Cleanup(p.quiet)
	return p
}

// A window that is closed stays as an icon, comes back from its menu, and ends by Quit.
func TestTheWindowHidesBesideTheClock(t *testing.T) {
	t.Parallel()
	s := newScreen(t)
	b := newBus(t, s)
	b.desktop()
	p := alone(t, s, b)
	id := s.window()
	until(t, 10*time.Second, "the icon", func() bool { return b.owner() != "" })
	s.press("alt+F4")
	until(t, 5*time.Second, "the window to go", func() bool {
		shown, _ := s.xdotool("search", "--onlyvisible", "--name", "^Linecheck$")
		return shown == ""
	})
	select {
	case <-p.ended:
		t.Fatal("closing the window ended the program")
	default:
	}
	b.press("Open Linecheck")
	if again := s.window(); again != id {
		t.Logf("it came back as another window: %s, %s", id, again)
	}
	b.press("Quit")
	if status := p.end(5 * time.Second); status != 0 {
		t.Errorf("it ended with %d", status)
	}
}

// Where the desktop shows no icons, closing the window ends the program: it could not be brought back.
func TestNoIconsNoHiding(t *testing.T) {
	t.Parallel()
	s := newScreen(t)
	p := alone(t, s, newBus(t, s))
	s.window()
	s.press("alt+F4")
	if status := p.end(5 * time.Second); status != 0 || bytes.Contains(p.err.Bytes(), []byte("systray error")) {
		t.Errorf("it ended with %d and said:\n%s", status, p.err.String())
	}
}
