package change

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// A program that is asked ends by itself, one that does not listen is ended, and one of the same name elsewhere goes on.
func TestQuitForReal(t *testing.T) {
	sleep, err := os.ReadFile("/bin/sleep")
	if err != nil {
		t.Skip(err)
	}
	folder, elsewhere := t.TempDir(), t.TempDir()
	start := func(dir string) *exec.Cmd {
		path := filepath.Join(dir, "zoom")
		if err := os.WriteFile(path, sleep, 0o755); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(path, "60")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		go cmd.Wait() //nolint:errcheck // a zombie would not count either
		t.Cleanup(func() { _ = cmd.Process.Kill() })
		return cmd
	}
	start(folder)
	other := start(elsewhere)
	began := time.Now()
	if err := Quit(t.Context(), folder); err != nil || time.Since(began) > politeness {
		t.Fatalf("%v after %s", err, time.Since(began))
	}
	if running, err := Runs(t.Context(), folder); err != nil || running {
		t.Errorf("still running: %v, %v", running, err)
	}
	if running, err := Runs(t.Context(), elsewhere); err != nil || !running {
		t.Errorf("%d ended too: %v", other.Process.Pid, err)
	}
}
