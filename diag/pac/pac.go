// Package pac runs proxy scripts (PAC files): JavaScript that says, for a host, which proxies a program has to use. The
// script comes from the network and is not trusted: it can look names up and nothing else, and its time, its size and
// its memory are bounded. It imports nothing of ours.
package pac

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dlclark/regexp2/v2"
	"github.com/dop251/goja"
)

// MaxSize bounds a script, in bytes. Browsers take no more (Chromium's pac_file_fetcher_impl: 1 MB).
const MaxSize = 1 << 20

// What can be wrong with a script. Each is an answer about the script, not a fault of this program.
var (
	ErrTooLarge   = errors.New("larger than a proxy script may be")
	ErrSyntax     = errors.New("not a script")
	ErrNoFunction = errors.New("no FindProxyForURL in the script")
	ErrThrew      = errors.New("the script ended with an error")
	ErrTimeout    = errors.New("the script did not end in time")
	ErrMemory     = errors.New("the script took too much memory")
	ErrNoText     = errors.New("the script's answer is no text")
)

// World is what a script may learn.
type World struct {
	Resolve func(ctx context.Context, name string) []netip.Addr // nil where the name has no address
	Own     []netip.Addr                                        // this computer's addresses, the one it goes out with first
	Now     time.Time                                           // in this computer's time zone
}

// Script is a script that parses.
type Script struct{ program *goja.Program }

// A match that backtracks cannot be interrupted from outside, so the engine's own limit is set, once.
func init() { regexp2.DefaultMatchTimeout = time.Second }

// Compile parses a script. The error is ErrTooLarge or ErrSyntax.
func Compile(source []byte) (*Script, error) {
	if len(source) > MaxSize {
		return nil, ErrTooLarge
	}
	program, err := goja.Compile("proxy script", text(source), false)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSyntax, err)
	}
	return &Script{program}, nil
}

// text reads a script as UTF-8 with or without a mark, else as Latin-1, which old servers still send.
func text(source []byte) string {
	source = bytes.TrimPrefix(source, []byte("\xef\xbb\xbf"))
	if utf8.Valid(source) {
		return string(source)
	}
	runes := make([]rune, len(source))
	for i, b := range source {
		runes[i] = rune(b)
	}
	return string(runes)
}

// Find asks the script about https://host/, which is all that browsers tell it of a secure address. It returns what to
// try, in order; a text without any proxy in it means direct, as in browsers. The end of ctx ends the script.
func (s *Script) Find(ctx context.Context, host string, w World) ([]Proxy, error) {
	type answer struct {
		list []Proxy
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		var a answer
		defer func() {
			if r := recover(); r != nil {
				a = answer{nil, fmt.Errorf("%w: %v", ErrThrew, r)}
			}
			done <- a
		}()
		a.list, a.err = s.run(ctx, host, w)
	}()
	// The engine notices the end between two instructions; one that takes long is not waited for.
	select {
	case a := <-done:
		return a.list, a.err
	case <-ctx.Done():
	}
	select {
	case a := <-done:
		return a.list, a.err
	case <-time.After(lastWords):
		return nil, ErrTimeout
	}
}

// lastWords is how long a script that has been stopped may take to notice.
const lastWords = 300 * time.Millisecond

func (s *Script) run(ctx context.Context, host string, w World) ([]Proxy, error) {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	vm := newMachine(ctx, w)
	defer vm.watch()()
	if _, err := vm.RunProgram(s.program); err != nil {
		return nil, reason(err)
	}
	find, ok := vm.function("FindProxyForURL")
	if !ok {
		find, ok = vm.function("FindProxyForURLEx") // scripts for Windows alone
	}
	if !ok {
		return nil, ErrNoFunction
	}
	result, err := find(goja.Undefined(), vm.ToValue("https://"+host+"/"), vm.ToValue(host))
	if err != nil {
		return nil, reason(err)
	}
	list, ok := result.Export().(string)
	if !ok {
		return nil, ErrNoText
	}
	return Parse(list), nil
}

// reason sorts the ways a script can end badly.
func reason(err error) error {
	var stopped *goja.InterruptedError
	if !errors.As(err, &stopped) {
		return fmt.Errorf("%w: %w", ErrThrew, err)
	}
	if why, ok := stopped.Value().(error); ok {
		return why
	}
	return ErrTimeout
}
