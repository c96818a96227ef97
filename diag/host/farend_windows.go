package host

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

var getExtendedTCPTable = iphlpapi.NewProc("GetExtendedTcpTable")

// FindFarEnd tells whether the other end of a standing TCP connection is a socket of this computer, and whose.
func FindFarEnd(local, remote netip.AddrPort) (FarEnd, error) {
	rows4, err := tcpTable(windows.AF_INET)
	rows6, err6 := tcpTable(windows.AF_INET6)
	if err != nil && err6 != nil {
		return FarEnd{}, err
	}
	row, here := farRow(append(rows4, rows6...), local, remote, os.Getpid())
	if !here {
		return FarEnd{}, nil
	}
	return FarEnd{Here: true, Program: processName(row.pid)}, nil
}

// tcpTable calls GetExtendedTcpTable, again while the table outgrows the buffer.
func tcpTable(family uint32) ([]tcpRow, error) {
	const ownerPIDAll = 5 // TCP_TABLE_OWNER_PID_ALL
	if err := getExtendedTCPTable.Find(); err != nil {
		return nil, errors.Join(ErrUnsupported, err)
	}
	size := uint32(32 << 10)
	for range 5 {
		buf := make([]byte, size)
		code, _, _ := getExtendedTCPTable.Call(uintptr(unsafe.Pointer(&buf[0])), uintptr(unsafe.Pointer(&size)), 0, uintptr(family), ownerPIDAll, 0)
		switch windows.Errno(code) {
		case 0:
			return parseTCPTable(buf[:min(int(size), len(buf))], family == windows.AF_INET6), nil
		case windows.ERROR_INSUFFICIENT_BUFFER:
			continue
		}
		return nil, fmt.Errorf("listing TCP connections: %w", windows.Errno(code))
	}
	return nil, errors.New("listing TCP connections: the table keeps growing")
}

// processName looks a process up in a snapshot: opening those of security software is forbidden.
func processName(pid int) string {
	name := ""
	_ = eachProcess(func(id int, program string) bool {
		if id == pid && pid != 0 {
			name = program
		}
		return name == ""
	})
	return clip(name)
}
