package host

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"strconv"
	"strings"
)

// FarEnd is the other end of a TCP connection of ours, when it is a socket of this computer. Connections that a program
// on this computer takes over before they leave (a local proxy of security software) look like this in the system's own
// table, whatever address they were meant for.
type FarEnd struct {
	Here    bool   `json:"here"`
	Program string `json:"program,omitempty"` // its process, "" where the system does not say
}

// tcpRow is one line of the system's table of TCP connections. PID is 0 where the system does not tell.
type tcpRow struct {
	local, remote netip.AddrPort
	pid           int
}

// farRow finds the socket at the other end of ours. Either its line names us as its far end, or our own line, which is
// known by our process, names an address of this computer instead of the one we dialled.
func farRow(rows []tcpRow, local, remote netip.AddrPort, self int) (tcpRow, bool) {
	local, remote = unmapped(local), unmapped(remote)
	if remote.Addr().IsLoopback() || remote.Addr() == local.Addr() {
		return tcpRow{}, false // it was dialled here
	}
	for _, r := range rows {
		if r.remote == local && r.local != local {
			return r, true
		}
	}
	for _, r := range rows {
		moved := r.remote.Addr().IsLoopback() || r.remote.Addr() == local.Addr()
		if self != 0 && r.pid == self && r.local.Port() == local.Port() && moved && r.remote.Port() != 0 {
			return whoListens(rows, r), true
		}
	}
	return tcpRow{}, false
}

// whoListens finds the counterpart of a line; the line itself without a process when there is none.
func whoListens(rows []tcpRow, ours tcpRow) tcpRow {
	for _, r := range rows {
		if r.local == ours.remote && r.remote == ours.local {
			return r
		}
	}
	return tcpRow{local: ours.remote, remote: ours.local}
}

func unmapped(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr().Unmap().WithZone(""), a.Port())
}

// parseProcTCP reads Linux's /proc/net/tcp and tcp6: "sl local_address rem_address st …", addresses as words in the
// byte order of the machine, in hexadecimal.
func parseProcTCP(text []byte) []tcpRow {
	var rows []tcpRow
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		f := strings.Fields(lines.Text())
		if len(f) < 4 {
			continue
		}
		local, ok := procAddress(f[1])
		remote, also := procAddress(f[2])
		if ok && also {
			rows = append(rows, tcpRow{local: local, remote: remote})
		}
	}
	return rows
}

func procAddress(s string) (netip.AddrPort, bool) {
	text, portText, _ := strings.Cut(s, ":")
	b, err := hex.DecodeString(text)
	port, portErr := strconv.ParseUint(portText, 16, 16)
	if err != nil || portErr != nil || len(b) != 4 && len(b) != 16 {
		return netip.AddrPort{}, false
	}
	for i := 0; i < len(b); i += 4 { // the words are printed as numbers
		binary.NativeEndian.PutUint32(b[i:], binary.BigEndian.Uint32(b[i:]))
	}
	a, _ := netip.AddrFromSlice(b)
	return unmapped(netip.AddrPortFrom(a, uint16(port))), true
}

// parseTCPTable reads MIB_TCPTABLE_OWNER_PID {count u32, rows of state, local address, local port, remote address,
// remote port, pid: u32 each} or MIB_TCP6TABLE_OWNER_PID {count u32, rows of local address 16, scope, port, remote
// address 16, scope, port, state, pid}. Ports are in network order, in the low half of their word.
func parseTCPTable(b []byte, v6 bool) []tcpRow {
	size := 24
	if v6 {
		size = 56
	}
	if len(b) < 4 {
		return nil
	}
	n, b := binary.LittleEndian.Uint32(b), b[4:]
	var rows []tcpRow
	for ; n > 0 && len(b) >= size; n, b = n-1, b[size:] {
		if v6 {
			rows = append(rows, tcpRow{tableAddress(b[0:16], b[20:22]), tableAddress(b[24:40], b[44:46]), int(binary.LittleEndian.Uint32(b[52:]))})
			continue
		}
		rows = append(rows, tcpRow{tableAddress(b[4:8], b[8:10]), tableAddress(b[12:16], b[16:18]), int(binary.LittleEndian.Uint32(b[20:]))})
	}
	return rows
}

func tableAddress(address, port []byte) netip.AddrPort {
	a, _ := netip.AddrFromSlice(address)
	return unmapped(netip.AddrPortFrom(a, binary.BigEndian.Uint16(port)))
}
