package host

import (
	"bufio"
	"context"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

const sysNet = "/sys/class/net"

// describe reads /sys/class/net. A sandbox without /sys leaves the names to decide.
func describe(context.Context) map[int]Traits {
	traits := map[int]Traits{}
	all, _ := net.Interfaces()
	for _, i := range all {
		traits[i.Index] = sysTraits(filepath.Join(sysNet, i.Name))
	}
	return traits
}

func sysTraits(dir string) Traits {
	return Traits{
		Hardware: numberIn(filepath.Join(dir, "type")),
		DevType:  devType(filepath.Join(dir, "uevent")),
		Wireless: exists(filepath.Join(dir, "wireless")) || exists(filepath.Join(dir, "phy80211")),
		Tun:      exists(filepath.Join(dir, "tun_flags")),
	}
}

// devType finds DEVTYPE=... in a uevent file, "" when the driver gives none.
func devType(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if v, ok := strings.CutPrefix(lines.Text(), "DEVTYPE="); ok {
			return v
		}
	}
	return ""
}

// numberIn reads a file that holds one number, 0 when it does not.
func numberIn(path string) int {
	b, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	n, _ := strconv.Atoi(strings.TrimSpace(string(b)))
	return n
}
