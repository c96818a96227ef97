package host

import (
	"context"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// Where Windows keeps its name resolution policy table: the servers that VPNs want asked for certain domains. The
// policy's own table, when there, replaces the local one.
var nrptKeys = []string{
	`SOFTWARE\Policies\Microsoft\Windows NT\DNSClient\DnsPolicyConfig`,
	`SYSTEM\CurrentControlSet\Services\Dnscache\Parameters\DnsPolicyConfig`,
}

// Resolvers lists the name servers of every adapter that is up, and those of the name resolution policy table.
func Resolvers(context.Context) ([]Resolver, error) {
	list, err := adapters()
	if err != nil {
		return nil, err
	}
	var found []Resolver
	for _, a := range list {
		if a.OperStatus == windows.IfOperStatusUp {
			found = addResolvers(found, adapterResolvers(a))
		}
	}
	return addResolvers(found, policyResolvers()), nil
}

func adapterResolvers(a *windows.IpAdapterAddresses) []Resolver {
	var found []Resolver
	name := clip(windows.UTF16PtrToString(a.FriendlyName))
	for d := a.FirstDnsServerAddress; d != nil; d = d.Next {
		address := addrFrom(d.Address.IP())
		if address.IsValid() && !isPlaceholderDNS(address) {
			found = append(found, Resolver{Address: address, Interface: name, Stub: address.IsLoopback()})
		}
	}
	return found
}

func policyResolvers() []Resolver {
	for _, key := range nrptKeys {
		if rules := registrySubkeys(registry.LOCAL_MACHINE, key); len(rules) > 0 {
			return ruleResolvers(key, rules)
		}
	}
	return nil
}

func ruleResolvers(key string, rules []string) []Resolver {
	var found []Resolver
	for _, rule := range rules {
		path := key + `\` + rule
		domains := clipList(registryTexts(registry.LOCAL_MACHINE, path, "Name"))
		for _, server := range splitList(registryText(registry.LOCAL_MACHINE, path, "GenericDNSServers")) {
			if a, ok := parseAddr(server); ok && len(domains) > 0 {
				found = append(found, Resolver{Address: a.Unmap(), Domains: domains, Stub: a.IsLoopback()})
			}
		}
	}
	return found
}
