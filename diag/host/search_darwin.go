package host

import "context"

// SearchDomains lists the domains this computer looks short names up in.
func SearchDomains(ctx context.Context) []string {
	text, err := output(ctx, scutil, "--dns")
	if err != nil {
		return nil
	}
	return scutilSearch(text)
}
