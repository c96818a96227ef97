package host

import (
	"context"
	"net/netip"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/shirou/gopsutil/v3/net"
)

// What lsof prints of a Zoom that is stuck at one address, and has another connection open.
const lsofOfZoom = `p4711
f38
PTCP
TST=SYN_SENT
TQR=0
TQS=0
n192.168.1.20:52011->206.247.87.213:8801
f39
PTCP
TST=ESTABLISHED
TQR=0
TQS=0
n[2001:db8::5]:52012->[2001:db8:170::2]:443
f41
PUDP
n*:55000
p4712
f12
PUDP
n192.168.1.20:51873->206.247.87.213:8801
`

func TestSocketsOnMacOS(t *testing.T) {
	at := netip.MustParseAddrPort
	want := []Socket{
		{4711, "tcp", at("192.168.1.20:52011"), at("206.247.87.213:8801"), SynSent},
		{4711, "tcp", at("[2001:db8::5]:52012"), at("[2001:db8:170::2]:443"), Established},
		{PID: 4711, Protocol: "udp"},
		{4712, "udp", at("192.168.1.20:51873"), at("206.247.87.213:8801"), ""},
	}
	if got := parseLsof([]byte(lsofOfZoom)); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	for _, odd := range []string{"", "\n\n", "n1.2.3.4:5", "p\nf\nP\nn\nT", "pzoom\nf1\nn->"} {
		for _, s := range parseLsof([]byte(odd)) {
			if s.Remote.IsValid() {
				t.Errorf("%q: %v", odd, s)
			}
		}
	}
}

func TestProcessesOnMacOS(t *testing.T) {
	text := []byte("    1 /sbin/launchd\n 4711 /Applications/zoom.us.app/Contents/MacOS/zoom.us\n" +
		"4712 /Applications/zoom.us.app/Contents/Frameworks/cpthost.app/Contents/MacOS/CptHost\n 99 /Applications/zoom.us.app.old/zoom.us\n")
	if got := pidsBelow(text, "/Applications/zoom.us.app"); !reflect.DeepEqual(got, []int{4711, 4712}) {
		t.Errorf("got %v", got)
	}
}

// What gopsutil gives on Windows, which tells no far end of UDP.
func TestSocketsOnWindows(t *testing.T) {
	at := netip.MustParseAddrPort
	got := socketsFrom([]net.ConnectionStat{
		{Type: 1, Laddr: net.Addr{IP: "192.168.1.20", Port: 52011}, Raddr: net.Addr{IP: "206.247.87.213", Port: 443}, Status: "SYN_SENT", Pid: 8},
		{Type: 1, Laddr: net.Addr{IP: "0.0.0.0", Port: 5000}, Raddr: net.Addr{IP: "0.0.0.0", Port: 0}, Status: "LISTEN", Pid: 8},
		{Type: 2, Laddr: net.Addr{IP: "0.0.0.0", Port: 51873}, Pid: 9},
		{Type: 7, Pid: 9},
		{Type: 1, Laddr: net.Addr{IP: "fe80::1%12", Port: 1}, Raddr: net.Addr{IP: "::ffff:170.114.52.2", Port: 443}, Status: "ESTABLISHED", Pid: 8},
	})
	want := []Socket{
		{8, "tcp", at("192.168.1.20:52011"), at("206.247.87.213:443"), SynSent},
		{8, "tcp", at("0.0.0.0:5000"), netip.AddrPort{}, "LISTEN"},
		{9, "udp", at("0.0.0.0:51873"), netip.AddrPort{}, ""},
		{8, "tcp", at("[fe80::1]:1"), at("170.114.52.2:443"), Established},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestNoZoomHasNoSockets(t *testing.T) {
	if _, _, err := ZoomSockets(t.Context(), ZoomApp{}); err != ErrNoProgram {
		t.Errorf("%v", err)
	}
	dir := t.TempDir()
	list, n, err := ZoomSockets(context.Background(), ZoomApp{Installed: true, Path: filepath.Join(dir, "zoom")})
	if err != nil || n != 0 || list != nil {
		t.Errorf("a Zoom that does not run: %v, %d, %v", list, n, err)
	}
}
