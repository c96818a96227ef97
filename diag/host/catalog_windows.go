package host

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

var (
	ws2_32            = windows.NewLazySystemDLL("ws2_32.dll")
	wscEnumProtocols  = ws2_32.NewProc("WSCEnumProtocols")
	wscEnum32         = ws2_32.NewProc("WSCEnumProtocols32") // 64-bit Windows: the catalogue of 32-bit programs
	wscProviderPath   = ws2_32.NewProc("WSCGetProviderPath")
	wscProviderPath32 = ws2_32.NewProc("WSCGetProviderPath32")
)

// ownBits is the kind of this program: the plain calls speak of its own catalogue.
const ownBits = 32 << (^uintptr(0) >> 63)

func readCatalog(ctx context.Context) ([]Provider, error) {
	startWinsock()
	all, err := catalogOf(wscEnumProtocols, wscProviderPath, ownBits)
	if err != nil {
		return nil, err
	}
	if ownBits == 64 {
		other, err := catalogOf(wscEnum32, wscProviderPath32, 32)
		if err == nil {
			all = append(all, other...)
		}
	}
	return all, ctx.Err()
}

func catalogOf(enum, path *windows.LazyProc, bits int) ([]Provider, error) {
	if err := enum.Find(); err != nil {
		return nil, errors.Join(ErrUnsupported, err)
	}
	b, ids, err := catalogEntries(enum)
	if err != nil {
		return nil, err
	}
	list := parseCatalog(b, bits)
	folder, err := windows.GetSystemWindowsDirectory()
	if err != nil {
		return nil, fmt.Errorf("finding Windows' folder: %w", err)
	}
	for i := range list {
		list[i].locate(path, ids[i], folder)
	}
	return list, nil
}

// catalogEntries calls WSCEnumProtocols, which says first how much room it wants. It returns -1 for failure.
func catalogEntries(enum *windows.LazyProc) (entries []byte, ids []windows.GUID, err error) {
	size, code := uint32(0), int32(0)
	for range 3 {
		b := make([]byte, max(size, protocolInfoSize))
		n, _, _ := enum.Call(0, uintptr(unsafe.Pointer(&b[0])), uintptr(unsafe.Pointer(&size)), uintptr(unsafe.Pointer(&code)))
		count := int32(n)
		switch {
		case count >= 0:
			b = b[:min(int(count)*protocolInfoSize, len(b))]
			for at := 0; at+protocolInfoSize <= len(b); at += protocolInfoSize {
				ids = append(ids, *(*windows.GUID)(unsafe.Pointer(&b[at+20])))
			}
			return b, ids, nil
		case windows.Errno(code) != windows.WSAENOBUFS || size > maxFile:
			return nil, nil, fmt.Errorf("listing the Winsock catalogue: %w", windows.Errno(code))
		}
	}
	return nil, nil, errors.New("listing the Winsock catalogue: it keeps growing")
}

// locate finds the library of an entry. 32-bit programs find theirs in SysWOW64 when it says system32.
func (p *Provider) locate(path *windows.LazyProc, id windows.GUID, folder string) {
	if path.Find() != nil {
		return
	}
	text := [windows.MAX_PATH]uint16{}
	size, code := int32(len(text)), int32(0)
	if n, _, _ := path.Call(uintptr(unsafe.Pointer(&id)), uintptr(unsafe.Pointer(&text[0])), uintptr(unsafe.Pointer(&size)), uintptr(unsafe.Pointer(&code))); int32(n) != 0 {
		return
	}
	file := windows.UTF16ToString(text[:])
	if file == "" {
		return
	}
	if full, err := registry.ExpandString(file); err == nil {
		file = full
	}
	p.Path = clip(file)
	p.Windows = isWindowsProvider(file, folder)
	if p.Bits == 32 && ownBits == 64 {
		file = strings.Replace(strings.ToLower(file), `\system32\`, `\syswow64\`, 1)
	}
	_, err := os.Stat(file)
	p.Missing = errors.Is(err, os.ErrNotExist)
}
