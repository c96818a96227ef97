package host

import (
	"errors"
	"fmt"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	ole32            = windows.NewLazySystemDLL("ole32.dll")
	coCreateInstance = ole32.NewProc("CoCreateInstance")
	oleaut32         = windows.NewLazySystemDLL("oleaut32.dll")
	sysFreeString    = oleaut32.NewProc("SysFreeString")
)

// comObject is a COM interface pointer: it points to a table of methods. Of IDispatch's children the first seven are
// IUnknown's and IDispatch's own.
type comObject struct{ methods *[64]uintptr }

// The methods every object has.
const comRelease = 2

// withCOM runs f on a thread of its own that may use COM. The thread is used for nothing else and ends with f: a
// library that hangs in it holds up nobody.
func withCOM[T any](f func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		runtime.LockOSThread() // never unlocked: whatever the library left on this thread ends with it
		var o outcome
		defer func() { done <- o }()
		if o.err = windows.CoInitializeEx(0, windows.COINIT_MULTITHREADED); o.err != nil && !errors.Is(o.err, syscall.Errno(1)) { // S_FALSE: it was already
			o.err = fmt.Errorf("starting COM: %w", o.err)
			return
		}
		defer windows.CoUninitialize()
		o.value, o.err = f()
	}()
	o := <-done
	return o.value, o.err
}

// newObject makes an object of a class. A class that is not registered is ErrUnsupported.
func newObject(class, iface windows.GUID) (*comObject, error) {
	const inProcess = 1 // CLSCTX_INPROC_SERVER: all classes we use are libraries
	const notRegistered = 0x80040154
	var o *comObject
	code, _, _ := coCreateInstance.Call(uintptr(unsafe.Pointer(&class)), 0, inProcess, uintptr(unsafe.Pointer(&iface)), uintptr(unsafe.Pointer(&o)))
	switch {
	case uint32(code) == notRegistered:
		return nil, ErrUnsupported
	case int32(code) < 0 || o == nil:
		return nil, fmt.Errorf("making a COM object: %#x", uint32(code))
	}
	return o, nil
}

// call calls a method by its place in the table. A negative answer is an error.
func (o *comObject) call(method int, args ...uintptr) error {
	code, _, _ := syscall.SyscallN(o.methods[method], append([]uintptr{uintptr(unsafe.Pointer(o))}, args...)...)
	runtime.KeepAlive(o)
	if int32(code) < 0 {
		return fmt.Errorf("COM method %d: %#x", method, uint32(code))
	}
	return nil
}

func (o *comObject) release() { _ = o.call(comRelease) }

// number calls a getter of a 32-bit number.
func (o *comObject) number(method int, args ...uintptr) (int32, error) {
	var n int32
	err := o.call(method, append(args, uintptr(unsafe.Pointer(&n)))...)
	return n, err
}

// text calls a getter of a text (BSTR).
func (o *comObject) text(method int) (string, error) {
	var b *uint16
	if err := o.call(method, uintptr(unsafe.Pointer(&b))); err != nil || b == nil {
		return "", err
	}
	defer sysFreeString.Call(uintptr(unsafe.Pointer(b))) //nolint:errcheck // it returns nothing
	return clip(windows.UTF16PtrToString(b)), nil
}

func guid(a uint32, b, c uint16, d [8]byte) windows.GUID {
	return windows.GUID{Data1: a, Data2: b, Data3: c, Data4: d}
}
