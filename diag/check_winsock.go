package diag

import (
	"context"
	"errors"
	"slices"
	"time"

	"linecheck/diag/host"
)

var checkWinsock = Check{
	ID: "winsock", Group: GroupComputer, OS: "windows", Finds: []*Problem{Winsock},
	Limit: 3 * time.Second, Probe: probeWinsock, Judge: judgeWinsock,
}

// Winsock: a foreign or damaged layer sits in the list of what stands between every program and the network.
var Winsock = &Problem{Cause: "winsock", Who: DeviceSupport, Remedies: []string{"winsock-reset", "restart-computer"}}

// WinsockFact is the Winsock catalogue. Names and paths come from whoever entered them and are cleaned.
type WinsockFact struct {
	Applies   bool            `json:"applies"` // this system has one
	Providers []host.Provider `json:"providers"`
}

func (f *WinsockFact) store(ev *Evidence) { ev.Winsock = f }

func probeWinsock(ctx context.Context, e *Env) (Fact, error) {
	list, err := e.Catalog(ctx)
	switch {
	case errors.Is(err, host.ErrUnsupported):
		return &WinsockFact{Providers: []host.Provider{}}, nil
	case err != nil:
		return nil, err
	}
	for i := range list {
		list[i].Name, list[i].Path = Clean(list[i].Name, 120), Clean(list[i].Path, 200)
	}
	return &WinsockFact{Applies: true, Providers: list}, nil
}

// catalogTally is what is strange in a catalogue.
type catalogTally struct {
	foreign []string        // layers that are not Windows' own
	broken  []host.Provider // entries that lead nowhere
	here    bool            // some of them in the catalogue of this program's kind
}

// tally: a base provider or a layer whose library is gone, and a chain that names an entry which is not there, lead
// nowhere. Base providers of others add socket families of their own and sit on nobody's; layers sit on all.
func (f *WinsockFact) tally() catalogTally {
	var t catalogTally
	for _, p := range f.Providers {
		if p.Missing || f.chainBroken(p) {
			t.broken = append(t.broken, p)
			t.here = t.here || p.Bits == f.ownBits()
		}
		if p.Length == 0 && !p.Windows && p.Path != "" {
			t.foreign = appendNew(t.foreign, p.Name)
		}
	}
	return t
}

// chainBroken reports whether a chain names an entry that its catalogue does not have.
func (f *WinsockFact) chainBroken(p host.Provider) bool {
	return p.Length > 1 && slices.ContainsFunc(p.Chain, func(id uint32) bool {
		return !slices.ContainsFunc(f.Providers, func(o host.Provider) bool { return o.ID == id && o.Bits == p.Bits })
	})
}

// ownBits is the kind of program that measured: its catalogue comes first.
func (f *WinsockFact) ownBits() int {
	if len(f.Providers) == 0 {
		return 0
	}
	return f.Providers[0].Bits
}

// socketsFail reports whether every connection of this run, to Zoom and to others, failed in the socket layer itself.
func (ev *Evidence) socketsFail() bool {
	failed := 0
	var all []Attempt
	if ev.TCP != nil {
		all = append(all, ev.TCP.Hosts...)
	}
	if ev.Internet != nil {
		all = append(all, ev.Internet.Addresses...)
	}
	for _, a := range all {
		if a.Failure != SocketsBroken {
			return false
		}
		failed++
	}
	return failed >= 3
}

func judgeWinsock(ev *Evidence) Opinion {
	f := ev.Winsock
	t := f.tally()
	switch {
	case !f.Applies:
		return Opinion{Status: Skipped, Summary: say("check.winsock.other-system")}
	case len(f.Providers) == 0:
		return Opinion{Status: Untested, Summary: say("check.winsock.untested")}
	case len(t.broken) > 0 && ev.clear():
		return Opinion{Status: Warn, Summary: say("check.winsock.damaged", Args{N: len(t.broken)})}
	case len(t.broken) > 0:
		return broken("check.winsock.fail", t.damaged(ev))
	case len(t.foreign) > 0 && ev.socketsFail():
		return broken("check.winsock.fail", t.hooked())
	case len(t.foreign) > 0:
		return Opinion{Status: Warn, Summary: say("check.winsock.foreign", Args{N: len(t.foreign)})}
	}
	return Opinion{Status: Pass, Summary: say("check.winsock.pass")}
}

// damaged is certain when sockets fail as well. Where our own connections pass through the very same catalogue, the
// damage is only a possible cause.
func (t catalogTally) damaged(ev *Evidence) Finding {
	args := Args{Name: t.broken[0].Name, N: len(t.broken)}
	f := Finding{problem: Winsock, Where: WhereComputer, Impact: Blocks, Confidence: Likely, args: args, Because: []Sentence{say("because.winsock-broken", args)}}
	switch {
	case ev.socketsFail():
		f.Confidence = Certain
		f.Because = append(f.Because, say("because.sockets-fail"))
	case ev.zoomReached() && t.here:
		f.Confidence, f.Against = Possible, []Sentence{say("against.zoom-reached")}
	case ev.zoomReached():
		f.Confidence, f.Against = Possible, []Sentence{say("against.winsock-other-bits")}
	}
	return f
}

// hooked: a foreign layer alone is no fault; together with sockets that fail everywhere it is the likely one.
func (t catalogTally) hooked() Finding {
	args := Args{Name: t.foreign[0], N: len(t.foreign)}
	return Finding{problem: Winsock, Where: WhereComputer, Impact: Blocks, Confidence: Likely, args: args,
		Because: []Sentence{say("because.winsock-foreign", args), say("because.sockets-fail")}}
}
