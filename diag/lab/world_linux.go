package lab

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"sync"
	"time"

	"linecheck/diag/zoom"
)

// World is a plan that stands: namespaces joined by links, and servers that listen. Close takes it down.
type World struct {
	plan    *Plan
	profile *zoom.Profile
	book    *book
	public  *authority // what the world takes for a public root
	foreign *authority // what a re-signing filter uses, or somebody else's server
	nodes   map[Node]*namespace
	dir     string // files of the client: roots, resolv.conf, hosts, home

	ctx    context.Context
	cancel context.CancelFunc
	mu     sync.Mutex
	errs   []error
	closer []func() error
}

// Build makes the world of a plan. On an error nothing of it stays.
func Build(p *Plan) (*World, error) {
	w := &World{plan: p, profile: zoom.Default(), nodes: map[Node]*namespace{}}
	if p.Profile != nil {
		w.profile = p.Profile
	}
	w.book = newBook(w.profile)
	for name, a := range p.Names {
		w.book.addrs[name] = []netip.Addr{a}
	}
	if p.FakeIP {
		w.book.makeUp()
	}
	w.ctx, w.cancel = context.WithCancel(context.Background())
	for _, step := range []func() error{w.makeAuthorities, w.makeFiles, w.makeNodes, w.joinNodes, w.serve, w.applyBreaks} {
		if err := step(); err != nil {
			return nil, errors.Join(err, w.Close())
		}
	}
	return w, nil
}

// Close stops the servers and returns every error and panic that happened in them since Build.
func (w *World) Close() error {
	w.cancel()
	for _, f := range w.closer {
		f() //nolint:errcheck // closing a socket that a server has closed already is no fault of the world's
	}
	for _, n := range w.nodes {
		w.fail(n.close())
	}
	if w.dir != "" {
		w.fail(os.RemoveAll(w.dir))
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return errors.Join(w.errs...)
}

// now is the world's time.
func (w *World) now() time.Time { return time.Now().Add(w.plan.Shift) }

// fail is the one place where errors of servers go.
func (w *World) fail(err error) {
	if err == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.errs = append(w.errs, err)
}

// guard turns a panic of a server into an error of the world.
func (w *World) guard(what string) {
	if r := recover(); r != nil {
		w.fail(fmt.Errorf("panic in %s: %v", what, r))
	}
}

// run runs a server until the world closes.
func (w *World) run(what string, f func() error) {
	go func() {
		defer w.guard(what)
		if err := f(); err != nil && w.ctx.Err() == nil {
			w.fail(fmt.Errorf("%s: %w", what, err))
		}
	}()
}

func (w *World) onClose(f func() error) { w.closer = append(w.closer, f) }

func (w *World) makeAuthorities() (err error) {
	if w.public, err = newAuthority("DigiCert Inc", "Linecheck Lab Root G2", w.now); err != nil {
		return err
	}
	signer := Authority{"Example Filter Inc", "Example Filter CA"}
	if r := w.plan.Resign; r != nil && r.Authority != (Authority{}) {
		signer = r.Authority
	}
	w.foreign, err = newAuthority(signer.Organisation, signer.Name, w.now)
	return err
}

func (w *World) path(name string) string { return filepath.Join(w.dir, name) }
