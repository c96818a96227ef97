package diag

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// Winsock's own numbers: Go's syscall.ECONNREFUSED and its like are invented on Windows and never come from a socket.
var errnoFailures = map[syscall.Errno]Failure{
	windows.WSAECONNREFUSED:  Refused,
	windows.WSAECONNRESET:    Reset,
	windows.WSAECONNABORTED:  Reset,
	windows.WSAETIMEDOUT:     Timeout,
	windows.WSAEHOSTUNREACH:  Unreachable,
	windows.WSAENETUNREACH:   NoRoute,
	windows.WSAEADDRNOTAVAIL: NoRoute,
	windows.WSAENETDOWN:      NoRoute,
	windows.WSAEACCES:        Denied, // the Windows Filtering Platform forbids a connect at once with this number

	// What a damaged catalogue of providers leads to, on every socket.
	windows.WSAEINVAL:              SocketsBroken,
	windows.WSAEINVALIDPROCTABLE:   SocketsBroken,
	windows.WSAEINVALIDPROVIDER:    SocketsBroken,
	windows.WSAEPROVIDERFAILEDINIT: SocketsBroken,
	windows.WSASYSCALLFAILURE:      SocketsBroken,
}
