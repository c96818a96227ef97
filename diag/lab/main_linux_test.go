package lab

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// refused says why this system allows no worlds; the tests that need one skip with it.
var refused error

// buildErrVar carries the build's failure into the namespace, where the tests that need the program report it.
const buildErrVar = "LINECHECK_LAB_BUILD_ERROR"

// TestMain has several lives: the one go test starts builds the program and enters the namespace; the one inside runs
// the tests; those started on a client look at the world from there (observe_linux_test.go), or take Zoom's place
// (watch_linux_test.go).
func TestMain(m *testing.M) {
	switch {
	case os.Getenv(besideVar) != "":
		os.Exit(beside(os.Getenv(besideVar)))
	case os.Getenv(dialsVar) != "":
		os.Exit(dials(os.Getenv(dialsVar)))
	case os.Getenv(observeVar) != "":
		os.Exit(observe(os.Getenv(observeVar)))
	case Inside():
		flag.Set("test.parallel", "4") //nolint:errcheck // a default; the command line still wins
		os.Exit(m.Run())
	}
	os.Exit(enter(m))
}

func enter(m *testing.M) int {
	dir, err := os.MkdirTemp("", "linecheck-bin-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	status, err := Enter(program(dir)...)
	if err != nil {
		refused = err
		return m.Run()
	}
	return status
}

// program builds the program under test, unless LINECHECK_BIN names one, and returns the variables that tell the
// tests about it. It runs before the namespace is entered: there the module proxy would be out of reach.
func program(dir string) []string {
	if os.Getenv("LINECHECK_BIN") != "" {
		return nil
	}
	bin := filepath.Join(dir, "linecheck")
	cmd := exec.Command("go", "build", "-tags", "lab,nogui", "-o", bin, ".")
	cmd.Dir = filepath.Join("..", "..")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return []string{buildErrVar + "=" + string(out)}
	}
	return []string{"LINECHECK_BIN=" + bin}
}

// build makes the world of a plan for one test and reports what went wrong in its servers.
func build(t *testing.T, p *Plan) *World {
	t.Helper()
	if refused != nil {
		t.Skip(refused)
	}
	w, err := Build(p)
	if err != nil {
		t.Fatalf("building the world: %v", err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Errorf("in the world: %v", err)
		}
	})
	return w
}
