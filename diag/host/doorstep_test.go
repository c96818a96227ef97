package host

import (
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestWhetherPacketsLeave(t *testing.T) {
	for _, c := range []struct {
		name               string
		tries, outstanding uint32
		want               Departure
	}{
		{"too early to tell", 0, 0, ""},
		{"a filter in this computer's output drops it", 1, 0, DepartureHeld},
		{"the router drops it", 1, 1, DepartureLeft},
		{"a third try", 2, 1, DepartureLeft},
	} {
		if got := departureOf(c.tries, c.outstanding); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// What /proc/net/tcp says on x86-64 while nft redirects connections to a local port.
const procTCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:28CB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000000000000 100 0 0 10 0
   1: 1401A8C0:9C40 023472AA:01BB 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0000000000000000 20 4 30 10 -1
   2: 0100007F:28CB 1401A8C0:9C40 01 00000000:00000000 00:00000000 00000000     0        0 4713 1 0000000000000000 20 4 30 10 -1
  broken line
`

func at(s string) netip.AddrPort { return netip.MustParseAddrPort(s) }

func TestFarEndsOnLinux(t *testing.T) {
	rows := parseProcTCP([]byte(procTCP))
	if len(rows) != 3 || rows[1].local != at("192.168.1.20:40000") || rows[1].remote != at("170.114.52.2:443") {
		t.Fatalf("read %+v", rows)
	}
	if r, here := farRow(rows, at("192.168.1.20:40000"), at("170.114.52.2:443"), 0); !here || r.local != at("127.0.0.1:10443") {
		t.Errorf("the redirected connection ends at %+v, %v", r, here)
	}
	if _, here := farRow(rows, at("192.168.1.20:40001"), at("170.114.52.2:443"), 0); here {
		t.Error("another connection is not ours")
	}
	if _, here := farRow(rows[:2], at("192.168.1.20:40000"), at("170.114.52.2:443"), 0); here {
		t.Error("a connection that leaves ends nowhere here")
	}
	if _, here := farRow(rows, at("127.0.0.1:50000"), at("127.0.0.1:443"), 0); here {
		t.Error("what was dialled here was not taken over")
	}
	mapped := parseProcTCP([]byte("0: 0000000000000000FFFF00000100007F:28CB 0000000000000000FFFF00001401A8C0:9C40 01\n"))
	if _, here := farRow(mapped, at("192.168.1.20:40000"), at("170.114.52.2:443"), 0); !here {
		t.Error("a listener of both families was not recognised")
	}
}

func TestFarEndsOnWindows(t *testing.T) {
	ours, theirs := 100, 200
	table := tcpTableOf(
		[]uint32{5, ip(192, 168, 1, 20), port(40000), ip(127, 0, 0, 1), port(9080), uint32(ours)},
		[]uint32{5, ip(127, 0, 0, 1), port(9080), ip(192, 168, 1, 20), port(40000), uint32(theirs)},
		[]uint32{5, ip(192, 168, 1, 20), port(40001), ip(170, 114, 52, 2), port(443), uint32(ours)},
	)
	rows := parseTCPTable(table, false)
	if len(rows) != 3 || rows[2].remote != at("170.114.52.2:443") || rows[2].pid != ours {
		t.Fatalf("read %+v", rows)
	}
	if r, here := farRow(rows, at("192.168.1.20:40000"), at("170.114.52.2:443"), ours); !here || r.pid != theirs {
		t.Errorf("got %+v, %v", r, here)
	}
	if r, here := farRow(rows[:1], at("192.168.1.20:40000"), at("170.114.52.2:443"), ours); !here || r.pid != 0 {
		t.Errorf("our own line alone shows it: %+v, %v", r, here)
	}
	if _, here := farRow(rows, at("192.168.1.20:40001"), at("170.114.52.2:443"), ours); here {
		t.Error("this one leaves")
	}
	if _, here := farRow(rows[:1], at("192.168.1.20:40000"), at("170.114.52.2:443"), 300); here {
		t.Error("a line of another process is not ours")
	}
	for cut := range len(table) {
		parseTCPTable(table[:cut], false)
		parseTCPTable(table[:cut], true)
	}
}

func tcpTableOf(rows ...[]uint32) []byte {
	b := le32(uint32(len(rows)))
	for _, r := range rows {
		for _, word := range r {
			b = append(b, le32(word)...)
		}
	}
	return b
}

func le32(n uint32) []byte { return []byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)} }

func ip(a, b, c, d uint32) uint32 { return a | b<<8 | c<<16 | d<<24 }

func port(n uint32) uint32 { return n>>8 | n&0xff<<8 }

// A connection from this computer to this computer is in the system's table, from the other side.
func TestConnectionsInTheSystemsTable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	far := netip.MustParseAddrPort("170.114.52.2:443") // as if it had been dialled
	got, err := FindFarEnd(netip.MustParseAddrPort(c.LocalAddr().String()), far)
	if err == ErrUnsupported {
		t.Skip("this system does not tell")
	}
	if err != nil || !got.Here {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestRunningPrograms(t *testing.T) {
	names, err := Programs(t.Context())
	if err != nil || len(names) == 0 || !slices.IsSorted(names) {
		t.Fatalf("%d names, %v", len(names), err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ours := filepath.Base(self)
	if !slices.ContainsFunc(names, func(n string) bool { return len(n) >= min(len(ours), 15) && strings.HasPrefix(ours, n) }) {
		t.Errorf("%s is not among %v", ours, names)
	}
}
