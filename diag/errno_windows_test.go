package diag

import "golang.org/x/sys/windows"

// What Winsock says.
const (
	errForbidden = windows.WSAEACCES
	errNoRoute   = windows.WSAENETUNREACH
	errNoHost    = windows.WSAEHOSTUNREACH
	errGaveUp    = windows.WSAETIMEDOUT
	errReset     = windows.WSAECONNRESET
	errRefused   = windows.WSAECONNREFUSED
)
