package terminal_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linecheck/diag"
	"linecheck/diag/compare"
	"linecheck/diag/host"
	"linecheck/diag/watch"
	"linecheck/ui/trials"
)

// bench is a stage on which things can be tried: the trial under way is kept, and the computer shows nothing by itself.
func bench(t *testing.T, typed ...string) *stage {
	t.Helper()
	s := newStage(t)
	s.Trials = &trials.Store{Path: filepath.Join(t.TempDir(), "trial.json")}
	s.Eyes = blind()
	s.In = strings.NewReader(strings.Join(typed, "\n") + "\n")
	return s
}

// blind eyes wait until the page is left.
func blind() *trials.Eyes {
	return &trials.Eyes{
		Changes:  func(context.Context) (<-chan struct{}, error) { return nil, nil },
		Look:     func(context.Context, watch.Snapshot) (watch.Snapshot, error) { return watch.Snapshot{}, nil },
		Programs: func(context.Context) ([]string, error) { return nil, errSilent },
		Products: func(context.Context) ([]host.Product, error) { return nil, errSilent },
		Portal:   func(context.Context) (bool, bool) { return false, false },
		Booted:   func(context.Context) (time.Time, error) { return time.Time{}, errSilent },
		Wait:     func(ctx context.Context, _ <-chan struct{}, _ time.Duration) { <-ctx.Done() },
	}
}

func (s *stage) says(t *testing.T, wanted ...string) {
	t.Helper()
	all := strings.Join(strings.Fields(s.out.String()+s.err.String()), " ")
	for _, w := range wanted {
		if !strings.Contains(all, w) {
			t.Errorf("%q is not in\n%s%s", w, s.out.String(), s.err.String())
		}
	}
}

func TestTheTestsAreListed(t *testing.T) {
	s := bench(t)
	if status := s.play(t, "try"); status != 0 {
		t.Errorf("status %d", status)
	}
	text := s.out.String()
	for _, kind := range diag.TrialKinds() {
		if !strings.Contains(text, "linecheck try "+string(kind)+"\n") {
			t.Errorf("%s is not listed:\n%s", kind, text)
		}
	}
	if first := strings.Index(text, "linecheck try"); !strings.HasPrefix(text[first:], "linecheck try network") {
		t.Errorf("another network does not come first:\n%s", text)
	}
}

func TestThereIsNoSuchTest(t *testing.T) {
	s := bench(t)
	if status := s.play(t, "try", "prayer"); status != 2 {
		t.Errorf("status %d", status)
	}
	s.says(t, "There is no test “prayer”", "network, vpn, protection")
}

// The whole way through by numbers, as a screen reader would read it: the report carries the trial.
func TestTheBrowserIsTriedInATerminal(t *testing.T) {
	s := bench(t, "2", "104102", "1")
	status := s.play(t, "try", "browser", "--json")
	var r diag.Report
	if err := json.Unmarshal(s.out.Bytes(), &r); err != nil {
		t.Fatalf("%v in %s", err, s.out.String())
	}
	ev, err := diag.EvidenceFrom(r)
	if err != nil || ev.Trials == nil || len(ev.Trials.Made) != 1 {
		t.Fatalf("%v, %+v", err, ev.Trials)
	}
	if got := ev.Trials.Made[0]; got.Answer != diag.Joined || got.Before != diag.NotJoined || got.Code != "104102" || got.Ended.IsZero() {
		t.Errorf("%+v", got)
	}
	if status != 1 || r.Verdict.Cause != "zoom-damaged" || r.Verdict.Confidence != diag.Possible {
		t.Errorf("status %d, %s", status, r.Verdict.Cause)
	}
	if !strings.Contains(s.err.String(), "Step 1 of") || !strings.Contains(s.err.String(), "  1 It joined") {
		t.Errorf("what is asked: %s", s.err.String())
	}
}

