//go:build unix

package host

// HostsPath is where this OS keeps its hosts file.
func HostsPath() string { return "/etc/hosts" }
