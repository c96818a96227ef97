// Package compare holds two reports against each other: what differs, and what that means. It is pure: it judges reports,
// measures nothing, and its sentences are ids until package ui puts the words in.
package compare

import (
	"fmt"
	"time"

	"linecheck/diag"
)

// Schema names the format of a comparison. A breaking change raises the number.
const Schema = "linecheck.compare/1"

// Result is a comparison of a first report with a second.
type Result struct {
	Schema      string        `json:"schema"`
	A           End           `json:"a"`
	B           End           `json:"b"`
	Network     Likeness      `json:"network"`
	Computer    Likeness      `json:"computer"`
	Kind        Kind          `json:"kind"`
	Where       diag.Where    `json:"where"` // the stretch it comes down to; unknown where the comparison proves none
	Meaning     diag.Sentence `json:"meaning"`
	NextStep    diag.Sentence `json:"next_step"`
	Caveats     []string      `json:"caveats"` // ids of what could not be told and matters here: compare.caveat.*
	Differences []Difference  `json:"differences"`
}

// End is one of the two runs.
type End struct {
	Started  time.Time     `json:"started"`
	Network  Network       `json:"network"`
	Cause    diag.Cause    `json:"cause"`
	Where    diag.Where    `json:"where"`
	Headline diag.Sentence `json:"headline"`
}

// Difference is one thing that is not the same in both. Field is network-kind, vpn, proxy, dns, zoom-version, computer,
// verdict, delay.STRETCH, loss.STRETCH, finding.CAUSE or check.ID.
type Difference struct {
	Field string        `json:"field"`
	A     diag.Sentence `json:"a"`
	B     diag.Sentence `json:"b"`
}

// Kind is what a comparison comes to.
type Kind string

// The kinds. Each has words: compare.KIND.meaning and .next, and where the place matters a wording for each.
const (
	Unclear      Kind = "unclear"       // one of the runs could not tell
	BothFine     Kind = "both-fine"     // nothing in Zoom's way in either
	ThisNetwork  Kind = "this-network"  // the computer works elsewhere
	ThatComputer Kind = "that-computer" // another computer works on the same network
	Intermittent Kind = "intermittent"  // same computer, same network, once well and once not
	Changed      Kind = "changed"       // the same, and a setting was changed in between
	OnComputer   Kind = "on-computer"   // the same computer elsewhere, and the fault is on it
	VPNDoesIt    Kind = "vpn"           // fails with the VPN, works without
	BothDiffer   Kind = "both-differ"   // another computer on another network: two things changed at once
	NetworkOpen  Kind = "network-open"  // one works; whether it is the same network cannot be told
	ComputerOpen Kind = "computer-open" // another computer works; whether on the same network cannot be told
	ZoomItself   Kind = "zoom"          // both found Zoom in trouble
	OwnFault     Kind = "own-fault"     // the same fault on two networks
	OneNetwork   Kind = "one-network"   // the same fault on two computers of one network
	StillThere   Kind = "still-there"   // same computer, same network, same fault
	SameFault    Kind = "same-fault"    // the same fault, and nothing tells what the two have in common
	TwoFaults    Kind = "two-faults"    // each has a fault of its own
)

// Kinds lists them all.
func Kinds() []Kind {
	return []Kind{Unclear, BothFine, ThisNetwork, ThatComputer, Intermittent, Changed, OnComputer, VPNDoesIt, BothDiffer,
		NetworkOpen, ComputerOpen, ZoomItself, OwnFault, OneNetwork, StillThere, SameFault, TwoFaults}
}

// side is a report with what has to be read out of it.
type side struct {
	diag.Report
	ev      diag.Evidence
	network Network
}

// Of compares two composed reports.
func Of(a, b diag.Report) (Result, error) {
	first, err := sideOf(a)
	if err != nil {
		return Result{}, fmt.Errorf("first report: %w", err)
	}
	second, err := sideOf(b)
	if err != nil {
		return Result{}, fmt.Errorf("second report: %w", err)
	}
	r := Result{Schema: Schema, A: first.end(), B: second.end(), Network: Alike(first.network, second.network),
		Computer: computers(a.Device, b.Device), Caveats: []string{}, Differences: differences(first, second)}
	r.conclude(first, second)
	return r, nil
}

func sideOf(r diag.Report) (side, error) {
	ev, err := diag.EvidenceFrom(r)
	return side{Report: r, ev: ev, network: NetworkOf(ev)}, err
}

func (s side) end() End {
	return End{Started: s.Started, Network: s.network, Cause: s.Verdict.Cause, Where: s.Verdict.Where, Headline: s.Verdict.Headline}
}

