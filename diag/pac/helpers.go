package pac

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/dop251/goja"
)

// arguments of a helper, all as text: scripts pass numbers as text and text as numbers.
type arguments []goja.Value

func (a arguments) at(i int) string {
	if i >= len(a) || goja.IsUndefined(a[i]) || goja.IsNull(a[i]) {
		return ""
	}
	s := a[i].String()
	return s[:min(len(s), maxArgument)]
}

// maxArgument bounds what a helper looks at; a host name has 253 characters at most.
const maxArgument = 4096

// helpers are the functions every script may call, as browsers have them (Netscape's proxy auto-config format, 1996),
// and Microsoft's for IPv6, whose names end in Ex. The case of letters counts, as in browsers; host names come in lower case.
var helpers = map[string]func(*machine, arguments) goja.Value{
	"isPlainHostName": func(m *machine, a arguments) goja.Value { return m.ToValue(!strings.ContainsAny(a.at(0), ".:")) },
	"dnsDomainIs": func(m *machine, a arguments) goja.Value {
		return m.ToValue(strings.HasSuffix(a.at(0), a.at(1)))
	},
	"localHostOrDomainIs": func(m *machine, a arguments) goja.Value {
		return m.ToValue(localHostOrDomainIs(a.at(0), a.at(1)))
	},
	"dnsDomainLevels": func(m *machine, a arguments) goja.Value { return m.ToValue(strings.Count(a.at(0), ".")) },
	"shExpMatch":      func(m *machine, a arguments) goja.Value { return m.ToValue(shellMatch(a.at(1), a.at(0))) },
	"isResolvable":    func(m *machine, a arguments) goja.Value { return m.ToValue(m.resolve4(a.at(0)).IsValid()) },
	"isResolvableEx":  func(m *machine, a arguments) goja.Value { return m.ToValue(len(m.resolve(a.at(0))) > 0) },
	"dnsResolve":      func(m *machine, a arguments) goja.Value { return m.addressOrNull(m.resolve4(a.at(0))) },
	"dnsResolveEx":    func(m *machine, a arguments) goja.Value { return m.ToValue(joined(m.resolve(a.at(0)))) },
	"myIpAddress":     func(m *machine, _ arguments) goja.Value { return m.ToValue(m.own4().String()) },
	"myIpAddressEx":   func(m *machine, _ arguments) goja.Value { return m.ToValue(joined(m.world.Own)) },
	"isInNet": func(m *machine, a arguments) goja.Value {
		return m.ToValue(inNet(m.resolve4(a.at(0)), a.at(1), a.at(2)))
	},
	"isInNetEx":         func(m *machine, a arguments) goja.Value { return m.ToValue(inPrefix(a.at(0), a.at(1))) },
	"sortIpAddressList": func(m *machine, a arguments) goja.Value { return m.sorted(a.at(0)) },
	"convert_addr":      func(m *machine, a arguments) goja.Value { return m.ToValue(number(a.at(0))) },
	"weekdayRange":      func(m *machine, a arguments) goja.Value { return m.ToValue(weekdayRange(m.world.Now, a.texts())) },
	"dateRange":         func(m *machine, a arguments) goja.Value { return m.ToValue(dateRange(m.world.Now, a.texts())) },
	"timeRange":         func(m *machine, a arguments) goja.Value { return m.ToValue(timeRange(m.world.Now, a.texts())) },
	"getClientVersion":  func(m *machine, _ arguments) goja.Value { return m.ToValue("1.0") },
	"alert":             func(*machine, arguments) goja.Value { return goja.Undefined() },
}

func (a arguments) texts() []string {
	out := make([]string, min(len(a), 8))
	for i := range out {
		out[i] = a.at(i)
	}
	return out
}

func localHostOrDomainIs(host, full string) bool {
	return host == full || !strings.Contains(host, ".") && strings.HasPrefix(full, host+".")
}

// shellMatch: "*" is any text, "?" any character, and everything else is itself; the case counts, as in browsers.
// It goes back to the last "*" only, which takes at most the product of both lengths.
func shellMatch(pattern, text string) bool {
	p, t, star, mark := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p++
			t++
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// resolve looks a name up; an address stands for itself.
func (m *machine) resolve(name string) []netip.Addr {
	name = strings.TrimSuffix(strings.Trim(name, "[]"), ".")
	if a, err := netip.ParseAddr(name); err == nil {
		return []netip.Addr{a}
	}
	if name == "" || len(name) > 253 || m.world.Resolve == nil || m.stopped.Load() {
		return nil
	}
	found := m.world.Resolve(m.ctx, name)
	return found[:min(len(found), maxEntries)]
}

func (m *machine) resolve4(name string) netip.Addr { return first4(m.resolve(name)) }

func first4(list []netip.Addr) netip.Addr {
	if i := slices.IndexFunc(list, func(a netip.Addr) bool { return a.Unmap().Is4() }); i >= 0 {
		return list[i].Unmap()
	}
	return netip.Addr{}
}

// own4 is 127.0.0.1 where nothing is known, as in browsers.
func (m *machine) own4() netip.Addr {
	if a := first4(m.world.Own); a.IsValid() {
		return a
	}
	return netip.AddrFrom4([4]byte{127, 0, 0, 1})
}

func (m *machine) addressOrNull(a netip.Addr) goja.Value {
	if !a.IsValid() {
		return goja.Null()
	}
	return m.ToValue(a.String())
}

func joined(list []netip.Addr) string {
	var texts []string
	for _, a := range list {
		texts = append(texts, a.Unmap().String())
	}
	return strings.Join(texts, ";")
}

// inNet compares the bits of an IPv4 mask, which need not be in one piece.
func inNet(a netip.Addr, pattern, mask string) bool {
	p, err1 := netip.ParseAddr(pattern)
	m, err2 := netip.ParseAddr(mask)
	if err1 != nil || err2 != nil || !a.Is4() || !p.Is4() || !m.Is4() {
		return false
	}
	x, y, z := a.As4(), p.As4(), m.As4()
	for i := range x {
		if x[i]&z[i] != y[i]&z[i] {
			return false
		}
	}
	return true
}

func inPrefix(address, prefix string) bool {
	a, err1 := netip.ParseAddr(address)
	p, err2 := netip.ParsePrefix(prefix)
	return err1 == nil && err2 == nil && p.Masked().Contains(a)
}

// sorted puts IPv6 before IPv4, each in order; false when something is no address.
func (m *machine) sorted(list string) goja.Value {
	var all []netip.Addr
	for s := range strings.SplitSeq(list, ";") {
		a, err := netip.ParseAddr(strings.TrimSpace(s))
		if err != nil {
			return m.ToValue(false)
		}
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b netip.Addr) int {
		if a.Is4() != b.Is4() {
			return b.BitLen() - a.BitLen()
		}
		return a.Compare(b)
	})
	return m.ToValue(joined(all))
}

// number is an IPv4 address as one number, 0 when it is none.
func number(address string) int64 {
	a, err := netip.ParseAddr(address)
	if err != nil || !a.Is4() {
		return 0
	}
	var n int64
	for _, b := range a.As4() {
		n = n<<8 | int64(b)
	}
	return n
}
