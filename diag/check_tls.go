package diag

import (
	"context"
	"slices"
	"time"

	"linecheck/diag/zoom"
)

var checkTLS = Check{
	ID: "tls", Group: GroupSite, Finds: []*Problem{TLSInspection, SecuritySoftware},
	Limit: 9 * time.Second, Probe: probeTLS, Judge: judgeTLS,
}

// TLSInspection: something re-signs Zoom's certificates. Zoom pins its own, so a root that browsers accept does not
// help the Zoom app.
var TLSInspection = &Problem{Cause: "tls-inspection", Who: Admin,
	SymptomOf: []*Problem{NoNetwork, CaptivePortal, ClockWrong, ProxyLogin, ProxyBlocks}, Remedies: []string{"other-network"}}

// SecuritySoftware: the re-signing is done by a program on this computer, which sees Zoom's connections before they leave it.
var SecuritySoftware = &Problem{Cause: "security-software", Who: You, SymptomOf: TLSInspection.SymptomOf, Remedies: []string{"pause-protection", "open-settings-security"}}

// TLSFact is who answers in Zoom's name on port 443.
type TLSFact struct {
	Hosts    []Handshake `json:"hosts"`
	Doorstep *Doorstep   `json:"doorstep,omitempty"` // of an address where somebody else signs
}

func (f *TLSFact) store(ev *Evidence) { ev.TLS = f }

func probeTLS(ctx context.Context, e *Env) (Fact, error) {
	f := &TLSFact{Hosts: make([]Handshake, len(e.Profile.Hosts))}
	each(e.Profile.Hosts, func(i int, h zoom.Host) { f.Hosts[i] = e.shakeZoom(ctx, h) })
	if i := slices.IndexFunc(f.Hosts, Handshake.resigned); i >= 0 {
		f.Doorstep = e.doorstep(ctx, f.Hosts[i].Address, false)
	}
	return f, nil
}

// shakeZoom shakes hands with a Zoom host, once a run: two checks look at the outcome.
func (e *Env) shakeZoom(ctx context.Context, h zoom.Host) Handshake {
	out, ok := e.names.shakes.do(ctx, h.Name, func() Handshake {
		return e.shakeAsZoomDoes(e.names.ctx, h)
	})
	if !ok {
		return Handshake{Attempt: Attempt{Host: h.Name, Role: h.Role, Failure: Cancelled}, ServerName: h.Name}
	}
	return out
}

// shakeAsZoomDoes shakes hands at an address that this computer itself finds. Where its look-up takes long, somebody else's
// answer was tried first; then the slow answer counts.
func (e *Env) shakeAsZoomDoes(ctx context.Context, h zoom.Host) Handshake {
	out := e.shakeHost(ctx, Attempt{Host: h.Name, Role: h.Role}, h.Addresses)
	if out.From == FromSystem || !out.completed() {
		return out
	}
	sys, ok := e.names.System(ctx, h.Name)
	own := e.names.usable(sys.Addresses)
	switch {
	case !ok, len(own) == 0:
		return out
	case slices.Contains(own, out.Address.Addr()):
		out.From = FromSystem
		return out
	}
	return e.shakeHost(ctx, Attempt{Host: h.Name, Role: h.Role}, h.Addresses) // which finds the system's answer now
}

// handshakes returns every handshake of the run: Zoom's, the neutral ones and those through the proxy.
func (ev *Evidence) handshakes() []Handshake {
	var all []Handshake
	if ev.TLS != nil {
		all = append(all, ev.TLS.Hosts...)
	}
	if ev.Internet != nil {
		all = append(all, ev.Internet.Sites...)
	}
	if ev.Proxy != nil {
		for _, t := range ev.Proxy.Tunnels {
			if t.Handshake != nil {
				all = append(all, *t.Handshake)
			}
		}
	}
	return all
}

// resigned reports whether somebody else signed a certificate for the very name that was asked for.
func (h Handshake) resigned() bool { return h.completed() && h.NameMatches && !h.Public }

// strange reports whether somebody answered who shows no certificate for the name at all.
func (h Handshake) strange() bool { return h.completed() && !h.NameMatches }
