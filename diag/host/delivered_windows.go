package host

import (
	"errors"
	"unsafe"

	"golang.org/x/sys/windows"
)

// sioTCPInfo is SIO_TCP_INFO (mstcpip.h), since Windows 10 1703. Its argument is the version wanted.
const sioTCPInfo = 0xD8000027

func delivered(fd uintptr, _ int64) (int64, error) {
	var info [tcpInfoSize]byte
	version, n := uint32(0), uint32(0)
	err := windows.WSAIoctl(windows.Handle(fd), sioTCPInfo, (*byte)(unsafe.Pointer(&version)), 4, &info[0], uint32(len(info)), &n, nil, 0)
	if err != nil {
		return 0, errors.Join(ErrUnsupported, err)
	}
	return confirmed(info[:n])
}
