//go:build !windows

package host

// Leases lists the adapters in use.
func Leases() ([]Lease, error) { return nil, ErrUnsupported }
