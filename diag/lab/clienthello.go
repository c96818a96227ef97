package lab

import "encoding/binary"

// serverName reads the server name out of the first bytes of a TLS connection. It makes do with a ClientHello that
// is cut off behind the name: with post-quantum key shares the message no longer fits one packet, and a filter
// that looks at single packets sees only its beginning (RFC 8446 §4.1.2, RFC 6066 §3).
func serverName(b []byte) (name string, ok bool) {
	const record, handshake, version, random = 5, 4, 2, 32
	if len(b) < record+handshake || b[0] != 22 || b[record] != 1 {
		return "", false
	}
	b = skip(b, record+handshake+version+random)
	b = skip(b, 1+u8(b))  // session id
	b = skip(b, 2+u16(b)) // cipher suites
	b = skip(b, 1+u8(b))  // compression methods
	b = skip(b, 2)        // length of all extensions
	for len(b) >= 4 {
		kind, size := binary.BigEndian.Uint16(b), u16(b[2:])
		if kind == 0 {
			return hostName(skip(b, 4))
		}
		b = skip(b, 4+size)
	}
	return "", false
}

// hostName reads the extension's one entry: list length, type 0, length, name.
func hostName(b []byte) (string, bool) {
	if len(b) < 5 || b[2] != 0 {
		return "", false
	}
	n := u16(b[3:])
	if len(b) < 5+n {
		return "", false
	}
	return string(b[5 : 5+n]), true
}

func skip(b []byte, n int) []byte { return b[min(n, len(b)):] }

func u8(b []byte) int {
	if len(b) < 1 {
		return 0
	}
	return int(b[0])
}

func u16(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	return int(binary.BigEndian.Uint16(b))
}
