package lab

import (
	"bufio"
	"io"
	"net"
	"time"
)

// dialLimit bounds the onward connections of proxies.
const dialLimit = 4 * time.Second

// bufferedConn reads what a bufio.Reader has taken off a connection already.
type bufferedConn struct {
	net.Conn
	in *bufio.Reader
}

func (b bufferedConn) Read(p []byte) (int, error) { return b.in.Read(p) }

// splice copies both ways until one side ends, then closes both.
func splice(a, b net.Conn) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		io.Copy(a, b) //nolint:errcheck // either end may hang up
		a.Close()
	}()
	io.Copy(b, a) //nolint:errcheck // either end may hang up
	b.Close()
	<-done
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
