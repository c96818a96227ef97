package host

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"slices"
)

// Where forwarders on this computer write down their own servers.
const (
	resolvConf  = "/etc/resolv.conf"
	resolvedOwn = "/run/systemd/resolve/resolv.conf"        // systemd-resolved, behind 127.0.0.53
	managerOwn  = "/run/NetworkManager/no-stub-resolv.conf" // NetworkManager, behind dnsmasq or resolved
)

// resolvedStubs are the addresses systemd-resolved(8) listens on.
var resolvedStubs = []netip.Addr{netip.MustParseAddr("127.0.0.53"), netip.MustParseAddr("127.0.0.54")}

// Resolvers lists the name servers of resolv.conf, and for a forwarder on this computer its own servers after it.
// Split DNS per link is not told by these files. No file means no servers, which is a fact and not an error.
func Resolvers(context.Context) ([]Resolver, error) {
	list, err := resolversIn(resolvConf)
	if err != nil {
		return nil, err
	}
	for _, r := range slices.Clone(list) {
		if !r.Stub {
			continue
		}
		more, _ := resolversIn(ownFile(r.Address))
		list = addResolvers(list, more)
	}
	return list, nil
}

func ownFile(stub netip.Addr) string {
	if slices.Contains(resolvedStubs, stub) {
		return resolvedOwn
	}
	return managerOwn
}

func resolversIn(path string) ([]Resolver, error) {
	text, err := readCapped(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading name servers: %w", err)
	}
	return parseResolvConf(text), nil
}
