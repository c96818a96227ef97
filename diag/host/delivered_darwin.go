package host

import "golang.org/x/sys/unix"

// soNWrite (SO_NWRITE, sys/socket.h) is the number of bytes that are not yet confirmed.
const soNWrite = 0x1024

func delivered(fd uintptr, written int64) (int64, error) {
	waiting, err := unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, soNWrite)
	if err != nil {
		return 0, err
	}
	return written - int64(waiting), nil
}
