package lab

import (
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// namespace is a network namespace, kept alive by an open file.
type namespace struct {
	file *os.File
	home *os.File // where threads go back to
}

// newNamespace makes a network namespace with its loopback interface still down.
func newNamespace() (*namespace, error) {
	runtime.LockOSThread()
	home, err := os.Open("/proc/thread-self/ns/net")
	if err != nil {
		return nil, err
	}
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		return nil, fmt.Errorf("making a network namespace: %w", err)
	}
	file, err := os.Open("/proc/thread-self/ns/net")
	if err != nil {
		return nil, err
	}
	n := &namespace{file, home}
	return n, n.leave()
}

// do runs f on a thread inside the namespace. Sockets that f opens stay in the namespace for good; f must not leave
// opening them to other goroutines.
func (n *namespace) do(f func() error) error {
	if err := n.enter(); err != nil {
		return err
	}
	return errors.Join(f(), n.leave())
}

// enter moves the calling goroutine, locked to its thread, into the namespace.
func (n *namespace) enter() error {
	runtime.LockOSThread()
	if err := unix.Setns(int(n.file.Fd()), unix.CLONE_NEWNET); err != nil {
		return fmt.Errorf("entering a network namespace: %w", err)
	}
	return nil
}

// leave keeps the thread locked when it cannot go back: such a thread must end with its goroutine.
func (n *namespace) leave() error {
	if err := unix.Setns(int(n.home.Fd()), unix.CLONE_NEWNET); err != nil {
		return fmt.Errorf("leaving a network namespace: %w", err)
	}
	runtime.UnlockOSThread()
	return nil
}

func (n *namespace) close() error { return errors.Join(n.file.Close(), n.home.Close()) }

// listenTCP and listenUDP open server sockets inside the namespace. address is an IP literal with a port: a name
// would be looked up on another thread.
func (n *namespace) listenTCP(address string) (l net.Listener, err error) {
	err = n.do(func() error {
		l, err = net.Listen("tcp", address)
		return err
	})
	return l, err
}

func (n *namespace) listenUDP(address string) (c net.PacketConn, err error) {
	err = n.do(func() error {
		c, err = net.ListenPacket("udp", address)
		return err
	})
	return c, err
}

// dial opens a connection from inside the namespace. address is an IP literal with a port.
func (n *namespace) dial(d net.Dialer, network, address string) (c net.Conn, err error) {
	err = n.do(func() error {
		c, err = d.Dial(network, address)
		return err
	})
	return c, err
}
