package diag

import (
	"bytes"
	"crypto/rand"

	"github.com/pion/stun/v3"
)

type transaction [16]byte

func newTransaction() (id transaction) {
	_, _ = rand.Read(id[:]) // never fails since Go 1.24
	return id
}

// zoomProbe is the datagram Zoom's client sends to 3478 and 3479: STUN-like, without magic cookie, attribute 0x0101
// with a fixed text. Read off public captures (zoom-facts §2.1).
func zoomProbe(id transaction) []byte {
	b := append([]byte{0x00, 0x01, 0x00, 0x18}, id[:]...)
	b = append(b, 0x01, 0x01, 0x00, 0x14)
	return append(b, "1234567890123456789\x00"...)
}

// bindingRequest is a plain RFC 5389 Binding request.
func bindingRequest() []byte { return stun.MustBuild(stun.TransactionID, stun.BindingRequest).Raw }

func dialectOf(b []byte, id transaction) string {
	switch {
	case len(b) >= 20 && b[0] == 0 && b[1] == 2 && bytes.Equal(b[4:20], id[:]):
		return "zoom"
	case stun.IsMessage(b):
		return "stun"
	}
	return "other"
}
