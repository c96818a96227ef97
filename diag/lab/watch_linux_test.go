package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"linecheck/diag"
	"linecheck/diag/watch"
)

// These make two more lives of this test program. The one takes Zoom's place on a client: it dials the addresses of the
// variable and keeps what opens. The other starts it, and the program under test beside it: only there, in one person's
// session, one of them may see the sockets of the other.
const (
	dialsVar   = "LINECHECK_LAB_DIALS"
	besideVar  = "LINECHECK_LAB_BESIDE"
	joinedPort = "206.247.10.253:8801"
)

// dials is Zoom's life: when somebody presses Join, every address at once, each tried again when it fails.
func dials(list string) int {
	if _, err := os.Stdin.Read(make([]byte, 1)); err != nil {
		return 1
	}
	for _, address := range strings.Fields(list) {
		go func() {
			for {
				c, err := net.DialTimeout("tcp", address, 20*time.Second)
				if err == nil {
					defer c.Close()
					break
				}
				time.Sleep(100 * time.Millisecond)
			}
			select {}
		}()
	}
	time.Sleep(5 * time.Minute) // its parent ends it long before
	return 0
}

// beside starts Zoom, runs the command line of the variable, presses Join at its first line, and ends Zoom again.
func beside(command string) int {
	stand := exec.Command("/opt/zoom/zoom")
	stand.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, besideVar) })
	join, err := stand.StdinPipe()
	if err == nil {
		err = stand.Start()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	args := strings.Split(command, "\n")
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdout, cmd.Stderr = &pressing{out: os.Stdout, join: join}, os.Stderr
	err = cmd.Run()
	stand.Process.Kill() //nolint:errcheck // the namespace ends with us, and it with that
	stand.Wait()         //nolint:errcheck // it was killed
	return exitStatus(err)
}

// pressing passes on what is written and presses Join at the first of it.
type pressing struct{ out, join io.Writer }

func (p *pressing) Write(b []byte) (int, error) {
	if p.join != nil {
		if _, err := p.join.Write([]byte{1}); err != nil {
			return 0, err
		}
		p.join = nil
	}
	return p.out.Write(b)
}

// watched runs `watch --json` on the client beside a Zoom that dials, and reads its events.
func watched(t *testing.T, p *Plan, address string, args ...string) []watch.Event {
	t.Helper()
	w := build(t, p)
	if failure := os.Getenv(buildErrVar); failure != "" {
		t.Fatalf("the program does not build:\n%s", failure)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(self)
	if err == nil {
		err = os.WriteFile(w.path("opt/zoom/zoom"), program, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var out, complaints bytes.Buffer
	command := append([]string{os.Getenv("LINECHECK_BIN"), "watch", "--json", "--no-history"}, args...)
	err = w.Run(ctx, Program{Args: []string{self}, Dir: w.path("home"), Stdout: &out, Stderr: &complaints,
		Env: append(w.Env(), besideVar+"="+strings.Join(command, "\n"), dialsVar+"="+address)})
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, &out, &complaints)
	}
	var events []watch.Event
	for d := json.NewDecoder(&out); d.More(); {
		var e watch.Event
		if err := d.Decode(&e); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s %s %s %s", e.Time.Format("05.0"), e.Kind, e.What, e.Text)
		events = append(events, e)
	}
	return events
}

func eventOf(events []watch.Event, is func(watch.Event) bool) *watch.Event {
	i := slices.IndexFunc(events, is)
	if i < 0 {
		return nil
	}
	return &events[i]
}

// Office drops 8801 TCP: watch names the address, and the verdict, which would find nothing wrong without it, does so too.
func TestWatchNamesTheAddress(t *testing.T) {
	t.Parallel()
	p := newPlan(hasZoom("7.2.1.5760"), blocked(zoomNets, "tcp", 8801, 8802))
	events := watched(t, p, joinedPort+" 170.114.52.2:443", "--for", "10s")
	stuck := eventOf(events, func(e watch.Event) bool { return e.What == watch.Stuck })
	if stuck == nil || stuck.Address.String() != joinedPort || !strings.Contains(stuck.Text, "206.247.10.253") {
		t.Errorf("Zoom is stuck at %s, and that is told: %+v", joinedPort, stuck)
	}
	if e := eventOf(events, func(e watch.Event) bool { return e.Kind == watch.Tried }); e == nil || e.Open {
		t.Errorf("this program has tried it in vain: %+v", e)
	}
	verdict := eventOf(events, func(e watch.Event) bool { return e.Kind == watch.Verdict })
	if verdict == nil {
		t.Fatal("no check was made")
	}
	r := *verdict.Report
	f := r.Findings
	if r.Verdict.Cause != "tcp-blocked" || r.Verdict.Where != diag.WhereSite || len(f) == 0 || !slices.Contains(f[0].Hosts, "206.247.10.253") || !slices.Contains(f[0].Ports, "tcp/8801") {
		t.Errorf("the verdict is %s at %s: %+v", r.Verdict.Cause, r.Verdict.Where, f)
	}
	assertJudgedAgain(t, r)
	raw, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	keep(t, "watch-tcp-8801", raw)
	ended := eventOf(events, func(e watch.Event) bool { return e.Kind == watch.Ended })
	if ended == nil || ended.Summary == nil {
		t.Fatalf("no summary: %+v", ended)
	}
	opened := slices.ContainsFunc(ended.Summary.Join.Remotes, func(r diag.Remote) bool { return r.Address.Port() == 443 && r.Opened })
	if !opened {
		t.Errorf("443 opened: %+v", ended.Summary.Join.Remotes)
	}
}

// Where nothing is in the way, the watching ends by itself once the meeting's connection has stood for 5 s.
func TestWatchEndsWhenTheMeetingStands(t *testing.T) {
	t.Parallel()
	began := time.Now()
	events := watched(t, newPlan(hasZoom("7.2.1.5760")), "162.255.37.14:8801", "--join")
	if e := eventOf(events, func(e watch.Event) bool { return e.What == watch.Media }); e == nil || time.Since(began) > 20*time.Second {
		t.Errorf("after %s: %+v", time.Since(began), e)
	}
	if e := eventOf(events, func(e watch.Event) bool { return e.What == watch.Stuck || e.Kind == watch.Verdict }); e != nil {
		t.Errorf("nothing was stuck: %+v", e)
	}
}
