package host

import (
	"fmt"
	"runtime"
	"sync"
	"unsafe"

	"golang.org/x/sys/windows"
)

// ear is what Windows hands back to the callback: one for each call of listen, pinned while Windows knows its address.
type ear struct{ notices chan struct{} }

// onChange is the one callback of this program: Go never frees one, and has room for some two thousand. Windows calls it
// on a thread of its own, several at once, with the address it was given; the row and the kind of change are left unread,
// since row may be nil and only lives for the call.
var onChange = sync.OnceValue(func() uintptr {
	return windows.NewCallback(func(e *ear, _, _ uintptr) uintptr {
		tell(e.notices)
		return 0
	})
})

// subscribe is one of the IP helper's three calls, which are alike.
type subscribe func(family uint16, callback uintptr, caller unsafe.Pointer, initial bool, handle *windows.Handle) error

// listen subscribes to interfaces, addresses and routes. deaf blocks until no callback runs any more
// (CancelMibChangeNotify2 promises that, and must not be called from one): only then the ear may go.
func listen() (heard <-chan struct{}, deaf func(), err error) {
	e := &ear{make(chan struct{}, 1)}
	var pin runtime.Pinner
	pin.Pin(e)
	var handles []windows.Handle
	end := func() {
		for _, h := range handles {
			_ = windows.CancelMibChangeNotify2(h) // a handle of ours cannot be wrong
		}
		pin.Unpin()
		close(e.notices)
	}
	for _, ask := range []subscribe{windows.NotifyIpInterfaceChange, windows.NotifyUnicastIpAddressChange, windows.NotifyRouteChange2} {
		var h windows.Handle
		if err := ask(windows.AF_UNSPEC, onChange(), unsafe.Pointer(e), false, &h); err != nil {
			end()
			return nil, nil, fmt.Errorf("asking Windows to tell of changes: %w", err)
		}
		handles = append(handles, h)
	}
	return e.notices, end, nil
}
