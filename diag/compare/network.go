package compare

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"slices"
	"strings"

	"linecheck/diag"
	"linecheck/diag/host"
)

// Likeness says whether two things are the same one, as far as that can be told.
type Likeness string

// The likenesses. Untold is what remains where nothing proves either.
const (
	Same      Likeness = "same"
	Different Likeness = "different"
	Untold    Likeness = "untold"
)

// Network is what tells one network from another and names neither: short hashes.
type Network struct {
	Router string `json:"router,omitempty"` // mark of the router's hardware address
	Inside string `json:"inside,omitempty"` // of the router's address and the network's own range
	Public string `json:"public,omitempty"` // of what is public about it: its IPv6 range
}

// Mark is the network's one short name in lists; "" where nothing tells it from others: half of all homes look alike inside.
func (n Network) Mark() string {
	switch {
	case n.Router != "":
		return n.Router
	case n.Inside != "" && n.Public != "":
		return hash(n.Inside, n.Public)
	}
	return ""
}

// Alike says whether two networks are one. A router's hardware address tells; many homes have 192.168.1.1, so that an equal
// address alone tells nothing, and a different one tells that the networks differ.
func Alike(a, b Network) Likeness {
	switch {
	case a.Router != "" && b.Router != "":
		return sameness(a.Router == b.Router)
	case a.Inside == "" || b.Inside == "":
		return Untold
	case a.Inside != b.Inside:
		return Different
	case a.Public != "" && a.Public == b.Public: // another range proves nothing: some providers give a new one every day
		return Same
	}
	return Untold
}

func sameness(same bool) Likeness {
	if same {
		return Same
	}
	return Different
}

// NetworkOf reads a network's marks from evidence. Tunnels are left out: a VPN changes no place.
func NetworkOf(ev diag.Evidence) Network {
	f := ev.Network
	if f == nil {
		return Network{}
	}
	n := Network{Router: f.RouterMark}
	own, ok := physical(f)
	if !ok {
		return n
	}
	for _, r := range f.Routes {
		if r.Interface == own.Name && r.Gateway.IsValid() && r.Gateway.Is4() {
			n.Inside = hash(r.Gateway.String(), rangeOf(own, r.Gateway))
			break
		}
	}
	n.Public = publicOf(own)
	return n
}

// physical is the interface that carries a default route and is no tunnel.
func physical(f *diag.NetworkFact) (host.Interface, bool) {
	for _, r := range f.Routes {
		for _, i := range f.Interfaces {
			if i.Name == r.Interface && i.Kind != host.Tunnel && i.Kind != host.Loopback {
				return i, true
			}
		}
	}
	return host.Interface{}, false
}

func rangeOf(i host.Interface, gateway netip.Addr) string {
	for _, p := range i.Addresses {
		if p.Contains(gateway) {
			return p.Masked().String()
		}
	}
	return ""
}

// publicOf is the network's global IPv6 range. Hops of the provider would not do: neighbours share them.
func publicOf(i host.Interface) string {
	for _, p := range i.Addresses {
		if a := p.Addr(); a.Is6() && a.IsGlobalUnicast() && !a.IsPrivate() {
			return hash(netip.PrefixFrom(a, 64).Masked().String())
		}
	}
	return ""
}

// hash is short on purpose: enough to tell networks apart in one person's list, too little to find an address again.
func hash(parts ...string) string {
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	sum := sha256.Sum256([]byte("linecheck network " + strings.Join(parts, " ")))
	return hex.EncodeToString(sum[:4])
}
