package host

import "syscall"

// BindTo makes a net.Dialer's Control that sends through one interface only, whatever the routes say. Both index and
// name are to be given: each OS uses the one it knows. Zero values bind nothing.
// Where a VPN's kill switch filters, failing outside the tunnel proves nothing; only working outside does.
func BindTo(index int, name string) func(network, address string, c syscall.RawConn) error {
	return func(network, address string, c syscall.RawConn) error { return bind(network, address, c, index, name) }
}
