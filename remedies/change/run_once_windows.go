package change

import "golang.org/x/sys/windows/registry"

func runOnceValue() (registryValue, error) {
	return rawValue(registry.CURRENT_USER, runOnceKey, runOnceName)
}

func setRunOnce(v registryValue) error {
	return writeRaw(registry.CURRENT_USER, runOnceKey, runOnceName, v)
}
