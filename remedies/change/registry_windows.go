package change

import (
	"errors"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

var (
	advapi32       = windows.NewLazySystemDLL("advapi32.dll")
	regSetValueExW = advapi32.NewProc("RegSetValueExW") // registry.Key sets typed values only, and never as they were
)

// maxValue bounds a value that is kept. Windows advises against more than 2 kB in one.
const maxValue = 1 << 20

// rawValue reads a value with its kind and bytes as they are. One that is not there, or whose key is not, is None.
func rawValue(root registry.Key, path, name string) (registryValue, error) {
	k, err := registry.OpenKey(root, path, registry.QUERY_VALUE)
	if errors.Is(err, registry.ErrNotExist) {
		return registryValue{None: true}, nil
	}
	if err != nil {
		return registryValue{}, err
	}
	defer k.Close()
	return valueOf(k, name)
}

func valueOf(k registry.Key, name string) (registryValue, error) {
	size, _, err := k.GetValue(name, nil)
	if errors.Is(err, registry.ErrNotExist) {
		return registryValue{None: true}, nil
	}
	if err != nil || size > maxValue {
		return registryValue{}, errors.Join(err, tooLarge(size))
	}
	data := make([]byte, size)
	n, kind, err := k.GetValue(name, data)
	if err != nil {
		return registryValue{}, err
	}
	return registryValue{Kind: kind, Data: data[:n]}, nil
}

func tooLarge(size int) error {
	if size > maxValue {
		return windows.ERROR_MORE_DATA
	}
	return nil
}

// writeRaw writes a value as it was, or takes it away.
func writeRaw(root registry.Key, path, name string, v registryValue) error {
	if v.None {
		k, err := registry.OpenKey(root, path, registry.SET_VALUE)
		if errors.Is(err, registry.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		defer k.Close()
		if err := k.DeleteValue(name); err != nil && !errors.Is(err, registry.ErrNotExist) {
			return err
		}
		return nil
	}
	k, _, err := registry.CreateKey(root, path, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer k.Close()
	return setValue(k, name, v)
}

func setValue(k registry.Key, name string, v registryValue) error {
	p, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return err
	}
	var data unsafe.Pointer
	if len(v.Data) > 0 {
		data = unsafe.Pointer(&v.Data[0])
	}
	if code, _, _ := regSetValueExW.Call(uintptr(k), uintptr(unsafe.Pointer(p)), 0, uintptr(v.Kind), uintptr(data), uintptr(len(v.Data))); code != 0 {
		return windows.Errno(code)
	}
	return nil
}
