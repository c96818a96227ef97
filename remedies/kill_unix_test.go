//go:build unix

package remedies

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
	"linecheck/remedies/change"
	"linecheck/remedies/elevate"
)

// killVar names the folder of the child that TestKills kills.
const killVar = "LINECHECK_KILL_FOLDER"

// kills is how often: each at another moment of fixing or putting back.
const kills = 200

// scene is a computer in a folder: a hosts file, Zoom's memory of names, and the two journals.
type scene struct{ dir string }

func (s scene) hosts() string { return filepath.Join(s.dir, "hosts") }
func (s scene) cache() string { return filepath.Join(s.dir, "data", dnsCacheFile) }

func (s scene) admin() *Journal {
	return &Journal{dir: filepath.Join(s.dir, "admin"), admin: true, guard: guardPerson}
}

func (s scene) person() *Journal {
	return &Journal{dir: filepath.Join(s.dir, "person"), guard: guardPerson}
}

func (s scene) facts(OS) Facts {
	return Facts{
		Hosts: HostsFile{Path: s.hosts(), Lines: []string{"0.0.0.0 zoom.us"}, Keep: s.admin().dir},
		Zoom:  ZoomFacts{Installed: true, How: host.ZoomDeb, DNSCache: s.cache()},
	}
}

func (s scene) far() far {
	return far{admin: true, system: Linux, facts: s.facts, tools: Tools{Journal: s.admin()}}
}

// fix carries out both remedies, and undo puts back whatever the journals hold, as the next start would.
func (s scene) fix(ctx context.Context) error {
	if entries, err := Entries(s.person()); err != nil || Unfinished("zoom-dns-cache", entries) {
		if r := PutBack(ctx, "zoom-dns-cache", entries, Tools{Journal: s.person()}); r.Outcome != Done {
			return fmt.Errorf("putting back what was begun: %+v, %w", r, err)
		}
	}
	if code := s.far().run(ctx, elevate.Apply, []string{"hosts-clean"}); code != exitDone && code != exitNothing {
		return fmt.Errorf("hosts-clean ended with %d", code)
	}
	plan, _ := PlanFor("zoom-dns-cache", Linux, s.facts(Linux))
	if r := Run(ctx, []Job{{"zoom-dns-cache", plan}}, Tools{Journal: s.person()})[0]; r.Outcome == Failed {
		return fmt.Errorf("zoom-dns-cache: %s", r.Reason)
	}
	return nil
}

func (s scene) undo(ctx context.Context) error {
	for {
		code := s.far().run(ctx, elevate.Undo, []string{"hosts-clean"})
		r := PutBack(ctx, "zoom-dns-cache", nil, Tools{Journal: s.person()})
		switch {
		case failed(code) || r.Outcome == Failed:
			return fmt.Errorf("putting back: %d, %+v", code, r)
		case code == exitNothing && r.Outcome == NothingToDo:
			return nil
		}
	}
}

// TestKilledChild is the child: it fixes and puts back until it is killed.
func TestKilledChild(t *testing.T) {
	dir := os.Getenv(killVar)
	if dir == "" {
		t.Skip("started by TestKills alone")
	}
	s := scene{dir}
	fmt.Println("ready")
	for {
		if err := errors.Join(s.fix(t.Context()), s.undo(t.Context())); err != nil {
			fmt.Println("child:", err)
			os.Exit(3)
		}
	}
}

// TestKills ends a program at random moments while it changes files and puts them back. Whatever the moment, the next start
// puts everything back, to the byte; where the fix is finished instead, undo does so after that.
func TestKills(t *testing.T) {
	var text strings.Builder
	text.WriteString("127.0.0.1\tlocalhost\r\n0.0.0.0 zoom.us\n# gr\xfc\xdfe\n")
	for i := range 4000 { // long enough to be found half written
		fmt.Fprintf(&text, "0.0.0.0 ads%d.example\n", i)
	}
	text.WriteString("0.0.0.0 us04web.zoom.us www.zoom.us")
	hosts, cache := text.String(), strings.Repeat("\x00\xffSQLite", 1000)
	for name, inPlace := range map[string]bool{"the file is replaced": false, "the file is written over": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, hosts, cache, inPlace)
			unfinished := 0
			for round := range kills / 2 {
				killSoon(t, s)
				unfinished += s.begun(t)
				if round%2 == 1 { // the person chooses to finish first
					if err := s.fix(t.Context()); err != nil {
						t.Fatalf("round %d: finishing: %v", round, err)
					}
					s.assertMended(t, round)
				}
				if err := s.undo(t.Context()); err != nil {
					t.Fatalf("round %d: %v", round, err)
				}
				s.assertWhole(t, round, hosts, cache)
			}
			t.Logf("%d of %d kills left something unfinished", unfinished, kills/2)
			if unfinished == 0 {
				t.Error("no kill came in the middle of anything: this proves nothing")
			}
		})
	}
}

func newScene(t *testing.T, hosts, cache string, inPlace bool) scene {
	t.Helper()
	s := scene{t.TempDir()}
	err := errors.Join(os.Mkdir(filepath.Dir(s.cache()), 0o755), os.WriteFile(s.hosts(), []byte(hosts), 0o640), os.WriteFile(s.cache(), []byte(cache), 0o600))
	if inPlace { // a second name: it cannot be replaced
		err = errors.Join(err, os.Link(s.hosts(), filepath.Join(s.dir, "second name")))
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// killSoon starts the child and kills it some moment after it has begun.
func killSoon(t *testing.T, s scene) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilledChild$")
	cmd.Env = append(os.Environ(), killVar+"="+s.dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	line, _ := lines.ReadString('\n')
	time.Sleep(rand.N(25 * time.Millisecond))
	_ = cmd.Process.Kill()
	rest, _ := lines.ReadString('\n')
	_ = cmd.Wait()
	if line != "ready\n" || strings.Contains(rest, "child:") {
		t.Fatalf("the child said %q, %q", line, rest)
	}
}

// begun counts what the journals call unfinished.
func (s scene) begun(t *testing.T) int {
	t.Helper()
	entries, err := Entries(s.admin(), s.person())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range entries {
		if e.State == Begun {
			n = 1
		}
	}
	return n
}

// assertMended: finishing ends in a file that names Zoom nowhere, and never calls what was half made the original.
func (s scene) assertMended(t *testing.T, round int) {
	t.Helper()
	b, err := os.ReadFile(s.hosts())
	if err != nil || len(change.HostsLinesOf(b, zoom.Owns)) > 0 {
		t.Fatalf("round %d: finished, the hosts file still names Zoom, %v", round, err)
	}
	if left := s.begun(t); left > 0 {
		t.Fatalf("round %d: finished, and still called unfinished", round)
	}
}

func (s scene) assertWhole(t *testing.T, round int, hosts, cache string) {
	t.Helper()
	for path, want := range map[string]string{s.hosts(): hosts, s.cache(): cache} {
		if b, err := os.ReadFile(path); err != nil || string(b) != want {
			t.Fatalf("round %d: %s is lost: %d bytes instead of %d, %v", round, filepath.Base(path), len(b), len(want), err)
		}
	}
	if info, err := os.Stat(s.hosts()); err != nil || info.Mode() != 0o640 {
		t.Fatalf("round %d: the mode is %v, %v", round, info.Mode(), err)
	}
	if _, err := os.Lstat(s.hosts() + ".linecheck-new"); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("round %d: a half-made file was left behind", round)
	}
}
