package host

import (
	"net/netip"
	"strings"
)

// scutilDNS reads `scutil --dns`. The first section holds the default resolver and those for single domains (split
// DNS); the sections for scoped and service-specific queries repeat the servers interface by interface, and only new
// servers are taken from the scoped one. Multicast DNS is no name server. (configd dnsinfo/dnsinfo_logging.h)
func scutilDNS(text []byte) []Resolver {
	var found []Resolver
	var block dnsBlock
	section := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "DNS configuration"):
			found = block.addTo(found, section)
			block, section = dnsBlock{}, line
		case strings.HasPrefix(line, "resolver #"):
			found = block.addTo(found, section)
			block = dnsBlock{}
		default:
			block.read(line)
		}
	}
	return block.addTo(found, section)
}

// dnsBlock is one "resolver #N" of scutil's.
type dnsBlock struct {
	servers []netip.Addr
	domain  string
	device  string
	mdns    bool
}

func (b *dnsBlock) read(line string) {
	key, value, ok := strings.Cut(line, " : ")
	if !ok {
		return
	}
	switch key = strings.TrimSpace(key); {
	case strings.HasPrefix(key, "nameserver["):
		if a, ok := parseAddr(value); ok {
			b.servers = append(b.servers, a.Unmap())
		}
	case key == "domain":
		b.domain = clip(value)
	case key == "if_index":
		b.device = between(value, "(", ")")
	case key == "options":
		b.mdns = strings.Contains(value, "mdns")
	}
}

func (b *dnsBlock) addTo(list []Resolver, section string) []Resolver {
	if b.mdns || strings.Contains(section, "service-specific") {
		return list
	}
	scoped := strings.Contains(section, "scoped")
	for _, a := range b.servers {
		r := Resolver{Address: a, Interface: b.device, Stub: a.IsLoopback()}
		if b.domain != "" {
			r.Domains = []string{b.domain}
		}
		if !scoped && !hasResolver(list, r) || scoped && !hasServer(list, a) {
			list = append(list, r)
		}
	}
	return list
}

func hasServer(list []Resolver, a netip.Addr) bool {
	for _, r := range list {
		if r.Address == a {
			return true
		}
	}
	return false
}

// scutilProxy reads `scutil --proxy`: the settings that count for the primary connection. A server without its Enable
// is a leftover; what stands in the nested __SCOPED__ dictionaries belongs to single interfaces and is passed over.
func scutilProxy(text []byte) ProxySettings {
	v, exceptions := scutilTop(text)
	on := func(key string) bool { return v[key] == "1" }
	s := ProxySettings{Source: ProxyFromSystem, Bypass: exceptions, AutoDetect: on("ProxyAutoDiscoveryEnable"), User: v["HTTPSUser"] != ""}
	if on("HTTPSEnable") {
		s.HTTPS = joinPort(v["HTTPSProxy"], v["HTTPSPort"], "http")
	}
	if on("SOCKSEnable") {
		s.SOCKS = joinPort(v["SOCKSProxy"], v["SOCKSPort"], "socks")
	}
	if on("ProxyAutoConfigEnable") {
		s.PACURL = v["ProxyAutoConfigURLString"]
	}
	if on("ExcludeSimpleHostnames") {
		s.Bypass = append(s.Bypass, "<local>")
	}
	return s
}

// scutilTop gives the values of the outermost dictionary and its ExceptionsList.
func scutilTop(text []byte) (values map[string]string, exceptions []string) {
	values = map[string]string{}
	depth, list := 0, ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		key, value, _ := strings.Cut(line, " : ")
		switch {
		case strings.HasSuffix(line, "{"):
			if depth++; depth == 2 {
				list = key
			}
		case line == "}":
			depth--
		case depth == 1:
			values[key] = value
		case depth == 2 && list == "ExceptionsList":
			exceptions = append(exceptions, value)
		}
	}
	return values, exceptions
}

// hardwarePorts reads `networksetup -listallhardwareports`: pairs of "Hardware Port: NAME" and "Device: en0".
func hardwarePorts(text []byte) map[string]string {
	ports := map[string]string{}
	port := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "Hardware Port: "); ok {
			port = name
		}
		if device, ok := strings.CutPrefix(line, "Device: "); ok && port != "" {
			ports[device] = clip(port)
		}
	}
	return ports
}

// between is the text between two marks, "" when one is missing.
func between(s, before, after string) string {
	_, s, ok := strings.Cut(s, before)
	s, _, ok2 := strings.Cut(s, after)
	if !ok || !ok2 {
		return ""
	}
	return clip(s)
}
