// Package lab is a made-up internet for tests: a client, its router, a site filter, a provider and an internet with
// Zoom's hosts in Zoom's own address ranges, each in a Linux network namespace of its own and joined by real links.
// The packets, the timeouts and the ICMP messages are the kernel's; only the servers are ours.
//
//	client 192.168.1.20 ── router 192.168.1.1 ── filter 10.20.0.1 ── provider 203.0.113.1 ── internet (servers)
//	   └─ tun0 10.8.0.2 ──────────────── vpn 10.8.0.1 ────────────────────────────────────────┘
//
// It needs no root: the process starts itself again in a user namespace (Enter), and everything disappears with it.
//
// A Scenario is a value: a story in one line, what is broken (Breaks change a Plan), and what must be said about it
// (Want). Build makes a World from a Plan; World.Command runs a program on the client as an ordinary person would.
// Files without a build tag describe the world and compile everywhere; files that make it are for Linux only.
//
// The module's house rules hold here too, with one addition: nothing waits by sleeping, except a Line, whose work that is.
// A server that is built is listening, a link that is up carries packets, and everything else has a deadline.
package lab
