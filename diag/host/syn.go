package host

// SYNOptions are how a SYN leaves. Zero values leave it to the OS.
type SYNOptions struct {
	Index     int    // of the interface to send through
	Interface string // its name
}
