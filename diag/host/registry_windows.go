package host

import "golang.org/x/sys/windows/registry"

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
