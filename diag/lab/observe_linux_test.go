package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// observeVar holds the questions, one a line, for the life of this test program that runs on a client.
const observeVar = "LINECHECK_LAB_OBSERVE"

// patience is how long a silence takes to count as silence: the whole world is one computer.
const patience = 700 * time.Millisecond

// observations are what one can look at from a client. The first word of a question picks one, the rest is its argument.
var observations = map[string]func(ctx context.Context, arg string) string{
	"lookup":  seeLookup,
	"ask":     seeAsk,
	"twice":   seeTwice,
	"doh":     seeDoH,
	"tcp":     seeTCP,
	"tls":     seeTLS,
	"foreign": seeForeignName,
	"http":    seeHTTP,
	"https":   seeHTTPS,
	"proxied": seeProxied,
	"through": seeThrough,
	"dialect": seeDialect,
	"stun":    seeSTUN,
	"ntp":     seeNTP,
	"hops":    seeHops,
	"around":  seeAround,
	"file":    seeFile,
	"power":   seePower,
	"steady":  seeSteady,
}

// look asks all questions at once from the client and returns the answers by question.
func (w *World) look(t *testing.T, questions []string) map[string]string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var out, complaints bytes.Buffer
	err = w.Run(ctx, Program{
		Args: []string{self}, Env: append(w.Env(), observeVar+"="+strings.Join(questions, "\n")),
		Stdout: &out, Stderr: &complaints,
	})
	if err != nil {
		t.Fatalf("looking from the client: %v\n%s", err, &complaints)
	}
	answers := map[string]string{}
	if err := json.Unmarshal(out.Bytes(), &answers); err != nil {
		t.Fatalf("reading what the client saw: %v", err)
	}
	return answers
}

// observe is the life on the client.
func observe(questions string) int {
	var mu sync.Mutex
	var all sync.WaitGroup
	answers := map[string]string{}
	for _, q := range strings.Split(questions, "\n") {
		all.Go(func() {
			kind, arg, _ := strings.Cut(q, " ")
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			answer := observations[kind](ctx, arg)
			mu.Lock()
			defer mu.Unlock()
			answers[q] = answer
		})
	}
	all.Wait()
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// exitStatus is 0 for nil and -1 for a program that did not run.
func exitStatus(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	return -1
}
