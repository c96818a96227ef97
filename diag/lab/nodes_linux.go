package lab

import (
	"errors"
	"fmt"
	"net/netip"

	"github.com/vishvananda/netlink"
)

// loopbacks are the addresses a node has besides those of its links.
func (w *World) loopbacks(n Node) []netip.Addr {
	switch n {
	case Filter:
		return []netip.Addr{SiteResolver, SiteProxy, portalAddr}
	case Provider:
		return []netip.Addr{ProviderServer}
	case Internet:
		return w.internetAddrs()
	}
	return nil
}

// internetAddrs are all public server addresses; those in IPv6 exist only in a world with IPv6.
func (w *World) internetAddrs() (all []netip.Addr) {
	for a := range w.book.owner {
		if a.Is4() || w.plan.IPv6 && !w.plan.FourOnly {
			all = append(all, a)
		}
	}
	for _, m := range w.profile.Media {
		all = append(all, m.Address)
	}
	return append(all, blockPageAddr, strangerAddr)
}

func (w *World) makeNodes() error {
	for _, node := range []Node{Client, Router, Filter, Provider, Backbone, Internet, VPN} {
		if node == VPN && w.plan.Tunnel == nil || node == Backbone && !w.plan.Backbone {
			continue
		}
		n, err := newNamespace()
		if err != nil {
			return err
		}
		w.nodes[node] = n
		between := node != Client && node != Internet
		err = errors.Join(n.set(settings), n.set(w.limits()), n.set(forwarding(between)), n.loopback(w.loopbacks(node)))
		if err != nil {
			return fmt.Errorf("making the node %s: %w", node, err)
		}
	}
	return nil
}

// joinNodes lays the links and the routes, from the person outwards.
func (w *World) joinNodes() error {
	n := w.nodes
	err := errors.Join(
		connect(w.end(Client, "eth0", clientAddr, clientAddr6),
			w.end(Router, inside, on(RouterAddr, 24), on(RouterAddr6, 64), on(routerLink6, 64))),
		connect(w.end(Router, outside, w.between(2), routerWAN6),
			w.end(Filter, inside, w.between(1), on(FilterAddr6, 64))),
		connect(w.end(Filter, outside, filterWAN, filterWAN6),
			w.end(Provider, inside, on(ProviderAddr, 24), on(ProviderAddr6, 64))),
		w.joinServers(),
	)
	if err != nil {
		return err
	}
	err = errors.Join(
		w.clientRoute(),
		n[Router].route(everythingFour, w.between(1).Addr(), outside, 0),
		n[Filter].route(everythingFour, ProviderAddr, outside, 0),
		n[Provider].route(everythingFour, internetAddr.Addr(), outside, 0),
	)
	return errors.Join(err, w.routes6(), w.joinVPN())
}

// joinServers lays the last stretch, from the provider to the servers, and the way back.
func (w *World) joinServers() error {
	n, home := w.nodes, filterWAN.Masked()
	provider := w.end(Provider, outside, providerCore, providerCore6)
	if !w.plan.Backbone {
		return errors.Join(
			connect(provider, w.end(Internet, "core", internetAddr, internetAddr6)),
			n[Internet].route(home, providerCore.Addr(), "core", 0))
	}
	return errors.Join(
		connect(provider, w.end(Backbone, inside, internetAddr)),
		connect(w.end(Backbone, outside, backboneWAN), w.end(Internet, "core", exchangeAddr)),
		n[Backbone].route(everythingFour, exchangeAddr.Addr(), outside, 0),
		n[Backbone].route(home, providerCore.Addr(), inside, 0),
		n[Internet].route(home, backboneWAN.Addr(), "core", 0),
		n[Internet].route(providerCore.Masked(), backboneWAN.Addr(), "core", 0))
}

func (w *World) clientRoute() error {
	if w.plan.NoRoute || w.plan.LinkDown || w.plan.SixOnly {
		return nil
	}
	return w.nodes[Client].route(everythingFour, RouterAddr, "eth0", 100)
}

// routes6 lays the same way in IPv6, where nothing is translated and every node must know the way back.
func (w *World) routes6() error {
	if !w.plan.IPv6 {
		return nil
	}
	n, lan := w.nodes, clientAddr6.Masked()
	return errors.Join(
		n[Client].route(everythingSix, routerLink6, "eth0", 100),
		n[Router].route(everythingSix, FilterAddr6, outside, 0),
		n[Filter].route(everythingSix, ProviderAddr6, outside, 0),
		n[Filter].route(lan, routerWAN6.Addr(), inside, 0),
		n[Provider].route(everythingSix, internetAddr6.Addr(), outside, 0),
		n[Provider].route(lan, filterWAN6.Addr(), inside, 0),
		n[Provider].route(routerWAN6.Masked(), filterWAN6.Addr(), inside, 0),
		n[Internet].route(everythingSix, providerCore6.Addr(), "core", 0),
	)
}

