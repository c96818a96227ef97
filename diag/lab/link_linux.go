package lab

import (
	"fmt"
	"net/netip"
	"os"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// end is one end of a link: the interface's name in its namespace, and its addresses.
type end struct {
	in    *namespace
	name  string
	addrs []netip.Prefix
}

// connect joins two namespaces by a pair of virtual Ethernet interfaces.
func connect(a, b end) error {
	err := a.in.do(func() error {
		attrs := netlink.NewLinkAttrs()
		attrs.Name = a.name
		return netlink.LinkAdd(&netlink.Veth{
			LinkAttrs: attrs, PeerName: b.name, PeerNamespace: netlink.NsFd(b.in.file.Fd()),
		})
	})
	if err != nil {
		return fmt.Errorf("making the link %s–%s: %w", a.name, b.name, err)
	}
	if err := a.up(); err != nil {
		return err
	}
	return b.up()
}

// up gives the interface its addresses and switches it on.
func (e end) up() error {
	return e.in.do(func() error {
		link, err := netlink.LinkByName(e.name)
		if err != nil {
			return fmt.Errorf("finding the link %s: %w", e.name, err)
		}
		if err := netlink.LinkSetUp(link); err != nil {
			return fmt.Errorf("switching on %s: %w", e.name, err)
		}
		return addAddresses(link, e.addrs)
	})
}

// addAddresses skips duplicate address detection: an IPv6 address would be unusable for its first second.
func addAddresses(link netlink.Link, addrs []netip.Prefix) error {
	for _, p := range addrs {
		a := &netlink.Addr{IPNet: ipNet(p)}
		if p.Addr().Is6() {
			a.Flags = unix.IFA_F_NODAD
		}
		if err := netlink.AddrAdd(link, a); err != nil {
			return fmt.Errorf("giving %s the address %s: %w", link.Attrs().Name, p, err)
		}
	}
	return nil
}

// route adds a route to dst by way of gateway, through the named interface; the lower metric wins.
func (n *namespace) route(dst netip.Prefix, gateway netip.Addr, dev string, metric int) error {
	return n.do(func() error {
		link, err := netlink.LinkByName(dev)
		if err != nil {
			return fmt.Errorf("finding the link %s: %w", dev, err)
		}
		r := &netlink.Route{LinkIndex: link.Attrs().Index, Dst: ipNet(dst), Gw: gateway.AsSlice(), Priority: metric}
		if err := netlink.RouteAdd(r); err != nil {
			return fmt.Errorf("routing %s via %s: %w", dst, gateway, err)
		}
		return nil
	})
}

// dropDefault takes the IPv4 default routes away.
func (n *namespace) dropDefault() error {
	return n.do(func() error {
		routes, err := netlink.RouteListFiltered(netlink.FAMILY_V4, &netlink.Route{Dst: ipNet(everythingFour)}, netlink.RT_FILTER_DST)
		if err != nil {
			return fmt.Errorf("listing routes: %w", err)
		}
		for _, r := range routes {
			if err := netlink.RouteDel(&r); err != nil {
				return fmt.Errorf("removing the default route: %w", err)
			}
		}
		return nil
	})
}

// loopback switches on lo and puts further addresses on it.
func (n *namespace) loopback(addrs []netip.Addr) error {
	var hosts []netip.Prefix
	for _, a := range addrs {
		hosts = append(hosts, netip.PrefixFrom(a, a.BitLen()))
	}
	return end{n, "lo", hosts}.up()
}

// change applies f to a link of the namespace.
func (n *namespace) change(dev string, f func(netlink.Link) error) error {
	return n.do(func() error {
		link, err := netlink.LinkByName(dev)
		if err != nil {
			return fmt.Errorf("finding the link %s: %w", dev, err)
		}
		return f(link)
	})
}

// settings are kernel switches of a node. ICMP rate limits are off: a limit that swallows every second answer
// belongs in a scenario of its own. New IPv4 namespaces inherit the host's values, so each is set.
var settings = map[string]string{
	"ipv4/conf/all/rp_filter":      "0",
	"ipv4/conf/default/rp_filter":  "0",
	"ipv4/icmp_ratelimit":          "0",
	"ipv4/icmp_ratemask":           "0",
	"ipv6/icmp/ratelimit":          "0",
	"ipv6/conf/all/accept_dad":     "0",
	"ipv6/conf/default/accept_dad": "0",
	"ipv6/conf/all/disable_ipv6":   "0",
}

// linuxLimits are what a Linux router comes with: of each of these messages one a second to one receiver, after a few.
var linuxLimits = map[string]string{
	"ipv4/icmp_ratelimit": "1000",
	"ipv4/icmp_ratemask":  "6168",
	"ipv6/icmp/ratelimit": "1000",
}

// set writes kernel switches, in the namespace of the writing thread.
func (n *namespace) set(switches map[string]string) error {
	return n.do(func() error {
		for name, value := range switches {
			err := os.WriteFile("/proc/sys/net/"+name, []byte(value), 0)
			if err != nil && !os.IsNotExist(err) {
				return fmt.Errorf("setting %s: %w", name, err)
			}
		}
		return nil
	})
}

func forwarding(on bool) map[string]string {
	value := "0"
	if on {
		value = "1"
	}
	return map[string]string{"ipv4/ip_forward": value, "ipv6/conf/all/forwarding": value}
}
