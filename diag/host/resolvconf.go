package host

import "strings"

// parseResolvConf reads the nameserver lines of resolv.conf(5). A loopback address is a forwarder on this computer.
func parseResolvConf(text []byte) []Resolver {
	var found []Resolver
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if len(f) < 2 || f[0] != "nameserver" {
			continue
		}
		if a, ok := parseAddr(f[1]); ok {
			a = a.Unmap()
			found = append(found, Resolver{Address: a, Interface: a.Zone(), Stub: a.IsLoopback()})
		}
	}
	return found
}

// addResolvers appends those of more that are not listed yet.
func addResolvers(list, more []Resolver) []Resolver {
	for _, r := range more {
		if !hasResolver(list, r) {
			list = append(list, r)
		}
	}
	return list
}

func hasResolver(list []Resolver, r Resolver) bool {
	for _, l := range list {
		if l.Address == r.Address && l.Interface == r.Interface && strings.Join(l.Domains, " ") == strings.Join(r.Domains, " ") {
			return true
		}
	}
	return false
}
