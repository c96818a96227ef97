package lab

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"net/netip"

	"github.com/pion/stun/v3"
)

// Zoom's media responders speak a dialect that looks like STUN and is not: no magic cookie, request type 1, reply
// type 2, a plain mapped address. Byte layout from public captures (nDPI zoom.pcap, 2019-09-26).
const (
	dialectRequest = 0x0001
	dialectReply   = 0x0002
	dialectPadding = 0x0101 // attribute of the request
	dialectMapped  = 0x0103 // attribute of the reply
	dialectLength  = 44
)

// serveMedia opens the responders' UDP and TCP ports; TCP 443 is served with the web.
func (w *World) serveMedia() error {
	for _, m := range w.profile.Media {
		for _, port := range m.UDPPorts {
			if err := w.packets(Internet, m.Address, port, w.mediaReply); err != nil {
				return err
			}
		}
		for _, port := range m.TCPPorts {
			l, err := w.listen(Internet, m.Address, port)
			if err != nil {
				return err
			}
			w.accept(l, func(c net.Conn) { io.Copy(io.Discard, c) }) //nolint:errcheck // an open port, no more
		}
	}
	return nil
}

func (w *World) mediaReply(b []byte, from netip.AddrPort) []byte {
	if w.plan.Media.Silent {
		return nil
	}
	return MediaReply(b, from)
}

// MediaReply is what a media responder of Zoom's sends back to a datagram: it answers the dialect and nothing else; RFC 5389
// requests and noise meet silence, which is nil.
func MediaReply(b []byte, from netip.AddrPort) []byte {
	if !isDialect(b) {
		return nil
	}
	reply := binary.BigEndian.AppendUint16(nil, dialectReply)
	reply = binary.BigEndian.AppendUint16(reply, 12)
	reply = append(reply, b[4:20]...)
	reply = binary.BigEndian.AppendUint16(reply, dialectMapped)
	reply = binary.BigEndian.AppendUint16(reply, 8)
	reply = append(reply, 0, 1)
	reply = binary.BigEndian.AppendUint16(reply, from.Port())
	return append(reply, from.Addr().Unmap().AsSlice()...)
}

func isDialect(b []byte) bool {
	return len(b) == dialectLength &&
		binary.BigEndian.Uint16(b) == dialectRequest &&
		binary.BigEndian.Uint16(b[2:]) == dialectLength-20 &&
		!bytes.Equal(b[4:8], []byte{0x21, 0x12, 0xa4, 0x42}) &&
		binary.BigEndian.Uint16(b[20:]) == dialectPadding
}

// serveSTUN opens the neutral STUN servers, which speak RFC 5389.
func (w *World) serveSTUN() error {
	for _, s := range w.profile.Controls.STUN {
		for _, a := range w.servedOn(s.Name) {
			if err := w.packets(Internet, a, s.Port, stunReply); err != nil {
				return err
			}
		}
	}
	return nil
}

func stunReply(b []byte, from netip.AddrPort) []byte {
	request := &stun.Message{Raw: bytes.Clone(b)}
	if err := request.Decode(); err != nil || request.Type != stun.BindingRequest {
		return nil
	}
	mapped := &stun.XORMappedAddress{IP: from.Addr().Unmap().AsSlice(), Port: int(from.Port())}
	reply, err := stun.Build(request, stun.BindingSuccess, mapped, stun.Fingerprint)
	if err != nil {
		return nil
	}
	return reply.Raw
}
