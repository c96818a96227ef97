package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// makeFiles writes what the client finds on its disk.
func (w *World) makeFiles() (err error) {
	if w.dir, err = os.MkdirTemp(os.Getenv(insideVar), "world-"); err != nil {
		return err
	}
	store := w.public.pem()
	if r := w.plan.Resign; r != nil && r.Installed {
		store = append(store, w.foreign.pem()...)
	}
	files := map[string][]byte{
		"roots.pem":     w.public.pem(),
		"store.pem":     store,
		"resolv.conf":   []byte(w.resolvConf()),
		"hosts":         []byte("127.0.0.1 localhost\n::1 localhost\n" + strings.Join(w.plan.HostsFile, "\n") + "\n"),
		"nsswitch.conf": []byte("hosts: files dns\n"),
	}
	for name, content := range files {
		err = errors.Join(err, os.WriteFile(w.path(name), content, 0o644))
	}
	err = errors.Join(err, os.MkdirAll(w.config(), 0o755), os.Mkdir(w.path("empty"), 0o755), os.Mkdir(w.path("lib"), 0o755))
	for name, content := range w.plan.Home {
		err = errors.Join(err, os.WriteFile(filepath.Join(w.config(), name), []byte(content), 0o644))
	}
	return errors.Join(err, w.installZoom(), w.makeRun())
}

// asked are the name servers that the client is set up to ask: the service on it, or those of the network.
func (w *World) asked() []netip.Addr {
	if w.plan.Stub != nil {
		return []netip.Addr{w.plan.Stub.Addr}
	}
	return w.plan.Resolvers
}

// makeRun lays out what the client sees as /run: the file in which a service on the client names the servers behind it,
// and resolv.conf itself where /etc only links to it there.
func (w *World) makeRun() error {
	if w.plan.Stub == nil {
		return nil
	}
	files := map[string]string{}
	if to, err := filepath.EvalSymlinks("/etc/resolv.conf"); err == nil && strings.HasPrefix(to, "/run/") {
		files[to] = w.resolvConf()
	}
	if w.plan.Stub.Told != "" {
		files["/run/"+w.plan.Stub.Told] = fmt.Sprintf("nameserver %s\n", w.plan.Resolvers[0])
	}
	if err := os.MkdirAll(w.path("run"), 0o755); err != nil {
		return err
	}
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(w.path(name)), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(w.path(name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// config is where the person's programs keep their settings.
func (w *World) config() string { return filepath.Join(w.path("home"), ".config") }

func (w *World) resolvConf() string {
	var b strings.Builder
	for _, a := range w.asked() {
		fmt.Fprintf(&b, "nameserver %s\n", a)
	}
	if len(w.plan.Search) > 0 {
		fmt.Fprintf(&b, "search %s\n", strings.Join(w.plan.Search, " "))
	}
	if w.plan.Patience > 0 {
		fmt.Fprintf(&b, "options timeout:%d\n", w.plan.Patience)
	}
	if w.plan.Dots > 0 {
		fmt.Fprintf(&b, "options ndots:%d\n", w.plan.Dots)
	}
	return b.String()
}

// Env is the environment of a program on the client: the world's own roots, no proxy but the scenario's, and
// nothing of the session the lab runs in.
func (w *World) Env() []string {
	return append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + w.path("home"), "LANG=C.UTF-8", "TMPDIR=" + w.dir,
	}, w.roots()...)
}

// roots are the variables every program on the client needs, whatever else its environment holds.
func (w *World) roots() []string {
	vars := w.plan.Env
	if len(w.plan.Home) > 0 {
		vars = append([]string{"XDG_CONFIG_HOME=" + w.config()}, vars...)
	}
	return append([]string{
		"LINECHECK_LAB_ROOTS=" + w.path("roots.pem"),
		"SSL_CERT_FILE=" + w.path("store.pem"),
		"SSL_CERT_DIR=" + w.path("empty"),
	}, vars...)
}

// SessionEnv is the caller's own environment with the world's variables on top, for a program with a window. A proxy
// of the caller's does not exist in the world.
func (w *World) SessionEnv() (env []string) {
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		if name = strings.ToLower(name); !strings.HasSuffix(name, "_proxy") && name != strings.ToLower(insideVar) {
			env = append(env, v)
		}
	}
	return append(env, w.roots()...)
}

// Program is a command to run on the client.
type Program struct {
	Args           []string
	Env            []string
	Dir            string
	Stdin          io.Reader
	Stdout, Stderr io.Writer

	Admin bool // it runs as the client's root instead of a person

	Peak *int64 // where to put the most memory it had resident at a time, in bytes; nil when nobody asks
}

