package remedies

import (
	"slices"
	"time"
)

// Catalog lists every change this program can make, lowest risk first, in the order in which to try them. Only these ids
// cross the line to admin rights. Each stands in a file of its own, remedy_ID.go.
func Catalog() []Remedy {
	return slices.Concat([]Remedy{
		portalOpen,
		proxySignIn,
		otherNetwork,
		flushDNS,
		zoomDNSCache,
		wifiRestart,
		restartRouter,
		vpnOff,
		renewAddress,
		syncClock,
		hostsClean,
		proxyDirect,
		proxyOff,
		allowFirewall,
		restartZoom,
		pauseProtection,
	}, openSettings, []Remedy{
		updateZoom,
		winsockReset,
		restartComputer,
		resetZoomData,
		reinstallZoom,
	})
}

// stepLimit is what a tool that clears a cache may take. They answer at once; a directory service that starts up first
// has been seen to take seconds.
const stepLimit = 15 * time.Second

// changeLimit is what a change may take that waits for a network: a VPN to say goodbye, a radio to join, an address to come.
const changeLimit = 90 * time.Second
