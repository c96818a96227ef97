package host

import (
	"encoding/binary"
	"errors"
	"reflect"
	"testing"
	"unicode/utf16"
)

// entryOf makes a WSAPROTOCOL_INFOW as Windows hands it over.
func entryOf(id uint32, name string, length int, chain ...uint32) []byte {
	b := make([]byte, protocolInfoSize)
	put := func(at int, n uint32) { binary.LittleEndian.PutUint32(b[at:], n) }
	put(36, id)
	put(40, uint32(length))
	for i, c := range chain {
		put(44+4*i, c)
	}
	put(72, 2)
	put(76, 2)
	put(88, 1)
	put(92, 6)
	for i, u := range utf16.Encode([]rune(name)) {
		binary.LittleEndian.PutUint16(b[116+2*i:], u)
	}
	return b
}

func TestWinsockCatalogEntries(t *testing.T) {
	b := append(entryOf(1001, "MSAFD Tcpip [TCP/IP]", 1), entryOf(1030, "Example over [MSAFD Tcpip [TCP/IP]]", 2, 1029, 1001)...)
	b = append(b, entryOf(1029, "Example Layer", 0)...)
	want := []Provider{
		{ID: 1001, Name: "MSAFD Tcpip [TCP/IP]", Family: 2, Type: 1, Chain: []uint32{}, Length: 1, Bits: 64},
		{ID: 1030, Name: "Example over [MSAFD Tcpip [TCP/IP]]", Family: 2, Type: 1, Chain: []uint32{1029, 1001}, Length: 2, Bits: 64},
		{ID: 1029, Name: "Example Layer", Family: 2, Type: 1, Chain: []uint32{}, Bits: 64},
	}
	if got := parseCatalog(b, 64); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	if got := parseCatalog(b[:700], 64); len(got) != 1 {
		t.Errorf("a cut catalogue has %d entries", len(got))
	}
	long := entryOf(1, "x", 99, 1, 2, 3, 4, 5, 6, 7)
	if got := parseCatalog(long, 64); len(got) != 1 || len(got[0].Chain) != 7 {
		t.Errorf("a chain that says too much: %+v", got)
	}
}

func TestWindowsOwnProviders(t *testing.T) {
	for path, want := range map[string]bool{
		`C:\Windows\system32\mswsock.dll`: true, `c:\windows\SysWOW64\MSWSOCK.DLL`: true, `C:/Windows/System32/rsvpsp.dll`: true,
		`C:\Windows\system32\foreign.dll`: false, `C:\Program Files\Example\lsp.dll`: false, `C:\Temp\mswsock.dll`: false, `mswsock.dll`: false, ``: false,
	} {
		if got := isWindowsProvider(path, `C:\Windows`); got != want {
			t.Errorf("%s is Windows' own: %v", path, got)
		}
	}
}

// The catalogue of a real Windows, or Wine's, has TCP and UDP for IPv4, and no entry without a number.
func TestCatalogOfThisComputer(t *testing.T) {
	list, err := ReadCatalog(t.Context())
	if errors.Is(err, ErrUnsupported) {
		t.Skip("there is no Winsock here")
	}
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[[2]int]bool{}
	for _, p := range list {
		kinds[[2]int{p.Family, p.Type}] = true
		if p.Name == "" || p.Bits != 32 && p.Bits != 64 || p.Length < 0 || p.Length > 7 {
			t.Errorf("strange: %+v", p)
		}
	}
	if !kinds[[2]int{2, 1}] || !kinds[[2]int{2, 2}] {
		t.Errorf("no TCP or UDP in %+v", list)
	}
	t.Logf("%d entries, the first %+v", len(list), list[0])
}
