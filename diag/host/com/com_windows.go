package com

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

// Object is a COM interface pointer: it points to a table of methods. Of IDispatch's children the first seven are
// IUnknown's and IDispatch's own.
type Object struct{ methods *[64]uintptr }

// The methods every object has.
const (
	queryInterface = 0
	release        = 2
)

// ErrMissing: this Windows does not have the class.
var ErrMissing = errors.New("no such COM class here")

// With runs f on a thread of its own that may use COM. The thread is used for nothing else and ends with f: a
// library that hangs in it holds up nobody.
func With[T any](f func() (T, error)) (T, error) {
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

// New makes an object of a class. A class that is not registered is ErrMissing.
func New(class, iface windows.GUID) (*Object, error) {
	const inProcess = 1 // CLSCTX_INPROC_SERVER: all classes we use are libraries
	const notRegistered = 0x80040154
	var o *Object
	code, _, _ := coCreateInstance.Call(uintptr(unsafe.Pointer(&class)), 0, inProcess, uintptr(unsafe.Pointer(&iface)), uintptr(unsafe.Pointer(&o)))
	switch {
	case uint32(code) == notRegistered:
		return nil, ErrMissing
	case int32(code) < 0 || o == nil:
		return nil, fmt.Errorf("making a COM object: %w", failure(uint32(code)))
	}
	return o, nil
}

// failure names an answer. One of Windows' own errors (0x8007xxxx) is that error: ERROR_ACCESS_DENIED is fs.ErrPermission.
func failure(code uint32) error {
	const windowsError = 0x8007
	if code>>16 == windowsError {
		return windows.Errno(code & 0xFFFF)
	}
	return fmt.Errorf("%#x", code)
}

// As asks an object for another of its interfaces.
func (o *Object) As(iface windows.GUID) (*Object, error) {
	var other *Object
	if err := o.Call(queryInterface, uintptr(unsafe.Pointer(&iface)), uintptr(unsafe.Pointer(&other))); err != nil {
		return nil, err
	}
	if other == nil {
		return nil, errors.New("a COM object without that interface")
	}
	return other, nil
}

// Object calls a getter of an object.
func (o *Object) Object(method int) (*Object, error) {
	var other *Object
	if err := o.Call(method, uintptr(unsafe.Pointer(&other))); err != nil {
		return nil, err
	}
	if other == nil {
		return nil, errors.New("COM: a getter without an object")
	}
	return other, nil
}

// Call calls a method by its place in the table. A negative answer is an error.
func (o *Object) Call(method int, args ...uintptr) error {
	code, _, _ := syscall.SyscallN(o.methods[method], append([]uintptr{uintptr(unsafe.Pointer(o))}, args...)...)
	runtime.KeepAlive(o)
	if int32(code) < 0 {
		return fmt.Errorf("COM method %d: %w", method, failure(uint32(code)))
	}
	return nil
}

// Release gives the object back.
func (o *Object) Release() { _ = o.Call(release) }

// Number calls a getter of a 32-bit number.
func (o *Object) Number(method int, args ...uintptr) (int32, error) {
	var n int32
	err := o.Call(method, append(args, uintptr(unsafe.Pointer(&n)))...)
	return n, err
}

// Text calls a getter of a text (BSTR).
func (o *Object) Text(method int) (string, error) {
	var b *uint16
	if err := o.Call(method, uintptr(unsafe.Pointer(&b))); err != nil || b == nil {
		return "", err
	}
	defer sysFreeString.Call(uintptr(unsafe.Pointer(b))) //nolint:errcheck // it returns nothing
	return windows.UTF16PtrToString(b), nil
}

// GUID writes a class or an interface as headers do.
func GUID(a uint32, b, c uint16, d [8]byte) windows.GUID {
	return windows.GUID{Data1: a, Data2: b, Data3: c, Data4: d}
}
