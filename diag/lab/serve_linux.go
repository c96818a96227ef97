package lab

import (
	"fmt"
	"net"
	"net/netip"
)

// serve opens every server of the world. When it returns, all of them listen.
func (w *World) serve() error {
	for _, start := range []func() error{
		w.serveResolvers, w.serveWeb, w.serveMedia, w.serveSTUN, w.serveNTP, w.serveSite,
	} {
		if err := start(); err != nil {
			return err
		}
	}
	return nil
}

// listen opens a TCP server socket on a node and closes it with the world.
func (w *World) listen(n Node, a netip.Addr, port int) (net.Listener, error) {
	l, err := w.nodes[n].listenTCP(hostPort(a, port))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", n, err)
	}
	w.onClose(l.Close)
	return l, nil
}

// listenPackets opens a UDP server socket bound to one address: a wildcard socket would answer from whichever
// address the kernel likes.
func (w *World) listenPackets(n Node, a netip.Addr, port int) (net.PacketConn, error) {
	c, err := w.nodes[n].listenUDP(hostPort(a, port))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", n, err)
	}
	w.onClose(c.Close)
	return c, nil
}

// packets answers each datagram that comes in on a UDP address; a nil answer is silence.
func (w *World) packets(n Node, a netip.Addr, port int, answer func(b []byte, from netip.AddrPort) []byte) error {
	c, err := w.listenPackets(n, a, port)
	if err != nil {
		return err
	}
	w.run(fmt.Sprintf("UDP server %s", c.LocalAddr()), func() error {
		b := make([]byte, 2048)
		for {
			n, from, err := c.ReadFrom(b)
			if err != nil {
				return err
			}
			reply := answer(b[:n], from.(*net.UDPAddr).AddrPort())
			if reply == nil {
				continue
			}
			if _, err := c.WriteTo(reply, from); err != nil {
				return err
			}
		}
	})
	return nil
}

// accept takes connections and does nothing with them until the other side closes: an open port.
func (w *World) accept(l net.Listener, serve func(net.Conn)) {
	w.run(fmt.Sprintf("TCP server %s", l.Addr()), func() error {
		for {
			c, err := l.Accept()
			if err != nil {
				return err
			}
			go func() {
				defer w.guard("TCP server " + l.Addr().String())
				defer c.Close()
				serve(c)
			}()
		}
	})
}

// addrsOf returns the addresses of a name in the families this world has.
func (w *World) addrsOf(name string) (all []netip.Addr) {
	for _, a := range w.book.addrs[name] {
		if a.Is4() || w.plan.IPv6 && !w.plan.FourOnly {
			all = append(all, a)
		}
	}
	return all
}

// servedOn returns the addresses at which a name's own servers listen: its own, and the one that a proxy program gives it.
func (w *World) servedOn(name string) []netip.Addr {
	all := w.addrsOf(name)
	if a, made := w.book.fakes[name]; made {
		all = append(all, a)
	}
	return all
}
