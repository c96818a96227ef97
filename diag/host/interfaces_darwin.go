package host

import (
	"context"
	"net"
)

// describe asks which device is Wi-Fi: en0 is on laptops and is not on desktops.
func describe(ctx context.Context) map[int]Traits {
	text, _ := output(ctx, "/usr/sbin/networksetup", "-listallhardwareports")
	ports := hardwarePorts(text)
	traits := map[int]Traits{}
	all, _ := net.Interfaces()
	for _, i := range all {
		traits[i.Index] = Traits{Port: ports[i.Name]}
	}
	return traits
}
