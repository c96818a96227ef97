package diag

import (
	"slices"
	"time"

	"linecheck/diag/host"
)

// Trial is one experiment that a person made: one thing was changed, and Zoom was tried with it. What Zoom did is the person's
// word; what the computer showed meanwhile was measured. The two are never mixed up.
type Trial struct {
	Kind    TrialKind   `json:"kind"`
	Started time.Time   `json:"started"`
	Ended   time.Time   `json:"ended"`
	Skipped bool        `json:"skipped,omitempty"`
	Before  TrialAnswer `json:"before"`                 // what Zoom did with everything as it was
	Answer  TrialAnswer `json:"answer"`                 // what it did with the one thing changed
	Code    string      `json:"code,omitempty"`         // the error code it showed then, digits
	Changed Told        `json:"changed"`                // whether the computer showed that the thing was changed
	Network Told        `json:"same_network"`           // whether both sides were on one network
	Back    Told        `json:"protection_on,omitzero"` // of a pause: whether the system says that protection is on again
	Here    *TrialSide  `json:"here,omitempty"`         // the check before; nil when none was made
	There   *TrialSide  `json:"there,omitempty"`        // the check with the thing changed, or the other computer's
}

// TrialKind is what a trial changes.
type TrialKind string

// The kinds, in the order of the customer's document: what it calls the best first test comes first.
const (
	TrialNetwork    TrialKind = "network"    // another network, such as a phone's hotspot
	TrialVPN        TrialKind = "vpn"        // the VPN is off
	TrialProtection TrialKind = "protection" // security software is paused
	TrialRouter     TrialKind = "router"     // the router was restarted
	TrialCable      TrialKind = "cable"      // by cable instead of Wi-Fi
	TrialRestart    TrialKind = "restart"    // Zoom, router and computer were restarted in the right order
	TrialBrowser    TrialKind = "browser"    // the same meeting in the browser
	TrialMeeting    TrialKind = "meeting"    // another meeting, or Zoom's test meeting
	TrialUser       TrialKind = "user"       // a new user of this computer
	TrialComputer   TrialKind = "computer"   // a second computer on the same network
)

// TrialKinds lists them all.
func TrialKinds() []TrialKind {
	return []TrialKind{TrialNetwork, TrialVPN, TrialProtection, TrialRouter, TrialCable, TrialRestart, TrialBrowser, TrialMeeting, TrialUser, TrialComputer}
}

// TrialAnswer is what Zoom did, by the person's word.
type TrialAnswer string

// The answers. One person's answer is one datum: it makes nothing certain.
const (
	Joined    TrialAnswer = "joined"
	NotJoined TrialAnswer = "failed"
	NotTried  TrialAnswer = "not-tried"
	NoAnswer  TrialAnswer = "unknown"
)

// Told is what the system said about something: yes, no, or nothing.
type Told string

// The three. The zero value is a question nobody asked.
const (
	Yes    Told = "yes"
	No     Told = "no"
	Untold Told = "untold"
)

// TrialSide is what a check found on one side of a trial: its essentials, enough to be judged by.
type TrialSide struct {
	Started    time.Time  `json:"started"`
	Cause      Cause      `json:"cause"`
	Where      Where      `json:"where"`
	Impact     Impact     `json:"impact"`
	Confidence Confidence `json:"confidence"`
	Router     string     `json:"router_mark,omitempty"` // names no network
	Kind       string     `json:"network_kind"`
	VPN        string     `json:"vpn,omitempty"`   // the tunnel that carries Zoom
	Proxy      string     `json:"proxy,omitempty"` // host:port
	Protection []string   `json:"protection,omitempty"`
	Told       bool       `json:"protection_told"` // the system keeps a list of security software
	Zoom       string     `json:"zoom_version,omitempty"`
}

// SideOf reads a side from a report. An error is a report whose facts cannot be read.
func SideOf(r Report) (TrialSide, error) {
	ev, err := EvidenceFrom(r)
	if err != nil {
		return TrialSide{}, err
	}
	s := TrialSide{Started: r.Started, Cause: r.Verdict.Cause, Where: r.Verdict.Where, Impact: r.Verdict.Impact, Confidence: r.Verdict.Confidence,
		Kind: Clean(r.Network.Kind, 20), VPN: Clean(r.Network.VPN, 40), Proxy: Clean(r.Network.Proxy, 100), Zoom: Clean(r.Zoom.Version, 40)}
	if ev.Network != nil {
		s.Router = Clean(ev.Network.RouterMark, 16)
	}
	if ev.Security != nil {
		s.Protection, s.Told = Protecting(ev.Security.Products), ev.Security.Told && ToldOf(ev.Security.Products)
	}
	return s, nil
}

// Protecting lists the protection that the system says is on, sorted by name; firewalls stay on in a pause.
func Protecting(all []host.Product) []string {
	var on []string
	for _, p := range all {
		if p.State == host.ProductOn && p.Kind == host.Antivirus {
			on = appendNew(on, Clean(p.Name, 80))
		}
	}
	slices.Sort(on)
	return on
}

// ToldOf reports whether a system's list says anything about protection: whether a product is on. Windows' does; macOS lists
// extensions, which stay installed in a pause, and Linux lists none.
func ToldOf(all []host.Product) bool {
	return slices.ContainsFunc(all, func(p host.Product) bool { return p.Kind == host.Antivirus && p.State != host.ProductUnknown })
}

// StillOn reports whether every product that was on is on now.
func StillOn(before, now []string) bool {
	return !slices.ContainsFunc(before, func(name string) bool { return !slices.Contains(now, name) })
}