// Run runs a program on the client as an ordinary person, or as its administrator: in the client's network, with the
// client's resolv.conf and hosts file. The error is an *exec.ExitError when the program ran and failed.
func (w *World) Run(ctx context.Context, p Program) error {
	done := make(chan error, 1)
	go func() {
		// Never unlocked: the thread has mounts of its own now and ends with this goroutine. It has to outlive the
		// program, which would be killed with it.
		runtime.LockOSThread()
		done <- w.runHere(ctx, p)
	}()
	return <-done
}

func (w *World) runHere(ctx context.Context, p Program) error {
	if err := w.nodes[Client].enter(); err != nil {
		return err
	}
	if err := w.mount(); err != nil {
		return err
	}
	root := &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWPID, Pdeathsig: syscall.SIGKILL}
	cmd := p.command(ctx, root)
	if !p.Admin {
		cmd = p.command(ctx, person())
	}
	err := cmd.Start()
	if refusesNamespace(err) && !p.Admin {
		cmd = p.command(ctx, root)
		err = cmd.Start()
	}
	if err != nil {
		return err
	}
	err = cmd.Wait()
	if use, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok && p.Peak != nil {
		*p.Peak = use.Maxrss * 1024
	}
	return err
}

func (p Program) command(ctx context.Context, attr *syscall.SysProcAttr) *exec.Cmd {
	cmd := exec.CommandContext(ctx, p.Args[0], p.Args[1:]...)
	cmd.Env, cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = p.Env, p.Dir, p.Stdin, p.Stdout, p.Stderr
	cmd.SysProcAttr = attr
	return cmd
}

// refusesNamespace: root of a container without user namespaces has to run the program as root.
func refusesNamespace(err error) bool {
	return errors.Is(err, unix.EPERM) || errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EINVAL)
}

// person makes the program an ordinary user: a nested user namespace in which it is nobody special, and so has no
// power over the network it finds itself in. What it starts and leaves behind ends with it, which a process
// namespace sees to.
func person() *syscall.SysProcAttr {
	const uid = 1000
	return &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWUSER | unix.CLONE_NEWPID,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: uid, HostID: os.Geteuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: uid, HostID: os.Getegid(), Size: 1}},
		Pdeathsig:   syscall.SIGKILL,
	}
}

// mount gives the calling thread its own view of the files that describe the network.
func (w *World) mount() error {
	if err := unix.Unshare(unix.CLONE_NEWNS); err != nil {
		return fmt.Errorf("making a mount namespace: %w", err)
	}
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("making mounts private: %w", err)
	}
	for _, name := range []string{"resolv.conf", "hosts", "nsswitch.conf"} {
		target, err := filepath.EvalSymlinks("/etc/" + name)
		if err != nil {
			return fmt.Errorf("the lab lays its own file over /etc/%s, which must exist: %w", name, err)
		}
		if err := unix.Mount(w.path(name), target, "", unix.MS_BIND, ""); err != nil {
			return fmt.Errorf("mounting %s: %w", target, err)
		}
	}
	w.hideHost()
	// The journal of what administrators change on the client; there is little else that it needs of /var/lib.
	if err := unix.Mount(w.path("lib"), "/var/lib", "", unix.MS_BIND, ""); err != nil {
		return fmt.Errorf("mounting the client's /var/lib: %w", err)
	}
	for dir, wanted := range map[string]bool{"opt": w.plan.Zoom != nil, "run": w.plan.Stub != nil} {
		if !wanted {
			continue
		}
		if err := unix.Mount(w.path(dir), "/"+dir, "", unix.MS_BIND, ""); err != nil {
			return fmt.Errorf("mounting the client's /%s: %w", dir, err)
		}
	}
	return nil
}

// hideHost keeps the real computer out of sight: /sys shows the network it was mounted in, the services behind these
// directories talk about the real one, and whom it trusts is no business of the lab's. What cannot be hidden is left as it is.
func (w *World) hideHost() {
	const flags = unix.MS_NOSUID | unix.MS_NODEV | unix.MS_NOEXEC | unix.MS_RDONLY
	unix.Mount("lab", "/sys", "sysfs", flags, "") //nolint:errcheck // refused where parts of /sys are masked
	for _, dir := range []string{
		"/run/dbus", "/run/NetworkManager", "/opt/zoom", "/snap", "/var/lib/flatpak",
		"/etc/ufw", "/usr/local/share/ca-certificates", "/etc/pki/ca-trust/source/anchors",
	} {
		unix.Mount(w.path("empty"), dir, "", unix.MS_BIND, "") //nolint:errcheck // most machines lack one of them
	}
}
