package host

import (
	"context"
	"os"
	"path/filepath"
)

// authorityDirs are where Debian's and Red Hat's families keep authorities that were added by hand. Both are empty on a
// fresh system.
var authorityDirs = []string{"/usr/local/share/ca-certificates", "/etc/pki/ca-trust/source/anchors"}

// maxAuthorities bounds what is read of them.
const maxAuthorities = 50

// securityProducts: Linux keeps no list of security software. What it does say is whom it was told to trust.
func securityProducts(ctx context.Context) ([]Product, error) {
	told := false
	var found []Product
	for _, dir := range authorityDirs {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue
		}
		told = true
		for _, e := range entries[:min(len(entries), maxAuthorities)] {
			if file, err := readCapped(filepath.Join(dir, e.Name())); err == nil && e.Type().IsRegular() {
				found = append(found, parseAuthorities(file)...)
			}
		}
	}
	if !told {
		return nil, ErrUnsupported
	}
	return found, ctx.Err()
}
