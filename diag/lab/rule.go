package lab

import "net/netip"

// Node names one of the namespaces.
type Node string

// The nodes, from the person outwards.
const (
	Client   Node = "client"
	Router   Node = "router"
	Filter   Node = "filter"
	Provider Node = "provider"
	Backbone Node = "backbone" // only in worlds that ask for it
	VPN      Node = "vpn"
	Internet Node = "internet"
)

// Every node between two others calls its links inside (towards the client) and outside.
const (
	inside  = "inside"
	outside = "outside"
)

// Action is what a packet filter does with a packet.
type Action string

// The actions. Redirect hands TCP or UDP to the node's own port ToPort; Inspect hands the packet to the reader of
// TLS server names.
const (
	Drop     Action = "drop"
	Reset    Action = "reset"    // a TCP reset in the name of the destination
	Prohibit Action = "prohibit" // ICMP 3/13, communication administratively prohibited
	// ProhibitHost is ICMP 3/10, host administratively prohibited: what an address says about itself (IPv4 only).
	ProhibitHost Action = "prohibit-host"
	Redirect     Action = "redirect"
	Inspect      Action = "inspect"
	Allow        Action = "allow" // and no later rule counts
)

// Rule is one line of a node's packet filter. It sees packets that come from inside on their way through; on the
// client those that its programs send, in the internet those that arrive. Answers are matched only where Back says so.
// Empty fields match everything.
type Rule struct {
	Do       Action
	Proto    string // "tcp" or "udp"
	To       []netip.Prefix
	Ports    []int // destination ports
	NotPorts []int
	IPv6Only bool
	Back     bool // sees what comes from outside instead: To and Ports are then the sender's
	ToPort   int  // of Redirect
	Percent  int  // of the packets, drawn by chance; 0 for all of them

	// Early drops before routing, so that the node does not even answer an expired TTL: a dead link, not a filter.
	Early bool
}
