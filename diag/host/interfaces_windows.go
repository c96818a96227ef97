package host

import (
	"context"
	"errors"
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
)

// describe adds the driver's name and the interface type, which gopsutil leaves out.
func describe(context.Context) map[int]Traits {
	traits := map[int]Traits{}
	list, _ := adapters()
	for _, a := range list {
		traits[adapterIndex(a)] = Traits{
			Description: clip(windows.UTF16PtrToString(a.Description)),
			IfType:      int(a.IfType),
		}
	}
	return traits
}

// adapterIndex is the index Go uses: IPv4's, or IPv6's where IPv4 is off.
func adapterIndex(a *windows.IpAdapterAddresses) int {
	if a.IfIndex != 0 {
		return int(a.IfIndex)
	}
	return int(a.Ipv6IfIndex)
}

// adapters calls GetAdaptersAddresses, again while the table outgrows the buffer. The entries keep the buffer alive:
// they point into it.
func adapters() ([]*windows.IpAdapterAddresses, error) {
	const flags = windows.GAA_FLAG_SKIP_ANYCAST | windows.GAA_FLAG_SKIP_MULTICAST
	size := uint32(15 << 10) // what Microsoft advises to start with
	for range 5 {
		buf := make([]byte, size)
		first := (*windows.IpAdapterAddresses)(unsafe.Pointer(&buf[0]))
		err := windows.GetAdaptersAddresses(windows.AF_UNSPEC, flags, 0, first, &size)
		switch {
		case err == nil && size > 0:
			return chain(first), nil
		case err == nil, errors.Is(err, windows.ERROR_NO_DATA):
			return nil, nil
		case !errors.Is(err, windows.ERROR_BUFFER_OVERFLOW):
			return nil, fmt.Errorf("listing adapters: %w", err)
		}
	}
	return nil, errors.New("listing adapters: the table keeps growing")
}

func chain(a *windows.IpAdapterAddresses) []*windows.IpAdapterAddresses {
	var list []*windows.IpAdapterAddresses
	for ; a != nil; a = a.Next {
		list = append(list, a)
	}
	return list
}
