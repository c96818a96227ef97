package diag

import (
	"context"
	"slices"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/maker"
)

var checkSecurity = Check{
	ID: "security", Group: GroupComputer,
	Limit: 4 * time.Second, Probe: probeSecurity, Judge: judgeSecurity,
}

// SecurityFact is what this computer says about its security software. Names come from its makers and are cleaned.
type SecurityFact struct {
	Told     bool           `json:"told"`     // the system keeps a list (Windows Security Center, macOS system extensions)
	Products []host.Product `json:"products"` // that list
	Running  []Agent        `json:"running"`  // products recognised by a running program
}

// Agent is a product that was recognised by a program of its.
type Agent struct {
	Name    string `json:"name"`
	Program string `json:"program"`
	Signs   bool   `json:"signs"` // it can re-sign certificates
}

func (f *SecurityFact) store(ev *Evidence) { ev.Security = f }

// maxProducts bounds what is kept of a list from outside.
const maxProducts = 40

func probeSecurity(ctx context.Context, e *Env) (Fact, error) {
	f := &SecurityFact{Products: []host.Product{}, Running: []Agent{}}
	names := later(func() []string { list, _ := e.Programs(ctx); return list })
	products, err := e.Products(ctx)
	f.Told = err == nil
	for _, p := range products[:min(len(products), maxProducts)] {
		p.Name, p.Bundle = Clean(p.Name, 80), Clean(p.Bundle, 120)
		f.Products = append(f.Products, p)
	}
	list := names.get()
	f.Running = agents(list)
	if !f.Told && len(list) == 0 {
		return nil, err
	}
	return f, nil
}

// agents recognises products by their programs, each once.
func agents(programs []string) []Agent {
	found := []Agent{}
	for _, p := range programs {
		m, ok := maker.ByProgram(p)
		if ok && !slices.ContainsFunc(found, func(a Agent) bool { return a.Name == m.Name }) && len(found) < maxProducts {
			found = append(found, Agent{Name: m.Name, Program: Clean(p, 60), Signs: len(m.Signs) > 0})
		}
	}
	return found
}

// productName is the name in our table where we know the product, else the one it gives itself.
func productName(p host.Product) string {
	if m, ok := maker.ByExtension(p.Bundle); ok {
		return m.Name
	}
	return p.Name
}

// products lists by name what may be at work here: the system's list, then what was recognised by its programs. The
// operating system's own comes last.
func (f *SecurityFact) products() []string {
	var names, own []string
	for _, p := range f.Products {
		switch {
		case !p.Active() || p.Kind == host.Authority:
		case p.Own:
			own = appendNew(own, p.Name)
		default:
			names = appendNew(names, productName(p))
		}
	}
	for _, a := range f.Running {
		if !slices.ContainsFunc(slices.Concat(names, own), func(n string) bool { return isOf(n, a.Name) }) {
			names = append(names, a.Name)
		}
	}
	return append(names, own...)
}

// isOf reports whether a product's name is one of a maker's.
func isOf(product, name string) bool {
	m, ok := maker.ByProduct(product)
	return product == name || ok && m.Name == name
}

// runs reports whether a maker's product is at work on this computer.
func (ev *Evidence) runs(name string) bool {
	return ev.Security != nil && slices.ContainsFunc(ev.Security.products(), func(n string) bool { return isOf(n, name) })
}

// resigners lists the products at work on this computer that can re-sign certificates.
func (ev *Evidence) resigners() []string {
	if ev.Security == nil {
		return nil
	}
	return slices.DeleteFunc(ev.Security.products(), func(n string) bool {
		m, ok := maker.ByProduct(n)
		return !ok || len(m.Signs) == 0
	})
}

// onlyFirewall is the one product that is listed as an active firewall, when it is not Windows' own.
func (ev *Evidence) onlyFirewall() string {
	var on []host.Product
	if ev.Security == nil {
		return ""
	}
	for _, p := range ev.Security.Products {
		if p.Kind == host.FirewallKind && p.Active() {
			on = append(on, p)
		}
	}
	if len(on) != 1 || on[0].Own {
		return ""
	}
	return on[0].Name
}

// authorities lists the certificate authorities that were added to this computer by hand.
func (f *SecurityFact) authorities() []string {
	var names []string
	for _, p := range f.Products {
		if p.Kind == host.Authority {
			names = appendNew(names, p.Name)
		}
	}
	return names
}

func judgeSecurity(ev *Evidence) Opinion {
	f := ev.Security
	names, added := f.products(), f.authorities()
	foreign := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return isOf(n, "Microsoft Defender") || f.isOwn(n) })
	switch {
	case len(foreign) > 0:
		return Opinion{Status: Warn, Summary: say("check.security.found", Args{N: len(foreign), Name: Clean(foreign[0], 24)})}
	case len(added) > 0:
		return Opinion{Status: Warn, Summary: say("check.security.authority", Args{N: len(added)})}
	case len(names) > 0:
		return Opinion{Status: Pass, Summary: say("check.security.own")}
	case !f.Told:
		return Opinion{Status: Untested, Summary: say("check.security.untested")}
	}
	return Opinion{Status: Pass, Summary: say("check.security.none")}
}

func (f *SecurityFact) isOwn(name string) bool {
	return slices.ContainsFunc(f.Products, func(p host.Product) bool { return p.Own && p.Name == name })
}