// joinVPN lays the tunnel. It is a plain link named tun0: a real tun device takes root. Its routes win over the
// physical default route, which stays, so that a socket bound to eth0 still gets out.
func (w *World) joinVPN() error {
	if w.plan.Tunnel == nil {
		return nil
	}
	n := w.nodes
	err := errors.Join(
		connect(w.end(Client, "tun0", tunnelAddr), w.end(VPN, inside, on(VPNAddr, 24))),
		connect(w.end(VPN, outside, vpnWAN), w.end(Internet, "vpn", internetVPNSide)),
		n[VPN].route(everythingFour, internetVPNSide.Addr(), outside, 0),
	)
	if err != nil || w.plan.Tunnel.Split {
		return errors.Join(err, n[Client].route(netip.MustParsePrefix("10.99.0.0/16"), VPNAddr, "tun0", 0))
	}
	if w.plan.Tunnel.Alone {
		err = n[Client].dropDefault()
	}
	return errors.Join(err, n[Client].route(everythingFour, VPNAddr, "tun0", 50))
}

// applyBreaks comes last, so that a broken world is a healthy one with something taken away.
func (w *World) applyBreaks() error {
	rules := w.plan.Rules
	if w.plan.Tunnel != nil && w.plan.Tunnel.DropUDP {
		rules[VPN] = append(rules[VPN], Rule{Do: Drop, Proto: "udp", NotPorts: []int{53}})
	}
	if !w.plan.Media.Silent {
		rules[Internet] = append(rules[Internet], Rule{Do: ProhibitHost, Proto: "udp", To: []netip.Prefix{on(prohibiting, 32)}})
	}
	if err := w.answerQueues(); err != nil {
		return err
	}
	if err := w.translate(); err != nil {
		return err
	}
	for node, n := range w.nodes {
		_, hasLine := w.plan.Lines[node]
		if err := n.firewall(node, rules[node], w.plan, hasLine); err != nil {
			return fmt.Errorf("%s: %w", node, err)
		}
	}
	return w.breakLinks()
}

// answerQueues comes before the rules that send packets to the queues: a packet in the middle of a queue's set-up
// confuses it.
func (w *World) answerQueues() error {
	for node, l := range w.plan.Lines {
		if err := w.nodes[node].lay(w.ctx, l, w.fail); err != nil {
			return fmt.Errorf("%s: %w", node, err)
		}
	}
	if w.plan.Cut == nil {
		return nil
	}
	return w.nodes[Filter].readNames(w.ctx, w.plan.Cut, w.fail)
}

// breakLinks breaks below IP: a router that answers no ARP is gone for the client, although the light is on.
func (w *World) breakLinks() error {
	if !w.plan.RouterARP {
		return w.nodes[Router].change(inside, netlink.LinkSetARPOff)
	}
	if w.plan.LinkDown {
		return w.nodes[Router].change(inside, netlink.LinkSetDown)
	}
	return nil
}

// end leaves out the IPv6 addresses in a world without IPv6.
func (w *World) end(n Node, name string, addrs ...netip.Prefix) end {
	e := end{in: w.nodes[n], name: name}
	for _, a := range addrs {
		if a.Addr().Is4() && !(n == Client && w.plan.SixOnly) || a.Addr().Is6() && w.plan.IPv6 {
			e.addrs = append(e.addrs, a)
		}
	}
	return e
}

// between returns the n-th address of the net between the router and the filter.
func (w *World) between(n byte) netip.Prefix {
	if !w.plan.Between.IsValid() {
		return map[byte]netip.Prefix{1: on(FilterAddr, 16), 2: routerWAN}[n]
	}
	raw := w.plan.Between.Masked().Addr().As4()
	raw[3] += n
	return on(netip.AddrFrom4(raw), w.plan.Between.Bits())
}

// routerAddrs are where the router's name service listens.
func (w *World) routerAddrs() []netip.Addr {
	if w.plan.SixOnly {
		return []netip.Addr{RouterAddr, RouterAddr6}
	}
	return []netip.Addr{RouterAddr}
}

// limits are the kernel's own for ICMP, where the plan asks for them.
func (w *World) limits() map[string]string {
	if w.plan.LimitedICMP {
		return linuxLimits
	}
	return nil
}

func on(a netip.Addr, bits int) netip.Prefix { return netip.PrefixFrom(a, bits) }
