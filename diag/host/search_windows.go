package host

import (
	"context"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// SearchDomains lists the domains this computer looks short names up in: its own, the search list, and those that DHCP
// gave the adapters that are up.
func SearchDomains(context.Context) []string {
	const key = `SYSTEM\CurrentControlSet\Services\Tcpip\Parameters`
	var found []string
	for _, name := range []string{"SearchList", "Domain", "DhcpDomain"} {
		found = append(found, splitList(registryText(registry.LOCAL_MACHINE, key, name))...)
	}
	list, _ := adapters()
	for _, a := range list {
		if a.OperStatus == windows.IfOperStatusUp && a.DnsSuffix != nil {
			found = append(found, windows.UTF16PtrToString(a.DnsSuffix))
		}
	}
	return cleanDomains(found)
}
