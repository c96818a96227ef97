package diag

import (
	"encoding/json"
	"slices"
	"testing"

	"linecheck/diag/host"
)

// tries adds a trial to a world.
func (w *world) tries(t Trial) *world {
	if w.Trials == nil {
		w.Trials = &TrialsFact{}
	}
	w.Trials.Made = append(w.Trials.Made, t)
	return w
}

// word is a trial that only the person knows about: Zoom fails as things are, and did this with the one thing changed.
func word(kind TrialKind, a TrialAnswer) Trial {
	t := Trial{Kind: kind, Before: NotJoined, Answer: a, Changed: Untold, Network: Untold}
	if kind == TrialComputer {
		t.Network = Yes
	}
	return t
}

// checked is a trial with a check on either side, and nobody asked whether Zoom joined.
func checked(kind TrialKind, here, there TrialSide) Trial {
	return Trial{Kind: kind, Before: NoAnswer, Answer: NotTried, Changed: Yes, Network: Yes, Here: &here, There: &there}
}

func found(c Cause, i Impact) TrialSide {
	return TrialSide{Cause: c, Impact: i, Confidence: Certain, Kind: "wifi", VPN: ""}
}

var wellThere = TrialSide{Cause: CauseNone, Impact: NoImpact, Confidence: Certain, Kind: "wifi"}

func (t Trial) onAnotherNetwork() Trial { t.Network, t.Changed = No, Yes; return t }

func (s TrialSide) over(vpn string) TrialSide { s.VPN = vpn; return s }

// throughTunnel: the VPN carries Zoom, and nothing is known of what passes outside.
func (w *world) throughTunnel() *world {
	w.VPN = &VPNFact{Tunnels: []string{"tun0"}, Carries: "tun0", Product: "Example VPN"}
	return w
}

func notes(ids ...string) func(*testing.T, Report) {
	return func(t *testing.T, r Report) {
		t.Helper()
		i := slices.IndexFunc(r.Checks, func(c Result) bool { return c.ID == "trials" })
		var got []string
		for _, s := range r.Checks[i].Notes {
			got = append(got, s.ID)
		}
		if !slices.Equal(got, ids) {
			t.Errorf("it tells %v, want %v", got, ids)
		}
	}
}

// speaks fails unless a finding has this sentence for or against it, and this confidence.
func speaks(c Cause, sure Confidence, id string) func(*testing.T, Report) {
	return func(t *testing.T, r Report) {
		t.Helper()
		f, ok := findingIn(r, c)
		if !ok || f.Confidence != sure || !slices.ContainsFunc(slices.Concat(f.Because, f.Against), func(s Sentence) bool { return s.ID == id }) {
			t.Errorf("%s (found: %v) is %s, with %v against %v; want %s with %s", c, ok, f.Confidence, f.Because, f.Against, sure, id)
		}
	}
}

func headline(id string, who Who) func(*testing.T, Report) {
	return func(t *testing.T, r Report) {
		t.Helper()
		if r.Verdict.Headline.ID != "cause."+id+".headline" || r.Verdict.Who != who {
			t.Errorf("it reads %s for %s, want %s for %s", r.Verdict.Headline.ID, r.Verdict.Who, id, who)
		}
	}
}

// filtered: a filter at the site drops UDP to Zoom, and a walk shows where.
func filtered() *world {
	return healthy().zoomUDPSilent().udpWalks(hops(router, siteFilter), hops(router, siteFilter, providerHop))
}

