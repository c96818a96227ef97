package change

import (
	"errors"
	"io"
	"os"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// maxBelow bounds the keys below one, and the values in one. A catalogue has some dozens.
const maxBelow = 4096

// readTree reads a key below HKEY_LOCAL_MACHINE with all below it.
func readTree(path string) (registryTree, error) {
	k, err := registry.OpenKey(registry.LOCAL_MACHINE, path, registry.READ)
	if err != nil {
		return registryTree{}, err
	}
	defer k.Close()
	tree := registryTree{Values: map[string]registryValue{}, Keys: map[string]registryTree{}}
	names, err := k.ReadValueNames(maxBelow)
	if err != nil && !errors.Is(err, io.EOF) {
		return registryTree{}, err
	}
	for _, name := range names {
		if tree.Values[name], err = valueOf(k, name); err != nil {
			return registryTree{}, err
		}
	}
	below, err := k.ReadSubKeyNames(maxBelow)
	if err != nil && !errors.Is(err, io.EOF) {
		return registryTree{}, err
	}
	for _, name := range below {
		if tree.Keys[name], err = readTree(path + `\` + name); err != nil {
			return registryTree{}, err
		}
	}
	return tree, nil
}

// writeTree makes a key what it was: first everything that is missing or different, then away with what is too much.
// Ended in between, it can be done again.
func writeTree(path string, want, now registryTree) error {
	k, _, err := registry.CreateKey(registry.LOCAL_MACHINE, path, registry.ALL_ACCESS)
	if err != nil {
		return err
	}
	defer k.Close()
	for name, v := range want.Values {
		if n, ok := now.Values[name]; ok && n.Kind == v.Kind && string(n.Data) == string(v.Data) {
			continue
		}
		if err := setValue(k, name, v); err != nil {
			return err
		}
	}
	for name, below := range want.Keys {
		if err := writeTree(path+`\`+name, below, now.Keys[name]); err != nil {
			return err
		}
	}
	return errors.Join(dropValues(k, want, now), dropKeys(path, want, now))
}

func dropValues(k registry.Key, want, now registryTree) error {
	for name := range now.Values {
		if _, ok := want.Values[name]; ok {
			continue
		}
		if err := k.DeleteValue(name); err != nil && !errors.Is(err, registry.ErrNotExist) {
			return err
		}
	}
	return nil
}

func dropKeys(path string, want, now registryTree) error {
	for name, below := range now.Keys {
		if _, ok := want.Keys[name]; ok {
			continue
		}
		if err := dropKeys(path+`\`+name, registryTree{}, below); err != nil {
			return err
		}
		if err := registry.DeleteKey(registry.LOCAL_MACHINE, path+`\`+name); err != nil && !errors.Is(err, registry.ErrNotExist) {
			return err
		}
	}
	return nil
}

// libraryExists looks a library of the catalogue up, with its %variables% put in by Windows' own folder: the elevated half
// trusts no variable.
func libraryExists(path string) bool {
	root, err := windows.GetSystemWindowsDirectory()
	if err != nil {
		return false
	}
	_, err = os.Stat(expandRoot(path, root))
	return err == nil
}
