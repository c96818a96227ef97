package host

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// bind uses IP_BOUND_IF or IPV6_BOUND_IF, which need no rights. The index is in host order for both.
func bind(network, _ string, c syscall.RawConn, index int, _ string) error {
	if index == 0 {
		return nil
	}
	return control(c, func(fd int) error { return bindSocket(fd, network[3] == '6', index) })
}

func bindSocket(fd int, v6 bool, index int) error {
	if v6 {
		return unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_BOUND_IF, index)
	}
	return unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_BOUND_IF, index)
}