func TestAnotherNetworkIsTried(t *testing.T) {
	verdicts{
		{"it works there, and the checks see nothing here", healthy().tries(word(TrialNetwork, Joined)), unknown, WhereUnknown, all(headline("unknown.network", Provider), is(NoImpact, Possible), reads("trials", Warn), notes("trial.told.network.helped"))},
		{"the same in an office with a name server of its own", healthy().asks("10.0.0.53").tries(word(TrialNetwork, Joined)), unknown, WhereUnknown, headline("unknown.network", Admin)},
		{"it works there, and Zoom's servers stay shut here", healthy().zoomTCPShut(Timeout).tries(word(TrialNetwork, Joined)), "tcp-blocked", WhereUnknown, speaks("tcp-blocked", Likely, "because.trial-network")},
		{"both checks show the difference", filtered().tries(checked(TrialNetwork, found("udp-blocked", Degrades), wellThere).onAnotherNetwork()), "udp-blocked", WhereSite, speaks("udp-blocked", Certain, "because.trial-network-seen")},
		{"a guess about the network becomes likely, not certain", healthy().pagesReplaced(3).tries(word(TrialNetwork, Joined)), "captive-portal", WhereSite, speaks("captive-portal", Likely, "because.trial-network")},
		{"it works there, and the fault found is on this computer", healthy().hostsFile("zoom.us", "0.0.0.0").tries(word(TrialNetwork, Joined)), "hosts-file", WhereComputer, speaks("hosts-file", Certain, "against.trial-network")},
		{"it fails there too", healthy().zoomTCPShut(Timeout).tries(word(TrialNetwork, NotJoined)), "tcp-blocked", WhereUnknown, speaks("tcp-blocked", Possible, "against.trial-network-both")},
		{"it fails there too, and the checks see nothing", healthy().tries(word(TrialNetwork, NotJoined)), unknown, WhereUnknown, headline("unknown.along", You)},
		{"what was walked to stays proven", filtered().tries(word(TrialNetwork, NotJoined)), "udp-blocked", WhereSite, speaks("udp-blocked", Certain, "against.trial-network-both")},
		{"it was the same network after all", healthy().tries(Trial{Kind: TrialNetwork, Before: NotJoined, Answer: Joined, Changed: No, Network: Yes}), none, WhereUnknown, all(reads("trials", Untested), notes("trial.told.network.unclear"))},
		{"nobody tried to join there", healthy().tries(word(TrialNetwork, NotTried)), none, WhereUnknown, reads("trials", Untested)},
		{"it was skipped", healthy().tries(Trial{Kind: TrialNetwork, Skipped: true}), none, WhereUnknown, all(is(NoImpact, Certain), reads("trials", Skipped))},
		{"the checks there are clear, and Zoom failed all the same", filtered().tries(contradicted()), "udp-blocked", WhereSite, notes("trial.told.network.unclear")},
	}.run(t)
}

func contradicted() Trial {
	t := checked(TrialNetwork, found("udp-blocked", Blocks), wellThere).onAnotherNetwork()
	t.Answer = NotJoined
	return t
}

func TestTheVPNIsTurnedOff(t *testing.T) {
	off := func(t Trial) Trial { t.Changed = Yes; return t }
	verdicts{
		{"it works without, says the person", healthy().throughTunnel().tries(off(word(TrialVPN, Joined))), "vpn", WhereComputer, all(is(Blocks, Likely), speaks("vpn", Likely, "because.trial-vpn"))},
		{"and nobody saw the VPN go", healthy().throughTunnel().tries(word(TrialVPN, Joined)), "vpn", WhereComputer, is(Blocks, Possible)},
		{"both checks show it", healthy().throughTunnel().tries(checked(TrialVPN, found("vpn", Blocks).over("tun0"), wellThere)), "vpn", WhereComputer, speaks("vpn", Certain, "because.trial-vpn-seen")},
		{"no difference", healthy().throughTunnel().zoomTCPShut(Timeout).tries(off(word(TrialVPN, NotJoined))), "tcp-blocked", "", speaks("vpn", Possible, "against.trial-vpn")},
		{"it is off by now", healthy().tries(checked(TrialVPN, found("vpn", Blocks).over("tun0"), wellThere)), none, WhereUnknown, without("vpn")},
		{"the network changed as well", healthy().throughTunnel().tries(off(word(TrialVPN, Joined)).onAnotherNetwork()), none, WhereUnknown, without("vpn")},
	}.run(t)
}

