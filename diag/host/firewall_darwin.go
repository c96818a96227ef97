package host

import "context"

const socketfilterfw = "/usr/libexec/ApplicationFirewall/socketfilterfw"

// readFirewall asks the application firewall. It filters only what comes in, so it cannot hold back Zoom's meetings:
// there are no rules for outgoing traffic to be read. (pf has some, and shows them to root alone; macOS uses none of
// its own to block.)
func readFirewall(ctx context.Context) (Firewall, error) {
	f := Firewall{Maker: "macos", Readable: true}
	text, err := output(ctx, socketfilterfw, "--getglobalstate")
	if err != nil {
		return f, err
	}
	if f.State = parseSocketfilter(text); f.State == FirewallUnknown {
		return f, ErrUnsupported
	}
	if apps, err := output(ctx, socketfilterfw, "--listapps"); err == nil {
		f.Incoming = parseSocketfilterApps(apps)
	}
	return f, nil
}
