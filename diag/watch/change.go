package watch

import (
	"slices"

	"linecheck/diag"
	"linecheck/diag/compare"
)

// Kind is what became of the connection.
type Kind string

// The kinds of change. Each has words: change.KIND.
const (
	Offline      Kind = "offline"       // no way out any more
	Online       Kind = "online"        // there is one again
	OtherNetwork Kind = "other-network" // another router, or another range: this computer has moved
	OtherWay     Kind = "other-way"     // another interface carries the traffic: From, To are kinds of interface
	OtherRouter  Kind = "other-router"  // another router in what may be the same network: From, To are its addresses
	OtherAddress Kind = "other-address" // this computer is called differently: From, To are addresses
	AccessPoint  Kind = "access-point"  // the Wi-Fi went over to another access point
	VPNUp        Kind = "vpn-up"        // a tunnel carries Zoom now: Interface
	VPNDown      Kind = "vpn-down"      // it does no longer
	TunnelUp     Kind = "tunnel-up"     // a tunnel came up, and Zoom goes around it
	TunnelDown   Kind = "tunnel-down"   // one that did not carry Zoom went away
)

// Change is one thing that is not as it was. No field names a network or an access point.
type Change struct {
	Kind      Kind   `json:"kind"`
	Interface string `json:"interface,omitempty"`
	From      string `json:"from,omitempty"`
	To        string `json:"to,omitempty"`
}

// Differences says what changed from one look to the next; nil when nothing did that counts. What follows from another
// change is not said again: in another network, address and router are others, too.
func Differences(before, after Snapshot) []Change {
	return append(place(before, after), tunnels(before, after)...)
}

func place(before, after Snapshot) []Change {
	was, is := before.Online(), after.Online()
	switch {
	case was && !is:
		return []Change{{Kind: Offline}}
	case !is:
		return nil
	}
	var out []Change
	if !was {
		out = append(out, Change{Kind: Online})
	}
	if compare.Alike(before.Mark, after.Mark) == compare.Different {
		return append(out, Change{Kind: OtherNetwork})
	}
	if !was {
		return out
	}
	return link(before, after)
}

// link compares two moments in what seems to be one network. The first that differs tells the rest.
func link(before, after Snapshot) []Change {
	a, _ := before.physical()
	b, _ := after.physical()
	name := diag.Clean(b.Name, 40)
	switch {
	case a.Name == "" || b.Name == "": // a tunnel alone carries everything: what is below it is not told
		return nil
	case a.Name != b.Name:
		return []Change{{OtherWay, name, string(a.Kind), string(b.Kind)}}
	case before.router() != after.router():
		return []Change{{OtherRouter, name, before.router(), after.router()}}
	case before.addresses() != after.addresses():
		return []Change{{OtherAddress, name, before.addresses(), after.addresses()}}
	case before.air != after.air && before.air != "" && after.air != "":
		return []Change{{Kind: AccessPoint, Interface: name}}
	}
	return nil
}

// tunnels: while there is no way out, the way to Zoom tells nothing.
func tunnels(before, after Snapshot) (out []Change) {
	was, is := before.VPN(), after.VPN()
	switch {
	case is != "" && is != was:
		out = append(out, Change{Kind: VPNUp, Interface: is})
	case was != "" && is == "" && after.Online():
		out = append(out, Change{Kind: VPNDown, Interface: was})
	}
	for _, t := range missing(after.tunnels(), before.tunnels()) {
		if t != is {
			out = append(out, Change{Kind: TunnelUp, Interface: t})
		}
	}
	for _, t := range missing(before.tunnels(), after.tunnels()) {
		if t != was {
			out = append(out, Change{Kind: TunnelDown, Interface: t})
		}
	}
	return out
}

// missing are the names of a that b lacks.
func missing(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}
