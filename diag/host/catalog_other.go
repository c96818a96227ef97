//go:build !windows

package host

import "context"

func readCatalog(context.Context) ([]Provider, error) { return nil, ErrUnsupported }