// A saved report with a trial is shown with it: in the terminal, on the page and in the note.
func TestATrialIsPartOfTheReport(t *testing.T) {
	const path = "../../diag/testdata/cases/trial-network.json"
	out := filepath.Join(t.TempDir(), "page.html")
	for _, args := range [][]string{{"check", "--from", path}, {"note", path}, {"note", path, "--for", "helpdesk"}, {"export", path, "-o", out}} {
		s := newStage(t)
		s.play(t, args...)
		text := s.out.String()
		if args[0] == "export" {
			b, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			text = string(b)
		}
		if !strings.Contains(text, "Zoom works on the other network, and not on this one.") {
			t.Errorf("%v does not tell of the trial:\n%s", args, text)
		}
	}
}

// What only the person has seen comes from the trial: the code, and whether another network works.
func TestTheNoteKnowsWhatWasTried(t *testing.T) {
	for name, want := range map[string]string{"office-udp": "another network: not tried", "trial-network": "another network: yes", "trial-network-both": "another network: no"} {
		s := newStage(t)
		s.play(t, "note", "../../diag/testdata/cases/"+name+".json", "--for", "helpdesk")
		s.says(t, want)
	}
	s := newStage(t)
	s.play(t, "note", "../../diag/testdata/cases/trial-network-both.json")
	s.says(t, "104102")
}

// The input ends in the middle: what was reached is kept, and the next call goes on from there.
func TestATestIsGoneOnWith(t *testing.T) {
	s := bench(t, "2", "") // it fails, no code; then the checks, and the question whether the browser joins
	if status := s.play(t, "try", "browser"); status != 3 {
		t.Errorf("cut off, it ends with %d", status)
	}
	s.In, s.Eyes = strings.NewReader("2\n"), blind()
	s.out.Reset()
	if status := s.play(t, "try", "browser"); status != 3 {
		t.Errorf("in the end, it ends with %d", status)
	}
	s.says(t, "A test is under way: Join in the browser.", "Neither the browser nor the Zoom app can join.")
	s.In = strings.NewReader("")
	s.out.Reset()
	s.play(t, "try")
	if strings.Contains(s.out.String(), "under way") {
		t.Errorf("a test that has ended is gone on with:\n%s", s.out.String())
	}
}

// Whoever leaves while protection is paused is told so, and so is whoever comes back for something else.
func TestLeavingWhileProtectionIsPaused(t *testing.T) {
	s := bench(t, "2", "", "", "1") // fails, no code, the safety note, paused
	s.play(t, "try", "protection")
	s.says(t, "do not browse", "Protection has been paused since", "Protection is still paused. Turn it on again now")
	s.In, s.Eyes = strings.NewReader("5\n1\n"), blind()
	s.out.Reset()
	s.play(t, "try", "browser")
	s.says(t, "A test is under way: Protection paused.", "Turn protection on again now.", "The system does not tell whether protection is on again.")
}

// A page ends by what the computer shows, without a key.
func TestTheNetworkIsChangedAndNothingTyped(t *testing.T) {
	in, keys := io.Pipe()
	s := bench(t)
	s.In, s.Eyes = in, blind()
	s.History = nil
	first := true
	s.Eyes.Look = func(context.Context, watch.Snapshot) (watch.Snapshot, error) {
		mark := "aaaa0001"
		if !first {
			mark = "bbbb0002"
		}
		first = false
		return online(mark), nil
	}
	s.Eyes.Wait = func(context.Context, <-chan struct{}, time.Duration) {}
	go fmt.Fprint(keys, "2\n\n") // it fails, no code; then the checks and the way to the hotspot
	s.Out = &onSight{Writer: &s.out, text: "Join the same meeting now.", do: func() { go fmt.Fprint(keys, "1\n") }}
	s.play(t, "try", "network")
	s.says(t, "Linecheck notices this and goes on by itself.", "Noticed.", "Join the same meeting now.")
}

func online(mark string) watch.Snapshot {
	return watch.Snapshot{Mark: compare.Network{Router: mark}, Network: diag.NetworkFact{
		Interfaces: []host.Interface{{Name: "wlan0", Kind: host.WiFi, Up: true}}, Routes: []host.Route{{Interface: "wlan0"}}}}
}

// onSight does something once a text is printed.
type onSight struct {
	io.Writer
	text string
	do   func()
}

func (o *onSight) Write(b []byte) (int, error) {
	if o.do != nil && bytes.Contains(b, []byte(o.text)) {
		o.do()
		o.do = nil
	}
	return o.Writer.Write(b)
}
