package host

import (
	"context"
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// Provider is one entry of the Winsock catalogue, the list of what stands between programs and the network. Chain says
// what it is: 1 is a base provider, 0 a layer that others can be laid on, more is a chain of entries by their numbers,
// the outermost layer first.
type Provider struct {
	ID      uint32   `json:"id"`
	Name    string   `json:"name"`
	Family  int      `json:"family"` // 2 IPv4, 23 IPv6
	Type    int      `json:"type"`   // 1 stream, 2 datagram
	Chain   []uint32 `json:"chain"`  // of a chain: its entries
	Length  int      `json:"chain_length"`
	Path    string   `json:"path,omitempty"`    // of its library, variables put in; "" where Windows does not tell
	Missing bool     `json:"missing,omitempty"` // there is no such file
	Windows bool     `json:"windows,omitempty"` // the library lies in Windows' own folder and is known to be Windows'
	Bits    int      `json:"bits"`              // 64 or 32: which programs it is for
}

// ReadCatalog lists the Winsock catalogue: the one for this program's kind, and on 64-bit Windows that of 32-bit
// programs too. It changes nothing and needs no rights. ErrUnsupported where there is no Winsock.
func ReadCatalog(ctx context.Context) ([]Provider, error) { return readCatalog(ctx) }

// protocolInfoSize is the size of WSAPROTOCOL_INFOW in bytes, the same for all kinds of Windows.
const protocolInfoSize = 628

// maxProviders bounds a catalogue. Some ten entries are usual.
const maxProviders = 200

// parseCatalog reads WSAPROTOCOL_INFOW entries: flags 5×u32, provider GUID 16 bytes, entry number u32, chain {length
// u32, entries 7×u32}, version, address family, biggest and smallest address, socket type, protocol, protocol offset,
// byte order, security, message size, reserved: u32 each, then the name, 256 UTF-16 characters. Little endian.
func parseCatalog(b []byte, bits int) []Provider {
	var list []Provider
	for len(b) >= protocolInfoSize && len(list) < maxProviders {
		e := b[:protocolInfoSize]
		b = b[protocolInfoSize:]
		word := func(at int) uint32 { return binary.LittleEndian.Uint32(e[at:]) }
		p := Provider{ID: word(36), Length: int(word(40)), Family: int(word(76)), Type: int(word(88)), Name: clip(utf16Text(e[116:])), Bits: bits, Chain: []uint32{}}
		for i := range min(p.Length, 7) {
			if p.Length > 1 {
				p.Chain = append(p.Chain, word(44+4*i))
			}
		}
		list = append(list, p)
	}
	return list
}

// utf16Text reads a text that ends with a zero.
func utf16Text(b []byte) string {
	var units []uint16
	for ; len(b) >= 2; b = b[2:] {
		u := binary.LittleEndian.Uint16(b)
		if u == 0 {
			break
		}
		units = append(units, u)
	}
	return string(utf16.Decode(units))
}

// windowsProviders are the libraries that Windows itself puts into the catalogue: sockets, Bluetooth, quality of
// service, infrared, Hyper-V, and the tunnel of remote access.
var windowsProviders = []string{"mswsock.dll", "wshbth.dll", "rsvpsp.dll", "msafd.dll", "wshirda.dll", "wshhyperv.dll", "wshqos.dll", "vsocklib.dll", "pnrpnsp.dll", "nlaapi.dll", "winrnr.dll", "napinsp.dll", "ws2_32.dll"}

// isWindowsProvider goes by folder and name: system32 or SysWOW64 below Windows' folder. VMware's vsocklib stands among
// them: it adds a socket family of its own and sits on nobody's.
func isWindowsProvider(path, windowsFolder string) bool {
	p := strings.ToLower(strings.ReplaceAll(path, "/", `\`))
	root := strings.ToLower(strings.TrimRight(windowsFolder, `\`))
	dir, file := p, ""
	if i := strings.LastIndexByte(p, '\\'); i >= 0 {
		dir, file = p[:i], p[i+1:]
	}
	for _, folder := range []string{`\system32`, `\syswow64`, `\sysnative`} {
		if dir == root+folder {
			for _, known := range windowsProviders {
				if file == known {
					return true
				}
			}
		}
	}
	return false
}