func TestProtectionIsPaused(t *testing.T) {
	paused := word(TrialProtection, Joined)
	paused.Changed, paused.Back = Yes, No
	verdicts{
		{"Zoom works only then", healthy().tries(paused), "security-software", WhereComputer, all(is(Blocks, Likely), notes("trial.told.protection.helped", "trial.back.no"))},
		{"it makes no difference", healthy().zoomTCPShut(Timeout).tries(word(TrialProtection, NotJoined)), "tcp-blocked", WhereUnknown, without("security-software")},
		{"two checks are no more than likely either", healthy().tries(checked(TrialProtection, found("tcp-blocked", Blocks), wellThere)), "security-software", WhereComputer, is(Blocks, Likely)},
	}.run(t)
}

func TestThingsAreRestarted(t *testing.T) {
	verdicts{
		{"the router, and it works since", healthy().tries(word(TrialRouter, Joined)), none, WhereUnknown, all(is(NoImpact, Certain), notes("trial.told.router.helped"))},
		{"the router, for nothing", healthy().icmpFrom(router, host.Prohibited).tries(word(TrialRouter, NotJoined)), "udp-blocked", WhereRouter, speaks("udp-blocked", Certain, "against.trial-router")},
		{"everything, for nothing", healthy().icmpFrom(router, host.Prohibited).tries(word(TrialRestart, NotJoined)), "udp-blocked", WhereRouter, speaks("udp-blocked", Certain, "against.trial-restart")},
	}.run(t)
}

func TestTheCableIsTried(t *testing.T) {
	verdicts{
		{"it works by cable, and the checks see nothing", healthy().tries(word(TrialCable, Joined)), unknown, WhereUnknown, headline("unknown.cable", You)},
		{"a filter at the site is none of the Wi-Fi's", filtered().tries(word(TrialCable, Joined)), "udp-blocked", WhereSite, is(Degrades, Certain)},
	}.run(t)
}

func TestTheBrowserIsTried(t *testing.T) {
	verdicts{
		{"it joins and the app does not", healthy().tries(word(TrialBrowser, Joined)), "zoom-damaged", WhereComputer, all(is(Blocks, Possible), speaks("zoom-damaged", Possible, "against.trial-browser"))},
		{"neither joins", healthy().tries(word(TrialBrowser, NotJoined)), unknown, WhereUnknown, headline("unknown.access", Provider)},
		{"neither joins, and a filter is found", filtered().tries(word(TrialBrowser, NotJoined)), "udp-blocked", WhereSite, speaks("udp-blocked", Certain, "because.trial-browser-both")},
		{"it joins, and Zoom's servers seem shut", healthy().zoomTCPShut(Timeout).tries(word(TrialBrowser, Joined)), "tcp-blocked", WhereUnknown, speaks("tcp-blocked", Possible, "against.trial-browser-network")},
	}.run(t)
}

func TestAnotherMeetingIsTried(t *testing.T) {
	verdicts{
		{"only one fails", healthy().tries(word(TrialMeeting, Joined)), none, WhereUnknown, headline("none.meeting", You)},
		{"every one fails", healthy().tries(word(TrialMeeting, NotJoined)), unknown, WhereUnknown, headline("unknown.access", Provider)},
		{"only one fails, and much was not tested", bare().tries(word(TrialMeeting, Joined)), unknown, WhereUnknown, headline("unknown", You)},
	}.run(t)
}

// bare is a run in which nothing was measured.
func bare() *world { return &world{} }

func TestANewUserTries(t *testing.T) {
	verdicts{
		{"it works", healthy().tries(word(TrialUser, Joined)), "zoom-damaged", WhereComputer, all(is(Blocks, Possible), speaks("zoom-damaged", Possible, "against.trial-user"))},
		{"it fails as well", healthy().tries(word(TrialUser, NotJoined)), none, WhereUnknown, notes("trial.told.user.unchanged")},
	}.run(t)
}

