package host

import (
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"testing"
)

func TestParseResolvConf(t *testing.T) {
	text := "# made by somebody\nnameserver 127.0.0.53\noptions edns0 trust-ad\nsearch corp.example\n" +
		"nameserver\t192.0.2.1 # comment\nnameserver fe80::1%eth0\nnameserver nonsense\nnameserver\n; nameserver 9.9.9.9\n"
	want := []string{"127.0.0.53 stub", "192.0.2.1", "fe80::1%eth0 @eth0"}
	if got := resolverLines(parseResolvConf([]byte(text))); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestScutilDNS(t *testing.T) {
	want := []string{
		"192.0.2.53 @en0", "2001:db8::53 @en0",
		"10.8.0.1 @utun4 [corp.example]",
		"127.0.0.1 stub [dev.test]",
		"198.51.100.9 @en5",
	}
	if got := resolverLines(scutilDNS([]byte(scutilDNSText))); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if got := scutilDNS([]byte("No DNS configuration available\n")); len(got) != 0 {
		t.Errorf("nothing set gave %v", got)
	}
}

func TestPlaceholderDNSOfWindows(t *testing.T) {
	for address, want := range map[string]bool{"fec0:0:0:ffff::1": true, "fec0:0:0:ffff::3%12": true, "fe80::1": false, "192.0.2.1": false} {
		if got := isPlaceholderDNS(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}

func resolverLines(list []Resolver) []string {
	var lines []string
	for _, r := range list {
		line := r.Address.String()
		if r.Stub {
			line += " stub"
		}
		if r.Interface != "" {
			line += " @" + r.Interface
		}
		if len(r.Domains) > 0 {
			line += fmt.Sprintf(" [%s]", strings.Join(r.Domains, " "))
		}
		lines = append(lines, line)
	}
	return lines
}

const scutilDNSText = `DNS configuration

resolver #1
  search domain[0] : home.example
  nameserver[0] : 192.0.2.53
  nameserver[1] : 2001:db8::53
  if_index : 12 (en0)
  flags    : Request A records, Request AAAA records
  reach    : 0x00020002 (Reachable,Directly Reachable Address)

resolver #2
  domain   : corp.example
  nameserver[0] : 10.8.0.1
  if_index : 20 (utun4)
  flags    : Supplemental, Request A records
  reach    : 0x00000003 (Reachable,Transient Connection)
  order    : 102400

resolver #3
  domain   : local
  options  : mdns
  timeout  : 5
  flags    : Request A records, Request AAAA records
  reach    : 0x00000000 (Not Reachable)
  order    : 300000

resolver #4
  domain   : dev.test
  nameserver[0] : 127.0.0.1
  port     : 5353

DNS configuration (for scoped queries)

resolver #1
  search domain[0] : home.example
  nameserver[0] : 192.0.2.53
  nameserver[1] : 2001:db8::53
  if_index : 12 (en0)
  flags    : Scoped, Request A records, Request AAAA records

resolver #2
  nameserver[0] : 198.51.100.9
  if_index : 15 (en5)
  flags    : Scoped, Request A records

DNS configuration (for service-specific queries)

resolver #1
  nameserver[0] : 203.0.113.99
  flags    : Service-specific, Request A records
`
