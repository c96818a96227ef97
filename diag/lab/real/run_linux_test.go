//go:build labreal

package real

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"

	"golang.org/x/sys/unix"

	"linecheck/diag"
)

// The promises: a run of the program, and a world with all that stands in it.
const (
	runLimit   = 10 * time.Second
	worldLimit = 20 * time.Second
)

// person is the number of the ordinary account that the program runs under.
const person = 12321

// world is one way a network can be, made of other people's software.
type world struct {
	name   string
	story  string // one line, in a person's words
	cause  diag.Cause
	where  diag.Where
	beside []diag.Cause // what else may stand unexplained
	untold bool         // the place may be unknown as well: whether a box has an ICMP error left to tell it is luck

	ipv6    bool
	wan     string   // the router's outer network; "" is the office's 10.20.0.0/16
	asks    string   // the name server in resolv.conf; "" is the router
	dnsmasq []string // options of the router's name service
	env     []string // of the program
	trusts  bool     // the office's own authority is in the computer's store
	status  string   // what Zoom's status page says; "" is an ordinary day
	up      func(*ground)
}

type line struct {
	world
	said  string
	took  time.Duration
	whole time.Duration
	wrong bool
}

var (
	mu    sync.Mutex
	table []line
)

func TestRealWorlds(t *testing.T) {
	t.Cleanup(printTable)
	for _, w := range worlds {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			play(t, w)
		})
	}
}

// play builds a world, runs the program on its client once, and holds what it says against what is so.
func play(t *testing.T, w world) {
	begun := time.Now()
	g := newGround(t)
	l := line{world: w, said: "(no report)"}
	defer func() {
		l.whole, l.wrong = time.Since(begun), t.Failed()
		mu.Lock()
		table = append(table, l)
		mu.Unlock()
	}()
	g.build(w)
	if w.up != nil {
		w.up(g)
	}
	if at := os.Getenv("LAB_REAL_HOLD"); at != "" {
		g.hold(at)
	}
	report, raw, took := g.check(w)
	v := report.Verdict
	l.said, l.took = fmt.Sprintf("%s at %s (%s, %s)", v.Cause, v.Where, v.Impact, v.Confidence), took
	keep(t, w.name, raw)
	if v.Cause != w.cause || v.Where != w.where && !(w.untold && v.Where == diag.WhereUnknown) {
		t.Errorf("the verdict is %s at %s, want %s at %s", v.Cause, v.Where, w.cause, w.where)
	}
	for i, f := range report.Findings {
		if i > 0 && f.ExplainedBy == "" && !slices.Contains(w.beside, f.Cause) {
			l.said += " + " + string(f.Cause)
			t.Errorf("%s stands unexplained beside %s", f.Cause, v.Cause)
		}
	}
	if took > runLimit {
		t.Errorf("the run took %s", took)
	}
	if t.Failed() {
		t.Logf("%s\n%s", w.story, summary(report))
	}
	if whole := time.Since(begun); whole > worldLimit {
		t.Errorf("the world took %s", whole)
	}
}

// summary is what the report says, line by line.
func summary(r diag.Report) string {
	var b strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "finding %s at %s, %s, %s, explained by %q, hosts %v, ports %v\n", f.Cause, f.Where, f.Impact, f.Confidence, f.ExplainedBy, f.Hosts, f.Ports)
		for _, s := range slices.Concat(f.Because, f.Against) {
			fmt.Fprintf(&b, "    %s\n", s.Text)
		}
	}
	for _, c := range r.Checks {
		fmt.Fprintf(&b, "%-13s %-8s %5d ms  %s\n", c.ID, c.Status, c.DurationMS, c.Summary.Text)
	}
	return b.String()
}

// hold keeps the world standing while the file exists, for a look around with ip netns exec.
func (g *ground) hold(file string) {
	fmt.Println("standing:", g.ns("client"), "in", g.dir, "process", os.Getpid())
	for _, err := os.Stat(file); err == nil; _, err = os.Stat(file) {
		time.Sleep(time.Second)
	}
}

// check runs the program as an ordinary person on the client.
func (g *ground) check(w world) (r diag.Report, raw []byte, took time.Duration) {
	g.t.Helper()
	var out, complaints bytes.Buffer
	ctx, cancel := context.WithTimeout(g.t.Context(), 40*time.Second)
	defer cancel()
	home := g.folder("home")
	cmd := exec.CommandContext(ctx, filepath.Join(os.Getenv(insideVar), "linecheck"), "check", "--json", "--budget", "30s")
	store := "public.pem"
	if w.trusts {
		store = "store.pem"
	}
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "LANG=C.UTF-8", "TMPDIR=" + home, "SSL_CERT_DIR=" + home,
		"LINECHECK_LAB_ROOTS=" + at("public.pem"), "SSL_CERT_FILE=" + at(store)}, w.env...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = home, &out, &complaints
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: person, Gid: person}}
	resolver := "192.168.1.1"
	if w.asks != "" {
		resolver = w.asks
	}
	files := map[string]string{
		"/etc/resolv.conf": g.file("resolv.conf", "nameserver "+strings.ReplaceAll(resolver, " ", "\nnameserver ")+"\n"),
		"/etc/hosts":       g.file("hosts", "127.0.0.1 localhost\n::1 localhost\n"),
	}
	start := time.Now()
	err := g.startOn("client", files, cmd)
	took = time.Since(start)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		g.t.Fatalf("running the program: %v", err)
	}
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		g.t.Fatalf("reading the report: %v\n%s\n%s", err, out.String(), complaints.String())
	}
	return r, out.Bytes(), took
}

// startOn runs a command in a node's network, with files of its own over those of /etc.
func (g *ground) startOn(node string, files map[string]string, cmd *exec.Cmd) error {
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread has mounts of its own now
		done <- func() error {
			ns, err := os.Open("/run/netns/" + g.ns(node))
			if err != nil {
				return err
			}
			defer ns.Close()
			if err := errors.Join(unix.Setns(int(ns.Fd()), unix.CLONE_NEWNET), unix.Unshare(unix.CLONE_NEWNS)); err != nil {
				return err
			}
			unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, "")                            //nolint:errcheck // it is private already
			unix.Mount("lab", "/sys", "sysfs", unix.MS_RDONLY, "")                              //nolint:errcheck // refused where parts of /sys are masked
			unix.Mount(g.dir+"/home", "/usr/local/share/ca-certificates", "", unix.MS_BIND, "") //nolint:errcheck // not everywhere; whom this computer trusts is no business of the world's
			for over, file := range files {
				target, err := filepath.EvalSymlinks(over)
				if err != nil {
					return err
				}
				if err := unix.Mount(file, target, "", unix.MS_BIND, ""); err != nil {
					return fmt.Errorf("mounting %s: %w", target, err)
				}
			}
			return cmd.Run()
		}()
	}()
	return <-done
}

// keep saves the report under LAB_REPORTS, where replay cases come from.
func keep(t *testing.T, name string, report []byte) {
	t.Helper()
	dir := os.Getenv("LAB_REPORTS")
	if dir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name+".json"), report, 0o644); err != nil {
		t.Error(err)
	}
}

func printTable() {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\tworld\twanted\tsaid\trun ms\twhole ms")
	for _, want := range worlds {
		for _, l := range table {
			if l.name != want.name {
				continue
			}
			mark := " "
			if l.wrong {
				mark = "✗"
			}
			fmt.Fprintf(w, "%s\t%s\t%s at %s\t%s\t%d\t%d\n", mark, l.name, l.cause, l.where, l.said, l.took.Milliseconds(), l.whole.Milliseconds())
		}
	}
	w.Flush()
}
