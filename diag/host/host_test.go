package host

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"runtime"
	"testing"
	"time"
)

func TestLoopbackClosedUDPPortIsPortUnreachable(t *testing.T) {
	skipUnderWine(t, "it tells ICMP errors to the next send and not to a read")
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
			if want := addr(address); icmp.From != want && runtime.GOOS == "linux" {
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
	go serveEcho(server)
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
		step, err := SYN(within(t, 4*time.Second), closedTCPPort(t, address), 64, SYNOptions{})
		if errors.Is(err, ErrUnsupported) {
			t.Skip(err)
		}
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
	if errors.Is(err, ErrUnsupported) {
		t.Skip(err)
	}
	if err != nil || !step.Reached || step.Refused {
		t.Errorf("%+v, %v", step, err)
	}
}

func TestSYNEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	start := time.Now()
	_, _ = SYN(ctx, closedTCPPort(t, "127.0.0.1"), 64, SYNOptions{})
	if took := time.Since(start); took > time.Second {
		t.Errorf("took %v", took)
	}
}

func TestBoundToLoopbackStillReachesLoopback(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	lo := loopback(t)
	d := net.Dialer{Control: BindTo(lo.Index, lo.Name)}
	c, err := d.DialContext(within(t, time.Second), "tcp4", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
}

func TestLoopbackIsListed(t *testing.T) {
	if lo := loopback(t); !lo.Up || len(lo.Addresses) == 0 {
		t.Errorf("%+v", lo)
	}
}

func TestRouteToLoopback(t *testing.T) {
	skipUnderWine(t, "its GetBestRoute2 is a stub")
	r, err := RouteTo(t.Context(), addr("127.0.0.1"))
	if err != nil {
		t.Fatal(err)
	}
	if lo := loopback(t); r.Index != lo.Index || r.Gateway.IsValid() {
		t.Errorf("%+v, want through %s", r, lo.Name)
	}
}

// What a computer tells is not for a test to know; that it tells without a fault is.
func TestThisComputerTells(t *testing.T) {
	ctx := within(t, 20*time.Second)
	for name, ask := range map[string]func() (any, error){
		"default routes": func() (any, error) { return DefaultRoutes(ctx) },
		"name servers":   func() (any, error) { return Resolvers(ctx) },
		"hosts file":     func() (any, error) { return ReadHosts() },
		"proxy":          func() (any, error) { return ReadProxies(ctx) },
		"zoom":           func() (any, error) { return FindZoom(ctx) },
		"device":         func() (any, error) { return ReadDevice(ctx), nil },
		"hops":           func() (any, error) { return SupportsHops(), nil },
	} {
		got, err := ask()
		t.Logf("%s: %+v", name, got)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNeighborOfARouteWithoutARouter(t *testing.T) {
	if got := NeighborState(t.Context(), Route{Interface: "lo", Index: 1}); got != NeighborUnknown {
		t.Errorf("got %s", got)
	}
}

func loopback(t *testing.T) Interface {
	t.Helper()
	list, err := Interfaces(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range list {
		if i.Kind == Loopback {
			return i
		}
	}
	t.Fatalf("no loopback in %+v", list)
	return Interface{}
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

func serveEcho(c net.PacketConn) {
	buf := make([]byte, 64)
	for {
		n, from, err := c.ReadFrom(buf)
		if err != nil {
			return
		}
		_, _ = c.WriteTo(buf[:n], from)
	}
}
