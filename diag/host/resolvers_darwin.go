package host

import (
	"context"
	"fmt"
)

const scutil = "/usr/sbin/scutil"

// Resolvers lists the name servers of `scutil --dns`, split DNS included. /etc/resolv.conf is only a shadow of it.
func Resolvers(ctx context.Context) ([]Resolver, error) {
	text, err := output(ctx, scutil, "--dns")
	if err != nil {
		return nil, fmt.Errorf("reading name servers: %w", err)
	}
	return scutilDNS(text), nil
}
