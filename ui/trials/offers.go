package trials

import (
	"slices"

	"linecheck/diag"
	"linecheck/diag/host"
)

// Offers lists the trials that make sense after a check, the most telling first: another network always, then what fits the
// place the verdict names, then the others in the document's order.
func Offers(r diag.Report) []diag.TrialKind {
	ev, err := diag.EvidenceFrom(r)
	if err != nil {
		ev = diag.Evidence{}
	}
	out := []diag.TrialKind{diag.TrialNetwork}
	for _, kind := range append(fitting(r.Verdict), diag.TrialKinds()...) {
		if !slices.Contains(out, kind) && possible(kind, r, ev) {
			out = append(out, kind)
		}
	}
	return out
}

// fitting are the trials that tell most about a verdict.
func fitting(v diag.Verdict) []diag.TrialKind {
	switch {
	case v.Cause == diag.VPN.Cause:
		return []diag.TrialKind{diag.TrialVPN}
	case v.Cause == diag.SecuritySoftware.Cause, v.Cause == diag.ComputerFirewall.Cause:
		return []diag.TrialKind{diag.TrialProtection, diag.TrialBrowser}
	case v.Cause == diag.CauseNone:
		return []diag.TrialKind{diag.TrialMeeting, diag.TrialBrowser}
	case v.Cause == diag.ZoomDamaged.Cause, v.Cause == diag.ZoomOutdated.Cause:
		return []diag.TrialKind{diag.TrialBrowser, diag.TrialUser}
	case v.Where == diag.WhereRouter:
		return []diag.TrialKind{diag.TrialCable, diag.TrialRouter}
	case v.Where == diag.WhereProvider:
		return []diag.TrialKind{diag.TrialRouter, diag.TrialComputer}
	case v.Where == diag.WhereSite:
		return []diag.TrialKind{diag.TrialVPN, diag.TrialComputer}
	}
	return nil
}

// possible leaves out what this computer has nothing to change of, as far as that is known.
func possible(kind diag.TrialKind, r diag.Report, ev diag.Evidence) bool {
	switch kind {
	case diag.TrialVPN:
		return ev.VPN == nil || ev.VPN.Unknown || ev.VPN.Carries != "" || len(ev.VPN.Tunnels) > 0
	case diag.TrialCable:
		return host.Kind(r.Network.Kind) != host.Ethernet
	case diag.TrialProtection:
		return ev.Security == nil || !diag.ToldOf(ev.Security.Products) || len(ev.Security.Running) > 0 || len(diag.Protecting(ev.Security.Products)) > 0
	}
	return true
}

// First reports whether another network is worth a button of its own: the verdict lies between the router and the provider,
// or nobody knows where.
func First(v diag.Verdict) bool {
	return v.Cause == diag.CauseUnknown || slices.Contains([]diag.Where{diag.WhereRouter, diag.WhereSite, diag.WhereProvider}, v.Where)
}
