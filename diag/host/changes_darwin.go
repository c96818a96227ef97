package host

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// listen opens a routing socket, on which the kernel tells everybody what becomes of interfaces, addresses and routes
// (route(4)). It does not block, so that closing the file ends the reading.
func listen() (heard <-chan struct{}, deaf func(), err error) {
	fd, err := unix.Socket(unix.AF_ROUTE, unix.SOCK_RAW, unix.AF_UNSPEC)
	if err != nil {
		return nil, nil, fmt.Errorf("opening a routing socket: %w", err)
	}
	unix.CloseOnExec(fd)
	if err := unix.SetNonblock(fd, true); err != nil {
		unix.Close(fd) //nolint:errcheck // it was never used
		return nil, nil, fmt.Errorf("opening a routing socket: %w", err)
	}
	socket := os.NewFile(uintptr(fd), "route")
	notices := make(chan struct{}, 1)
	go relay(socket, notices)
	return notices, func() { socket.Close() }, nil
}

func relay(socket *os.File, notices chan<- struct{}) {
	defer close(notices)
	for buf := make([]byte, 4<<10); ; {
		n, err := socket.Read(buf)
		switch {
		case errors.Is(err, unix.ENOBUFS): // notices were lost
			tell(notices)
		case err != nil:
			return
		case saysChange(buf[:n]):
			tell(notices)
		}
	}
}
