package host

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"
)

func TestLoopbackClosedUDPPortIsPortUnreachable(t *testing.T) {
	for _, address := range []string{"127.0.0.1", "::1"} {
		t.Run(address, func(t *testing.T) {
			u := openUDP(t, closedUDPPort(t, address))
			for range 3 { // a second Send must not trip over the first one's error
				if err := u.Send([]byte("hello")); err != nil {
					t.Fatal(err)
				}
			}
			n, icmp, err := u.Receive(within(t, time.Second), make([]byte, 64))
			if err != nil || n != 0 || icmp == nil || icmp.Kind != PortUnreachable || icmp.Local {
				t.Fatalf("n %d, ICMP %+v, %v", n, icmp, err)
			}
			if want := netip.MustParseAddr(address); icmp.From != want {
				t.Errorf("from %v, want %v", icmp.From, want)
			}
		})
	}
}

func TestReceiveEndsWithItsContext(t *testing.T) {
	u := openUDP(t, closedUDPPort(t, "127.0.0.1"))
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel)
	start := time.Now()
	if _, _, err := u.Receive(ctx, make([]byte, 64)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("took %v", took)
	}
	// The next Receive must not inherit the cancel.
	if _, _, err := u.Receive(within(t, 20*time.Millisecond), make([]byte, 64)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("after a cancel: %v", err)
	}
}

func TestDatagramComesBack(t *testing.T) {
	server, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	go echo(server)
	u := openUDP(t, server.LocalAddr().(*net.UDPAddr).AddrPort())
	if err := u.Send([]byte("hello")); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 64)
	n, icmp, err := u.Receive(within(t, time.Second), buf)
	if err != nil || icmp != nil || string(buf[:n]) != "hello" {
		t.Fatalf("%q, %+v, %v", buf[:n], icmp, err)
	}
}

func TestSYNToAClosedPortIsRefused(t *testing.T) {
	for _, address := range []string{"127.0.0.1", "::1"} {
		step, err := SYN(within(t, time.Second), closedTCPPort(t, address), 64, SYNOptions{})
		if err != nil || !step.Reached || !step.Refused || step.ICMP != nil {
			t.Errorf("%s: %+v, %v", address, step, err)
		}
	}
}

func TestSYNToAnOpenPortReaches(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	step, err := SYN(within(t, time.Second), l.Addr().(*net.TCPAddr).AddrPort(), 1, SYNOptions{})
	if err != nil || !step.Reached || step.Refused {
		t.Errorf("%+v, %v", step, err)
	}
}

func TestBindToLoopbackStillReachesLoopback(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	d := net.Dialer{Control: BindTo(1, "lo")}
	c, err := d.DialContext(within(t, time.Second), "tcp4", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
}

func TestRouteToLoopbackGoesThroughLo(t *testing.T) {
	r, err := RouteTo(t.Context(), netip.MustParseAddr("127.0.0.1"))
	if err != nil || r.Interface != "lo" || r.Gateway.IsValid() {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestLoopbackIsListed(t *testing.T) {
	list, err := Interfaces(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range list {
		if i.Name == "lo" && i.Kind == Loopback && i.Up && len(i.Addresses) > 0 {
			return
		}
	}
	t.Errorf("no loopback in %+v", list)
}

func openUDP(t *testing.T, dst netip.AddrPort) *UDP {
	t.Helper()
	u, err := OpenUDP(dst, UDPOptions{TTL: 8})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { u.Close() })
	return u
}

func within(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

func closedUDPPort(t *testing.T, address string) netip.AddrPort {
	t.Helper()
	c, err := net.ListenPacket("udp", net.JoinHostPort(address, "0"))
	if err != nil {
		t.Skipf("no %s here: %v", address, err)
	}
	defer c.Close()
	return c.LocalAddr().(*net.UDPAddr).AddrPort()
}

func closedTCPPort(t *testing.T, address string) netip.AddrPort {
	t.Helper()
	l, err := net.Listen("tcp", net.JoinHostPort(address, "0"))
	if err != nil {
		t.Skipf("no %s here: %v", address, err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).AddrPort()
}

func echo(c net.PacketConn) {
	buf := make([]byte, 64)
	for {
		n, from, err := c.ReadFrom(buf)
		if err != nil {
			return
		}
		_, _ = c.WriteTo(buf[:n], from)
	}
}
