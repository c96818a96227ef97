package trials

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"linecheck/diag"
)

func store(t *testing.T) *Store {
	t.Helper()
	return &Store{Path: filepath.Join(t.TempDir(), "Linecheck", "trial.json")}
}

// The computer is restarted in the middle of a trial: it goes on where it was, with the check it began with.
func TestATrialIsGoneOnWithAfterARestart(t *testing.T) {
	kept := store(t)
	s, _ := after(Begin(diag.TrialRestart, *saw(t, "office-udp", home), noon), fails, code("104102"), sign(SignZoomQuit), skip, skip)
	if err := kept.Keep(s); err != nil {
		t.Fatal(err)
	}
	again, err := kept.Read(noon.Add(time.Hour))
	if err != nil || again == nil {
		t.Fatalf("%v, %v", again, err)
	}
	if again.Page != "restart" || again.Code != "104102" || !reflect.DeepEqual(again.Trial(), s.Trial()) {
		t.Errorf("it was %+v and is %+v", s.Trial(), again.Trial())
	}
	end, _ := after(*again, sign(SignRestarted), sign(SignZoomStarted), checked(saw(t, "healthy", home)), joins)
	if err := kept.Keep(end); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(kept.Path); !os.IsNotExist(err) {
		t.Errorf("a trial that has ended is kept: %v", err)
	}
	if r, ok := end.Result(); !ok || r.Verdict.Cause != diag.CauseNone {
		t.Errorf("%v, %s", ok, r.Verdict.Cause)
	}
}

func TestABadFileIsSetAsideAndNotLost(t *testing.T) {
	for name, text := range map[string]string{"half": `{"schema":"linecheck.trials/1","tri`, "another version": `{"schema":"linecheck.trials/9","trial":{}}`, "empty": "", "no trial": `{"schema":"linecheck.trials/1"}`} {
		kept := store(t)
		if err := os.MkdirAll(filepath.Dir(kept.Path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(kept.Path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := kept.Read(noon); s != nil || err == nil {
			t.Errorf("%s reads as %v without a word", name, s)
		}
		if b, err := os.ReadFile(kept.Path + ".bad"); err != nil || string(b) != text {
			t.Errorf("%s: what was in it is %q, %v", name, b, err)
		}
		if s, err := kept.Read(noon); s != nil || err != nil {
			t.Errorf("%s: afterwards %v, %v", name, s, err)
		}
	}
}

// After a week nobody remembers what was changed; paused protection is told of all the same.
func TestAnOldTrialIsForgottenUnlessProtectionIsPaused(t *testing.T) {
	for kind, want := range map[diag.TrialKind]bool{diag.TrialNetwork: false, diag.TrialProtection: true} {
		kept := store(t)
		s, _ := after(Begin(kind, *saw(t, "healthy", home), noon), fails, skip, did, did)
		if err := kept.Keep(s); err != nil {
			t.Fatal(err)
		}
		got, err := kept.Read(noon.Add(8 * 24 * time.Hour))
		if err != nil || (got != nil) != want {
			t.Errorf("%s after eight days: %v, %v", kind, got, err)
		}
	}
}

func TestNothingKeptReadsAsNothing(t *testing.T) {
	if s, err := store(t).Read(noon); s != nil || err != nil {
		t.Errorf("%v, %v", s, err)
	}
	if err := store(t).Forget(); err != nil {
		t.Error(err)
	}
}
