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
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
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

// seeSteady takes "BYTES PACE ADDRESS:PORT" and sends 80 STUN requests of that size, PACE apart. It tells how many of them
// get lost, and how long the middle one of the others takes.
func seeSteady(_ context.Context, arg string) string {
	f := strings.Fields(arg)
	size, _ := strconv.Atoi(f[0])
	pace, _ := time.ParseDuration(f[1])
	c, err := net.Dial("udp", f[2])
	if err != nil {
		return word(err)
	}
	defer c.Close()
	const total = 80
	start := time.Now()
	c.SetReadDeadline(start.Add(total*pace + 2*time.Second))
	var sent [total]atomic.Int64 // nanoseconds after the start: a busy computer sends later than it should
	go func() {
		for i := range total {
			time.Sleep(time.Until(start.Add(time.Duration(i) * pace)))
			m := stun.MustBuild(stun.TransactionID, stun.BindingRequest)
			m.Add(0xFF10, make([]byte, size-52))
			m.Raw[19] = byte(i)
			sent[i].Store(int64(time.Since(start)))
			c.Write(m.Raw)
		}
	}()
	var trips []time.Duration
	for reply := make([]byte, 1500); len(trips) < total; {
		n, err := c.Read(reply)
		if err != nil {
			break
		}
		if n > 19 && reply[19] < total {
			trips = append(trips, time.Since(start)-time.Duration(sent[reply[19]].Load()))
		}
	}
	return steadyWords(total, trips)
}

func steadyWords(total int, trips []time.Duration) string {
	lost := "loses many"
	switch share := float64(total-len(trips)) / float64(total); {
	case share == 1:
		return "loses all"
	case share == 0:
		lost = "loses none"
	case share < 0.08:
		lost = "loses few"
	}
	slices.Sort(trips)
	middle := trips[len(trips)/2]
	for _, step := range []time.Duration{50, 150, 400, 1000} {
		if middle < step*time.Millisecond {
			return fmt.Sprintf("%s, below %d ms", lost, step)
		}
	}
	return lost + ", late"
}
