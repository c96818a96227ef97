package host

// model reads the firmware's product name; boards without one, such as the Raspberry Pi, tell theirs in the device tree.
func model() string {
	for _, path := range []string{"/sys/class/dmi/id/product_name", "/proc/device-tree/model"} {
		if b, err := readCapped(path); err == nil {
			return string(b)
		}
	}
	return ""
}
