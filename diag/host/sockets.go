package host

import (
	"bytes"
	"context"
	"errors"
	"net/netip"
	"strconv"
	"strings"

	"github.com/shirou/gopsutil/v3/net"
)

// ErrNoProgram means that the program is not installed where it is looked for, so that nothing of it can be followed.
var ErrNoProgram = errors.New("the program is not installed in any known place")

// SocketState is what a system says of a TCP connection, in the words that all three share.
type SocketState string

// The states that are told apart here; the others are parts of ending.
const (
	SynSent     SocketState = "SYN_SENT" // waiting for the far end's answer
	Established SocketState = "ESTABLISHED"
)

// Socket is one socket of a program. Remote is the zero AddrPort where there is none, or where the system does not tell:
// Windows never does for UDP, the others only of sockets that are connected.
type Socket struct {
	PID      int            `json:"pid"`
	Protocol string         `json:"protocol"` // tcp or udp
	Local    netip.AddrPort `json:"local"`
	Remote   netip.AddrPort `json:"remote,omitzero"`
	State    SocketState    `json:"state,omitempty"` // of TCP
}

// ZoomSockets lists the sockets of all of Zoom's processes that run from the found program's folder: on Windows those of
// a meeting belong to another process than the window. No rights are needed for the person's own processes. programs is
// how many of them run. Linux and Windows take milliseconds, macOS some tenths of a second, because lsof asks for them.
func ZoomSockets(ctx context.Context, app ZoomApp) (sockets []Socket, programs int, err error) {
	if !app.Installed {
		return nil, 0, ErrNoProgram
	}
	pids, err := zoomProcesses(ctx, app)
	if err != nil || len(pids) == 0 {
		return nil, 0, err
	}
	sockets, err = socketsOf(ctx, pids)
	return sockets, len(pids), err
}

// maxSockets bounds what a look takes in. Zoom has a few dozen.
const maxSockets = 1000

// Numbers of socket kinds as gopsutil gives them.
const (
	kindStream   = 1 // SOCK_STREAM
	kindDatagram = 2 // SOCK_DGRAM
)

// socketsFrom reads gopsutil's list.
func socketsFrom(stats []net.ConnectionStat) []Socket {
	var out []Socket
	for _, s := range stats[:min(len(stats), maxSockets)] {
		socket := Socket{PID: int(s.Pid), Protocol: "tcp", Local: addrPort(s.Laddr), Remote: addrPort(s.Raddr), State: SocketState(s.Status)}
		switch s.Type {
		case kindStream:
		case kindDatagram:
			socket.Protocol, socket.State = "udp", ""
		default:
			continue
		}
		out = append(out, socket)
	}
	return out
}

// addrPort is the zero AddrPort for "nobody": an unspecified address, or port 0.
func addrPort(a net.Addr) netip.AddrPort {
	ip, err := netip.ParseAddr(a.IP)
	if err != nil || a.Port == 0 || a.Port > 0xffff {
		return netip.AddrPort{}
	}
	return unmapped(netip.AddrPortFrom(ip, uint16(a.Port)))
}

// parseLsof reads "lsof -F pPnT": a line for each field, which begins with its letter. p is the process, f begins a file,
// P is TCP or UDP, n "local" or "local->remote" with IPv6 in brackets, TST= the state; the other T are queues.
func parseLsof(text []byte) []Socket {
	var out []Socket
	pid := 0
	for line := range bytes.Lines(text) {
		s := strings.TrimRight(string(line), "\r\n")
		if s == "" {
			continue
		}
		switch kind, value := s[0], s[1:]; kind {
		case 'p':
			pid, _ = strconv.Atoi(value)
		case 'f':
			if len(out) == maxSockets {
				return out
			}
			out = append(out, Socket{PID: pid})
		default:
			if len(out) > 0 {
				out[len(out)-1].read(kind, value)
			}
		}
	}
	return out
}

func (s *Socket) read(kind byte, value string) {
	switch kind {
	case 'P':
		s.Protocol = strings.ToLower(clip(value))
	case 'n':
		local, remote, _ := strings.Cut(value, "->")
		s.Local, s.Remote = lsofAddress(local), lsofAddress(remote)
	case 'T':
		if state, ok := strings.CutPrefix(value, "ST="); ok {
			s.State = SocketState(clip(state))
		}
	}
}

// lsofAddress is the zero AddrPort for "*:5353" and the like, which is nobody's.
func lsofAddress(text string) netip.AddrPort {
	a, err := netip.ParseAddrPort(text)
	if err != nil || a.Port() == 0 {
		return netip.AddrPort{}
	}
	return unmapped(a)
}

// pidsBelow reads "ps -axo pid=,comm=": the processes that were started from files below a folder.
func pidsBelow(text []byte, folder string) []int {
	var pids []int
	for line := range bytes.Lines(text) {
		number, path, _ := strings.Cut(strings.TrimSpace(string(line)), " ")
		if pid, err := strconv.Atoi(number); err == nil && strings.HasPrefix(strings.TrimSpace(path), strings.TrimRight(folder, "/")+"/") {
			pids = append(pids, pid)
		}
	}
	return pids
}