func TestASecondComputerTries(t *testing.T) {
	verdicts{
		{"it gets through", healthy().zoomTCPShut(Timeout).tries(checked(TrialComputer, found("tcp-blocked", Blocks), wellThere)), "tcp-blocked", WhereUnknown, speaks("tcp-blocked", Possible, "against.trial-computer")},
		{"it has the same fault", healthy().zoomTCPShut(Timeout).tries(checked(TrialComputer, found("tcp-blocked", Blocks), found("tcp-blocked", Blocks))), "tcp-blocked", WhereUnknown, speaks("tcp-blocked", Likely, "because.trial-computer-both")},
		{"it joins, and the checks see nothing here", healthy().tries(word(TrialComputer, Joined)), unknown, WhereUnknown, headline("unknown.computer", You)},
		{"it fails, and the checks see nothing here", healthy().tries(word(TrialComputer, NotJoined)), unknown, WhereUnknown, headline("unknown.shared", Provider)},
		{"it is on another network", healthy().tries(word(TrialComputer, Joined).onAnotherNetwork()), none, WhereUnknown, notes("trial.told.computer.unclear")},
	}.run(t)
}

// One person's answer is one datum: whatever is tried, and however it ends, the word alone makes nothing certain, and
// hides nothing that was proven.
func TestAWordAloneMakesNothingCertain(t *testing.T) {
	worlds := map[string]func() *world{"healthy": healthy, "filtered": filtered, "vpn": func() *world { return healthy().throughTunnel() },
		"shut": func() *world { return healthy().zoomTCPShut(Timeout) }, "portal": func() *world { return healthy().pagesReplaced(3) }}
	for name, world := range worlds {
		for _, kind := range TrialKinds() {
			for _, a := range []TrialAnswer{Joined, NotJoined, NotTried, NoAnswer} {
				before, after := world().judged(t), world().tries(word(kind, a)).judged(t)
				for _, f := range after.Findings {
					was, had := findingIn(before, f.Cause)
					if f.Confidence == Certain && (!had || was.Confidence != Certain) {
						t.Errorf("%s, %s %s: %s has become certain", name, kind, a, f.Cause)
					}
				}
				for _, f := range before.Findings {
					is, has := findingIn(after, f.Cause)
					if f.Confidence == Certain && (!has || is.Confidence != Certain) {
						t.Errorf("%s, %s %s: %s is proven and was lowered", name, kind, a, f.Cause)
					}
				}
			}
		}
	}
}

// A side is read from a report, and survives a file.
func TestASideIsReadFromAReport(t *testing.T) {
	w := filtered().throughTunnel()
	w.Network.RouterMark = "aaaa0001"
	s, err := SideOf(w.judged(t))
	if err != nil {
		t.Fatal(err)
	}
	if s.Router != "aaaa0001" || s.VPN != "tun0" || !s.Told || !slices.Equal(s.Protection, []string{"Windows Defender"}) || s.Kind != "ethernet" || s.Cause == "" {
		t.Errorf("%+v", s)
	}
	b, err := json.Marshal(Trial{Kind: TrialVPN, Here: &s})
	if err != nil {
		t.Fatal(err)
	}
	var again Trial
	if err := json.Unmarshal(b, &again); err != nil || again.Here.Router != s.Router {
		t.Errorf("%v: %+v", err, again)
	}
}

// Nobody is shown a line about trials before one was made; a run that was given some has it.
func TestTheLineAppearsWithTheFirstTrial(t *testing.T) {
	line := func(w *world) Result {
		r := w.judged(t)
		return r.Checks[len(r.Checks)-1]
	}
	if l := line(healthy()); !l.Elsewhere() {
		t.Errorf("without a trial there is %s", l.Summary.ID)
	}
	if l := line(healthy().tries(Trial{Kind: TrialVPN, Skipped: true})); !l.Elsewhere() {
		t.Errorf("with a skipped one there is %s", l.Summary.ID)
	}
	if l := line(healthy().tries(word(TrialVPN, Joined))); l.Elsewhere() {
		t.Error("with a trial there is no line")
	}
}
