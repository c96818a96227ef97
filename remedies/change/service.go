package change

// Service is what Windows says of one of its services.
type Service struct {
	There    bool
	Running  bool
	Disabled bool // nobody can start it before somebody has allowed that
}

// wireGuardService is what WireGuard calls the services of its tunnels, before the tunnel's name (wireguard-windows,
// docs/enterprise.md).
const wireGuardService = "WireGuardTunnel$"
