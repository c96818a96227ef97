package host

import (
	"encoding/hex"
	"net/netip"
	"strings"
	"testing"
)

func TestICMPKinds(t *testing.T) {
	for _, c := range []struct {
		v6         bool
		kind, code int
		want       ICMPKind // "" is not about the way
	}{
		{false, 11, 0, TimeExceeded}, {false, 11, 1, ""}, {false, 3, 3, PortUnreachable}, {false, 3, 0, Unreachable},
		{false, 3, 1, Unreachable}, {false, 3, 4, TooBig}, {false, 3, 9, Prohibited}, {false, 3, 10, Prohibited},
		{false, 3, 13, Prohibited}, {false, 12, 0, ""}, {false, 0, 0, ""},
		{true, 3, 0, TimeExceeded}, {true, 3, 1, ""}, {true, 1, 4, PortUnreachable}, {true, 1, 0, Unreachable},
		{true, 1, 3, Unreachable}, {true, 2, 0, TooBig}, {true, 1, 1, Prohibited}, {true, 1, 5, Prohibited},
		{true, 1, 6, Prohibited}, {true, 4, 0, ""}, {true, 129, 0, ""},
	} {
		got := icmpError(c.v6, c.kind, c.code, netip.Addr{})
		if got == nil && c.want != "" || got != nil && got.Kind != c.want {
			t.Errorf("v6 %v, %d/%d: %+v, want %q", c.v6, c.kind, c.code, got, c.want)
		}
	}
}

// Bytes as a little-endian Linux hands them over: errno, origin, type, code, pad, info, data, then the sender.
func TestLinuxExtendedErrors(t *testing.T) {
	for name, c := range map[string]struct {
		bytes string
		want  *ICMP
	}{
		"TTL expired at a router":  {"71000000 02 0b 00 00 00000000 00000000 0200 0000 0a000001 0000000000000000", &ICMP{Kind: TimeExceeded, Type: 11, From: addr("10.0.0.1")}},
		"closed port":              {"6f000000 02 03 03 00 00000000 00000000 0200 0000 c0000209 0000000000000000", &ICMP{Kind: PortUnreachable, Type: 3, Code: 3, From: addr("192.0.2.9")}},
		"prohibited over IPv6":     {"0d000000 03 01 01 00 00000000 00000000 0a00 0000 00000000 20010db8000000000000000000000001 00000000", &ICMP{Kind: Prohibited, Type: 1, Code: 1, From: addr("2001:db8::1")}},
		"sender not told":          {"71000000 02 0b 00 00 00000000 00000000 0000", &ICMP{Kind: TimeExceeded, Type: 11}},
		"too big, says the kernel": {"5a000000 01 00 00 00 dc050000 00000000 0000", &ICMP{Kind: TooBig, Local: true}},
		"timestamp, no error":      {"00000000 04 00 00 00 00000000 00000000 0000", nil},
		"cut off":                  {"71000000 02 0b", nil},
	} {
		t.Run(name, func(t *testing.T) { sameICMP(t, parseExtendedError(unhex(t, c.bytes)), c.want) })
	}
}

func TestWindowsErrorInfo(t *testing.T) {
	for name, c := range map[string]struct {
		bytes string
		want  *ICMP
	}{
		"TTL expired":          {"0200 0000 0a000001 00000000000000000000000000000000 00000000 01000000 0b 00 0000", &ICMP{Kind: TimeExceeded, Type: 11, From: addr("10.0.0.1")}},
		"hop limit over IPv6":  {"1700 0000 00000000 20010db8000000000000000000000001 00000000 3a000000 03 00 0000", &ICMP{Kind: TimeExceeded, Type: 3, From: addr("2001:db8::1")}},
		"no ICMP was received": {"", nil},
	} {
		t.Run(name, func(t *testing.T) { sameICMP(t, parseICMPErrorInfo(unhex(t, c.bytes)), c.want) })
	}
}

func TestWindowsEchoReply(t *testing.T) {
	for name, c := range map[string]struct {
		bytes string
		v6    bool
		want  string
	}{
		"hop":            {"0a000001 052b0000 0c000000", false, "10.0.0.1"},
		"reached":        {"0a000001 00000000 0c000000", false, "invalid IP"},
		"timed out":      {"00000000 022b0000 00000000", false, "invalid IP"},
		"hop over IPv6":  {"0000 00000000 20010db8000000000000000000000001 00000000 0000 052b0000 00000000", true, "2001:db8::1"},
		"shorter than a": {"0a00", false, "invalid IP"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := parseEchoReply(unhex(t, c.bytes), c.v6).String(); got != c.want {
				t.Errorf("got %s", got)
			}
		})
	}
}

// ICMP messages without their IP header, quoting our packet from port 0xC001 to 192.0.2.9:8801 or 2001:db8::9.
func TestQuotedPackets(t *testing.T) {
	const ip4 = "45 00 0024 0000 4000 01 11 0000 c0a80102 c0000209"
	const ip6 = "60000000 000c 11 01 20010db8000000000000000000000002 20010db8000000000000000000000009"
	for name, c := range map[string]struct {
		bytes string
		v6    bool
		want  *ICMP
		about string
	}{
		"UDP expired":            {"0b 00 0000 00000000" + ip4 + "c001 2261 0010 0000", false, &ICMP{Kind: TimeExceeded, Type: 11}, "192.0.2.9:8801"},
		"IP options":             {"03 0d 0000 00000000 46" + ip4[2:] + "01010101 c001 2261 0010 0000", false, &ICMP{Kind: Prohibited, Type: 3, Code: 13}, "192.0.2.9:8801"},
		"UDP over IPv6":          {"03 00 0000 00000000" + ip6 + "c001 2261 000c 0000", true, &ICMP{Kind: TimeExceeded, Type: 3}, "[2001:db8::9]:8801"},
		"about another ping":     {"0b 00 0000 00000000" + strings.Replace(ip4, "01 11", "01 01", 1) + "0800 0000 0000 0000", false, nil, ""},
		"echo reply":             {"00 00 0000 00010001 6162636465666768", false, nil, ""},
		"quote cut off":          {"0b 00 0000 00000000" + ip4, false, nil, ""},
		"header length is a lie": {"0b 00 0000 00000000 41" + ip4[2:] + "c001 2261", false, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, about := parseICMPError(unhex(t, c.bytes), c.v6, netip.Addr{})
			sameICMP(t, got, c.want)
			if got != nil && (about != flow{protocol: protocolUDP, from: 0xC001, to: netip.MustParseAddrPort(c.about)}) {
				t.Errorf("about %+v", about)
			}
		})
	}
}

func TestMadeHere(t *testing.T) {
	own, far := addr("10.0.0.2"), addr("192.0.2.9")
	if e := madeHere(&ICMP{From: own}, own, far); !e.Local {
		t.Error("the kernel's own word is not marked")
	}
	if e := madeHere(&ICMP{From: addr("127.0.0.1")}, addr("127.0.0.1"), addr("127.0.0.1")); e.Local {
		t.Error("an answer of this computer as the destination is marked")
	}
}

func addr(s string) netip.Addr { return netip.MustParseAddr(s) }

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func sameICMP(t *testing.T, got, want *ICMP) {
	t.Helper()
	if (got == nil) != (want == nil) || got != nil && *got != *want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
