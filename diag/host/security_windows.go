package host

import (
	"context"
	"errors"
	"time"
	"unsafe"

	"linecheck/diag/host/com"
)

// WSCProductList of iwscapi.h (Windows 8 and later, client editions only).
var (
	wscProductList  = com.GUID(0x17072F7B, 0x9ABE, 0x4A74, [8]byte{0xA2, 0x61, 0x1E, 0xB7, 0x6B, 0x55, 0x10, 0x7A})
	iWSCProductList = com.GUID(0x722A338C, 0x6E8E, 0x4E72, [8]byte{0xAC, 0x27, 0x14, 0x17, 0xFB, 0x0C, 0x81, 0xC2})
)

// The methods, in the header's order behind IDispatch's seven.
const (
	wscInitialize   = 7
	wscCount        = 8
	wscItem         = 9
	wscProductName  = 7
	wscProductState = 8
)

// wscProviders are the lists that matter (WSC_SECURITY_PROVIDER of wscapi.h).
var wscProviders = []struct {
	number uintptr
	kind   ProductKind
}{{1, FirewallKind}, {4, Antivirus}}

// securityCenterWait is what the Security Center may take. It answers within some hundred milliseconds; its service can
// hang while Windows starts.
const securityCenterWait = 3 * time.Second

// securityProducts asks the Security Center. The call cannot be stopped: when ctx ends first, nothing is known.
func securityProducts(ctx context.Context) ([]Product, error) {
	type outcome struct {
		list []Product
		err  error
	}
	ctx, cancel := context.WithTimeout(ctx, securityCenterWait)
	defer cancel()
	done := make(chan outcome, 1)
	go func() {
		list, err := com.With(securityCenter)
		done <- outcome{list, err}
	}()
	select {
	case o := <-done:
		return o.list, o.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func securityCenter() ([]Product, error) {
	var all []Product
	var failed error
	for _, p := range wscProviders {
		list, err := wscProducts(p.number, p.kind) // an object can be filled only once
		all, failed = append(all, list...), errors.Join(failed, err)
	}
	if len(all) > 0 {
		return all, nil
	}
	return nil, failed
}

func wscProducts(provider uintptr, kind ProductKind) ([]Product, error) {
	list, err := com.New(wscProductList, iWSCProductList)
	switch {
	case errors.Is(err, com.ErrMissing):
		return nil, ErrUnsupported
	case err != nil:
		return nil, err
	}
	defer list.Release()
	if err := list.Call(wscInitialize, provider); err != nil {
		return nil, err
	}
	n, err := list.Number(wscCount)
	if err != nil {
		return nil, err
	}
	const most = 32
	var found []Product
	for i := range min(n, most) {
		if p, err := wscProduct(list, uintptr(i), kind); err == nil {
			found = append(found, p)
		}
	}
	return found, nil
}

func wscProduct(list *com.Object, index uintptr, kind ProductKind) (Product, error) {
	var o *com.Object
	if err := list.Call(wscItem, index, uintptr(unsafe.Pointer(&o))); err != nil || o == nil {
		return Product{}, errors.Join(err, ErrUnsupported)
	}
	defer o.Release()
	name, err := o.Text(wscProductName)
	if err != nil {
		return Product{}, err
	}
	state, err := o.Number(wscProductState)
	if err != nil {
		state = -1
	}
	return Product{Name: clip(name), Kind: kind, State: wscState(state), Own: isWindowsOwn(name)}, nil
}
