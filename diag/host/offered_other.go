//go:build !darwin

package host

import "context"

// OfferedScript is the address of a proxy script that DHCP has offered (option 252), "" when none was. Windows asks for
// it itself (SystemScript); on Linux nothing common keeps it.
func OfferedScript(context.Context) string { return "" }
