// Package host tells what only this operating system can tell: interfaces, routes, name servers, proxy settings, the
// hosts file, and what the network's ICMP said about a packet. Each OS has its own *_linux.go, *_darwin.go and
// *_windows.go for the calls; everything that parses or decides is untagged and tested with captured text.
// It imports nothing of ours and changes nothing.
package host

import (
	"errors"
	"net/netip"
	"net/url"
	"time"
)

// ErrNoRoute means that this computer has no route to the address: a fact about the computer, not about the way.
var ErrNoRoute = errors.New("no route")

// ErrUnsupported means that this operating system does not tell. It is never evidence.
var ErrUnsupported = errors.New("not told by this operating system")

// Kind is what an interface is made of.
type Kind string

// The kinds of interface.
const (
	Ethernet Kind = "ethernet"
	WiFi     Kind = "wifi"
	Cellular Kind = "cellular"
	Tunnel   Kind = "tunnel"  // VPN or TUN proxy; utun only when it carries an IPv4 or global IPv6 address
	Virtual  Kind = "virtual" // Hyper-V, VMware, VirtualBox, WSL, containers: never blamed as VPN
	Loopback Kind = "loopback"
	Other    Kind = "other"
)

// Interface is one network interface. Description is the driver's name where the OS has one (Windows).
type Interface struct {
	Name        string         `json:"name"`
	Index       int            `json:"index"`
	Kind        Kind           `json:"kind"`
	Up          bool           `json:"up"`
	MTU         int            `json:"mtu"`
	Addresses   []netip.Prefix `json:"addresses"`
	Description string         `json:"description,omitempty"`
}

// Route is the way the OS would take to an address. Gateway is the zero Addr on a directly connected route.
type Route struct {
	Destination netip.Prefix `json:"destination,omitzero"`
	Interface   string       `json:"interface"`
	Index       int          `json:"index"`
	Gateway     netip.Addr   `json:"gateway,omitzero"`
	Source      netip.Addr   `json:"source,omitzero"`
	Metric      int          `json:"metric"`
}

// Resolver is a name server this computer is set up to ask. Domains is filled for split DNS: it is asked for these only.
type Resolver struct {
	Address   netip.Addr `json:"address"`
	Interface string     `json:"interface,omitempty"`
	Domains   []string   `json:"domains,omitempty"`
	Stub      bool       `json:"stub,omitempty"` // a forwarder on this computer whose own servers are listed too, or unknown
}

// HostsEntry is one name of one line of the hosts file.
type HostsEntry struct {
	Line    int        `json:"line"` // from 1
	Address netip.Addr `json:"address"`
	Name    string     `json:"name"` // lower case, no trailing dot
}

// Proxy is what the settings say for HTTPS requests to one host. Server is "host:port", "" for none.
type Proxy struct {
	Source          string        `json:"source"` // zoom policy, environment, system, gnome, kde, none
	Server          string        `json:"server"`
	Scheme          string        `json:"scheme,omitempty"`  // http, https, socks, socks5, socks5h
	User            bool          `json:"user,omitempty"`    // the setting carries a sign-in name
	Login           *url.Userinfo `json:"-"`                 // kept in memory only, for the proxy it belongs to
	PACURL          string        `json:"pac_url,omitempty"` // a proxy script is set
	AutoDetect      bool          `json:"auto_detect"`       // WPAD is on
	Bypass          []string      `json:"bypass,omitempty"`  // as written
	Managed         bool          `json:"managed,omitempty"` // set by the organisation
	DirectForbidden bool          `json:"direct_forbidden,omitempty"`
	Others          []ProxyNote   `json:"others,omitempty"`
}

// Neighbor is what the link layer knows of the next router.
type Neighbor string

// The states of a neighbour.
const (
	NeighborAnswers Neighbor = "answers" // its hardware address is known
	NeighborSilent  Neighbor = "silent"  // asked, and no hardware address came back
	NeighborUnknown Neighbor = "unknown"
)

// ICMPKind sorts ICMP errors alike for IPv4 and IPv6.
type ICMPKind string

// The kinds of ICMP error.
const (
	TimeExceeded    ICMPKind = "time-exceeded"
	PortUnreachable ICMPKind = "port-unreachable"
	Prohibited      ICMPKind = "prohibited" // administratively: 3/9, 3/10, 3/13; v6 1/1, 1/5, 1/6
	Unreachable     ICMPKind = "unreachable"
	TooBig          ICMPKind = "too-big"
)

// ICMP is an ICMP error about a packet of ours. From is the zero Addr where the OS does not tell the sender;
// Local means this computer made it (no route, ARP failed), not the network.
type ICMP struct {
	Kind  ICMPKind   `json:"kind"`
	From  netip.Addr `json:"from,omitzero"`
	Type  int        `json:"type"`
	Code  int        `json:"code"`
	Local bool       `json:"local,omitempty"`
}

// Step is what came back for one packet with a short life (TTL, hop limit).
type Step struct {
	TTL     int           `json:"ttl"`
	ICMP    *ICMP         `json:"icmp,omitempty"`
	Reached bool          `json:"reached,omitempty"` // the destination itself answered (SYN-ACK, RST or a datagram)
	Refused bool          `json:"refused,omitempty"` // TCP: the answer was a reset
	RTT     time.Duration `json:"-"`
}
