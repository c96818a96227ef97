package host

import (
	"errors"
	"io"

	"golang.org/x/sys/windows/registry"
)

// registryText reads a text value with its %variables% put in, "" when it is not there.
func registryText(root registry.Key, path, name string) string {
	k, err := registry.OpenKey(root, path, registry.QUERY_VALUE)
	if err != nil {
		return ""
	}
	defer k.Close()
	text, kind, err := k.GetStringValue(name)
	if err != nil {
		return ""
	}
	if kind == registry.EXPAND_SZ {
		if expanded, err := registry.ExpandString(text); err == nil {
			text = expanded
		}
	}
	return clip(text)
}

// registryNumber reads a DWORD, false when it is not there.
func registryNumber(root registry.Key, path, name string) (uint64, bool) {
	k, err := registry.OpenKey(root, path, registry.QUERY_VALUE)
	if err != nil {
		return 0, false
	}
	defer k.Close()
	n, _, err := k.GetIntegerValue(name)
	return n, err == nil
}

// registryTexts reads a list of texts, or one text as a list.
func registryTexts(root registry.Key, path, name string) []string {
	k, err := registry.OpenKey(root, path, registry.QUERY_VALUE)
	if err != nil {
		return nil
	}
	defer k.Close()
	if list, _, err := k.GetStringsValue(name); err == nil {
		return list
	}
	if text, _, err := k.GetStringValue(name); err == nil && text != "" {
		return []string{text}
	}
	return nil
}

// registrySubkeys lists the names below a key, at most maxSubkeys.
func registrySubkeys(root registry.Key, path string) []string {
	const maxSubkeys = 4096
	k, err := registry.OpenKey(root, path, registry.ENUMERATE_SUB_KEYS)
	if err != nil {
		return nil
	}
	defer k.Close()
	names, _ := k.ReadSubKeyNames(maxSubkeys)
	return names
}

// registryHas reports whether a key is there.
func registryHas(root registry.Key, path string) bool {
	k, err := registry.OpenKey(root, path, registry.QUERY_VALUE)
	if err != nil {
		return false
	}
	k.Close() //nolint:errcheck // it was only opened
	return true
}

// ignoreEnd: a key that holds less than was asked for has simply ended.
func ignoreEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
