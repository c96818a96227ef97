package host

import (
	"encoding/binary"
	"errors"
	"net"
	"testing"
	"time"
)

func TestConfirmedOnWindows(t *testing.T) {
	b := make([]byte, tcpInfoSize)
	binary.LittleEndian.PutUint32(b[28:], 4000)
	binary.LittleEndian.PutUint64(b[48:], 100_000)
	binary.LittleEndian.PutUint32(b[68:], 1000)
	if n, err := confirmed(b); n != 95_000 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := confirmed(b[:40]); !errors.Is(err, ErrUnsupported) {
		t.Errorf("a short answer: %v", err)
	}
}

// What a far end that does not read leaves in the buffers is not delivered.
func TestDelivered(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	far, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	_ = far.(*net.TCPConn).SetReadBuffer(4096)
	_ = conn.SetWriteDeadline(time.Now().Add(200 * time.Millisecond))
	written, _ := conn.Write(make([]byte, 64<<20))
	n, err := Delivered(conn.(*net.TCPConn), int64(written))
	if errors.Is(err, ErrUnsupported) {
		t.Skip("this system does not tell (Windows since 10 1703 does, Wine does not)")
	}
	if err != nil || n <= 0 || n >= int64(written) {
		t.Errorf("%d of %d bytes delivered, %v", n, written, err)
	}
}
