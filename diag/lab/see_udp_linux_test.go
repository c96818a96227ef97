package lab

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/beevik/ntp"
	"github.com/pion/stun/v3"
)

// seeDialect speaks Zoom's dialect to ADDRESS:PORT and tells the mapped address.
func seeDialect(ctx context.Context, address string) string {
	reply, err := exchange(ctx, address, dialectProbe())
	if err != nil {
		return word(err)
	}
	if len(reply) != 32 || binary.BigEndian.Uint16(reply) != dialectReply || !bytes.Equal(reply[4:20], dialectProbe()[4:20]) {
		return fmt.Sprintf("strange reply %x", reply)
	}
	a, _ := netip.AddrFromSlice(reply[28:32])
	return a.String()
}

func dialectProbe() []byte {
	b := []byte{0, 1, 0, 24}
	b = append(b, "sixteen-byte-ids"...)
	b = append(b, 1, 1, 0, 20)
	return append(b, "1234567890123456789\x00"...)
}

// seeSTUN sends an RFC 5389 request to NAME:PORT and tells the mapped address.
func seeSTUN(ctx context.Context, address string) string {
	request := stun.MustBuild(stun.TransactionID, stun.BindingRequest, stun.Fingerprint)
	raw, err := exchange(ctx, address, request.Raw)
	if err != nil {
		return word(err)
	}
	reply := &stun.Message{Raw: raw}
	var mapped stun.XORMappedAddress
	if err := errors.Join(reply.Decode(), stun.Fingerprint.Check(reply), mapped.GetFrom(reply)); err != nil {
		return err.Error()
	}
	return mapped.IP.String()
}

func exchange(ctx context.Context, address string, b []byte) ([]byte, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, "udp", address)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	deadline, _ := ctx.Deadline()
	if err := errors.Join(c.SetDeadline(deadline)); err != nil {
		return nil, err
	}
	if _, err := c.Write(b); err != nil {
		return nil, err
	}
	reply := make([]byte, 1500)
	n, err := c.Read(reply)
	return reply[:n], err
}

// seeNTP tells how many days the world is ahead of this computer.
func seeNTP(_ context.Context, name string) string {
	r, err := ntp.QueryWithOptions(name, ntp.QueryOptions{Timeout: patience})
	if err == nil {
		err = r.Validate()
	}
	if err != nil {
		return word(err)
	}
	return fmt.Sprintf("%d days", int(r.ClockOffset.Round(time.Hour).Hours()/24))
}

// seeAround binds to an interface before it speaks the dialect: "IFACE ADDRESS:PORT".
func seeAround(ctx context.Context, arg string) string {
	dev, address, _ := strings.Cut(arg, " ")
	d := net.Dialer{Control: func(_, _ string, c syscall.RawConn) error {
		var failed error
		err := c.Control(func(fd uintptr) { failed = syscall.BindToDevice(int(fd), dev) })
		return errors.Join(err, failed)
	}}
	c, err := d.DialContext(ctx, "udp", address)
	if err != nil {
		return word(err)
	}
	defer c.Close()
	deadline, _ := ctx.Deadline()
	c.SetDeadline(deadline)
	c.Write(dialectProbe())
	if _, err = c.Read(make([]byte, 64)); err != nil {
		return word(err)
	}
	return "reply"
}

// seePower tells whether this program could change the network.
func seePower(context.Context, string) string {
	who := "uid " + strconv.Itoa(os.Getuid()) + ": "
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_RAW, syscall.IPPROTO_ICMP)
	if err != nil {
		return who + err.Error()
	}
	syscall.Close(fd)
	return who + "raw sockets"
}
