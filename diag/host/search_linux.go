package host

import "context"

// SearchDomains lists the domains this computer looks short names up in.
func SearchDomains(context.Context) []string {
	text, err := readCapped(resolvConf)
	if err != nil {
		return nil
	}
	return resolvConfSearch(text)
}