func (s side) clear() bool   { return s.Verdict.Cause == diag.CauseNone }
func (s side) unknown() bool { return s.Verdict.Cause == diag.CauseUnknown }

// computers tells computers apart by name. Names may have been left out of a report: then only what cannot change within
// a computer tells, and only that they differ.
func computers(a, b diag.Device) Likeness {
	switch {
	case a.Hostname != "" && b.Hostname != "":
		return sameness(a.Hostname == b.Hostname && a.OS == b.OS)
	case a.OS != b.OS, a.Arch != b.Arch, a.Model != "" && b.Model != "" && a.Model != b.Model:
		return Different
	}
	return Untold
}

// conclude picks what the comparison comes to. What could not be told is taken as unchanged and said to be so.
func (r *Result) conclude(a, b side) {
	r.Where = diag.WhereUnknown
	switch {
	case a.unknown() || b.unknown():
		r.Kind = Unclear
	case a.clear() && b.clear():
		r.Kind = BothFine
	case a.clear():
		r.oneFails(b, a)
	case b.clear():
		r.oneFails(a, b)
	case a.Verdict.Cause == b.Verdict.Cause:
		r.alike(a, b)
	default:
		r.Kind = TwoFaults
	}
	if r.Computer == Untold && r.Kind != Unclear && r.Kind != BothFine {
		r.Caveats = append(r.Caveats, "compare.caveat.computer")
	}
	if r.Network == Untold && r.Kind != Unclear && r.Kind != BothFine && r.Kind != ZoomItself && r.Kind != NetworkOpen && r.Kind != ComputerOpen {
		r.Caveats = append(r.Caveats, "compare.caveat.network")
	}
	if !a.Complete || !b.Complete {
		r.Caveats = append(r.Caveats, "compare.caveat.cut")
	}
	r.speak(a, b)
}

// oneFails: what did not change is not the cause.
func (r *Result) oneFails(bad, good side) {
	other := r.Computer == Different
	switch {
	case bad.Verdict.Cause == diag.ZoomOutage.Cause:
		r.Kind, r.Where = Intermittent, diag.WhereZoom
	case bad.Network.VPN != "" && good.Network.VPN == "" && !other:
		r.Kind, r.Where = VPNDoesIt, diag.WhereComputer
	case other && r.Network == Different:
		r.Kind = BothDiffer
	case other && r.Network == Same:
		r.Kind, r.Where = ThatComputer, diag.WhereComputer
	case other:
		r.Kind = ComputerOpen
	case r.Network == Different && bad.Verdict.Where == diag.WhereComputer:
		r.Kind, r.Where = OnComputer, diag.WhereComputer
	case r.Network == Different:
		r.Kind, r.Where = ThisNetwork, bad.Verdict.Where
	case r.Network == Untold:
		r.Kind, r.Where = NetworkOpen, bad.Verdict.Where
	case settingsDiffer(bad, good):
		r.Kind, r.Where = Changed, diag.WhereComputer
	default:
		r.Kind, r.Where = Intermittent, bad.Verdict.Where
	}
}

// alike: the same cause in both, so that it lies in what the two have in common.
func (r *Result) alike(a, b side) {
	if a.Verdict.Where == b.Verdict.Where {
		r.Where = a.Verdict.Where
	}
	switch {
	case a.Verdict.Cause == diag.ZoomOutage.Cause:
		r.Kind = ZoomItself
	case r.Network == Different && r.Computer != Different:
		r.Kind = OwnFault
	case r.Network == Same && r.Computer == Different:
		r.Kind = OneNetwork
	case r.Network == Same:
		r.Kind = StillThere
	default:
		r.Kind = SameFault
	}
}

// speak chooses the sentences; package ui prefers a wording for the place where there is one.
func (r *Result) speak(a, b side) {
	id := "compare." + string(r.Kind)
	args := diag.Args{}
	if bad, ok := failing(a, b); ok {
		args.Text = bad.Started.Local().Format("2006-01-02 15:04")
		args.Hop = bad.Verdict.Hop
	}
	r.Meaning, r.NextStep = diag.Sentence{ID: id + ".meaning", Args: args}, diag.Sentence{ID: id + ".next", Args: args}
}

// failing is the one run that failed, where it is one.
func failing(a, b side) (side, bool) {
	if b.clear() == a.clear() {
		return side{}, false
	}
	if a.clear() {
		return b, true
	}
	return a, true
}

func text(s string) diag.Sentence { return diag.Sentence{Text: diag.Clean(s, 160)} }
