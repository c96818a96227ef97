package remedies

import "linecheck/diag"

// otherNetwork is the document's best first test: the same meeting over a phone's hotspot tells the network from the rest,
// and is often the quickest way into a meeting.
var otherNetwork = Remedy{
	ID: "other-network",
	Cures: []diag.Cause{
		"router-down", "no-internet", "dns-down", "dns-blocks", "dns-tampered", "tcp-blocked", "name-blocked", "udp-blocked", "tls-inspection",
		"proxy-login", "proxy-blocks", "ipv6-broken", "mtu", "weak-wifi", "lossy", "slow",
	},
	Undo:  UndoNotNeeded,
	Plans: map[OS]func(Facts) Plan{Windows: otherNetworkPlan, MacOS: otherNetworkPlan, Linux: otherNetworkPlan},
}

func otherNetworkPlan(Facts) Plan { return Plan{Steps: []Step{{Guide: GuideOtherNetwork}}} }

// restartRouter is for a router of the person's own.
var restartRouter = Remedy{
	ID:    "restart-router",
	Cures: []diag.Cause{"router-down", "no-internet", "dns-down", "lossy"},
	Undo:  UndoNotNeeded,
	Plans: map[OS]func(Facts) Plan{Windows: restartRouterPlan, MacOS: restartRouterPlan, Linux: restartRouterPlan},
}

func restartRouterPlan(Facts) Plan { return Plan{Steps: []Step{{Guide: GuideRouter}}} }
