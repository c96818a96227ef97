package host

import "net/netip"

// FindFarEnd tells whether the other end of a standing TCP connection is a socket of this computer. Linux shows every
// connection to everybody, but not whose it is.
func FindFarEnd(local, remote netip.AddrPort) (FarEnd, error) {
	rows, err := procRows()
	if err != nil {
		return FarEnd{}, err
	}
	_, here := farRow(rows, local, remote, 0)
	return FarEnd{Here: here}, nil
}

func procRows() ([]tcpRow, error) {
	var rows []tcpRow
	for _, path := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		text, err := readCapped(path)
		if err != nil && path == "/proc/net/tcp" {
			return nil, err
		}
		rows = append(rows, parseProcTCP(text)...)
	}
	return rows, nil
}
