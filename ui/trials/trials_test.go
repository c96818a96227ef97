package trials

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"linecheck/diag"
	"linecheck/diag/host"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// saw is a saved run, made at noon in the network with this mark.
func saw(t *testing.T, name, router string, alter ...func(*diag.Evidence, *diag.Report)) *diag.Report {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../../diag/testdata/cases", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var r diag.Report
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatal(err)
	}
	ev, err := diag.EvidenceFrom(r)
	if err != nil {
		t.Fatal(err)
	}
	ev.Network.RouterMark, r.Device.Hostname, r.Started = router, "laptop", noon
	for _, a := range alter {
		a(&ev, &r)
	}
	r = diag.Rejudge(&ev, r)
	return &r
}

func on(computer string) func(*diag.Evidence, *diag.Report) {
	return func(_ *diag.Evidence, r *diag.Report) { r.Device.Hostname = computer }
}

func overWiFi(ev *diag.Evidence, _ *diag.Report) {
	for i := range ev.Network.Interfaces {
		if ev.Network.Interfaces[i].Kind == host.Ethernet {
			ev.Network.Interfaces[i].Kind = host.WiFi
		}
	}
}

func shielded(names ...string) func(*diag.Evidence, *diag.Report) {
	return func(ev *diag.Evidence, _ *diag.Report) {
		ev.Security = &diag.SecurityFact{Told: true, Products: []host.Product{{Name: "Example Antivirus", Kind: host.Antivirus, State: host.ProductOff}}}
		for _, n := range names {
			ev.Security.Products = append(ev.Security.Products[:0], host.Product{Name: n, Kind: host.Antivirus, State: host.ProductOn})
		}
	}
}

// after plays events, one a minute, and names the pages that were shown.
func after(s State, events ...Event) (State, string) {
	pages := []string{s.Page}
	for i, e := range events {
		e.At = noon.Add(time.Duration(i+1) * time.Minute)
		s = Next(s, e)
		pages = append(pages, s.Page)
	}
	return s, strings.Join(pages, " ")
}

func answer(a diag.TrialAnswer) Event { return Event{Do: Answered, Answer: a} }
func sign(s Sign) Event               { return Event{Do: Saw, Sign: s} }
func checked(r *diag.Report) Event    { return Event{Do: Checked, Report: r} }
func brought(r *diag.Report) Event    { return Event{Do: BroughtReport, Report: r} }
func code(c string) Event             { return Event{Do: GaveCode, Code: c} }
func shieldsSay(say diag.Told) Event  { return Event{Do: Done, Shields: say} }

var (
	did    = Event{Do: Done}
	skip   = Event{Do: SkippedPage}
	enough = Event{Do: Stopped}
	fails  = answer(diag.NotJoined)
	joins  = answer(diag.Joined)
)

const home, cafe = "aaaa0001", "bbbb0002"

// Each story is played to its end: which pages it shows, what it comes to, and what the report says then.
func TestStories(t *testing.T) {
	office, well := saw(t, "office-udp", home), saw(t, "healthy", cafe)
	quiet := saw(t, "healthy", home)
	for name, c := range map[string]struct {
		kind   diag.TrialKind
		now    *diag.Report // at hand; nil for none
		events []Event
		pages  string
		effect diag.TrialEffect
		cause  diag.Cause
		head   string
	}{
		"the hotspot works, the office does not": {diag.TrialNetwork, office, []Event{fails, code("Error 104102"), sign(SignNetwork), checked(well), joins},
			"before code switch there join ", diag.Helped, "udp-blocked", "cause.udp-blocked.headline"},
		"nothing is found here, and the hotspot works": {diag.TrialNetwork, quiet, []Event{fails, skip, sign(SignNetwork), checked(well), joins},
			"before code switch there join ", diag.Helped, "unknown", "cause.unknown.network.headline"},
		"no check at hand: one is made first": {diag.TrialNetwork, nil, []Event{answer(diag.NoAnswer), checked(office), did, checked(well), skip},
			"before here switch there join ", diag.Helped, "udp-blocked", "cause.udp-blocked.headline"},
		"the person says it is another network, and it is the same": {diag.TrialNetwork, office, []Event{fails, skip, did, checked(saw(t, "healthy", home)), joins},
			"before code switch there join ", diag.Unclear, "udp-blocked", "cause.udp-blocked.headline"},
		"the hotspot wants a sign-in first": {diag.TrialNetwork, office, []Event{fails, skip, sign(SignNetwork), checked(saw(t, "hotel", cafe)), sign(SignSignedIn), checked(well), joins},
			"before code switch there sign-in there join ", diag.Helped, "udp-blocked", "cause.udp-blocked.headline"},
		"the VPN holds Zoom back": {diag.TrialVPN, saw(t, "vpn", home), []Event{fails, skip, sign(SignVPNGone), checked(quiet), joins, sign(SignVPNBack)},
			"before code vpn-off there join vpn-on ", diag.Helped, "vpn", "cause.vpn.headline"},
		"Zoom works while protection is paused": {diag.TrialProtection, saw(t, "healthy", home, shielded("Example Antivirus")),
			[]Event{fails, skip, did, sign(SignProtectionOff), checked(saw(t, "healthy", home, shielded())), joins, sign(SignProtectionOn)},
			"before code safety pause there join resume ", diag.Helped, "security-software", "cause.security-software.headline"},
		"Zoom fails on Wi-Fi and works by cable": {diag.TrialCable, saw(t, "healthy", home, overWiFi), []Event{fails, skip, sign(SignCable), checked(quiet), joins},
			"before code cable there join ", diag.Helped, "unknown", "cause.unknown.cable.headline"},
		"the router was restarted": {diag.TrialRouter, office, []Event{fails, skip, sign(SignRouterSilent), sign(SignRouterBack), checked(quiet), joins},
			"before code unplug plug there join ", diag.Helped, "none", "cause.none.headline"},
		"everything was restarted, for nothing": {diag.TrialRestart, office, []Event{fails, skip, sign(SignZoomQuit), skip, skip, sign(SignRestarted), sign(SignZoomStarted), checked(office), fails},
			"before code quit unplug plug restart open there join ", diag.Unchanged, "udp-blocked", "cause.udp-blocked.headline"},
		"the browser joins":      {diag.TrialBrowser, quiet, []Event{fails, code("104102"), joins}, "before code browser ", diag.Helped, "zoom-damaged", "cause.zoom-damaged.headline"},
		"only one meeting fails": {diag.TrialMeeting, quiet, []Event{fails, skip, joins}, "before code meeting ", diag.Helped, "none", "cause.none.meeting.headline"},
		"a new user joins":       {diag.TrialUser, quiet, []Event{fails, skip, did, joins, did}, "before code user user-join user-remove ", diag.Helped, "zoom-damaged", "cause.zoom-damaged.headline"},
		"the colleague's report is good": {diag.TrialComputer, saw(t, "tcp-dropped", home), []Event{fails, skip, brought(saw(t, "healthy", home, on("colleague")))},
			"before code computer ", diag.Helped, "tcp-blocked", "cause.tcp-blocked.headline"},
		"the other report is this computer's own": {diag.TrialComputer, office, []Event{fails, skip, brought(quiet)}, "before code computer ", diag.Unclear, "udp-blocked", "cause.udp-blocked.headline"},
		"a second computer joins, no report":      {diag.TrialComputer, quiet, []Event{fails, skip, joins}, "before code computer ", diag.Helped, "unknown", "cause.unknown.computer.headline"},
		"Zoom works after all":                    {diag.TrialBrowser, quiet, []Event{joins, joins}, "before browser ", diag.Unclear, "none", "cause.none.headline"},
		"no hotspot at hand":                      {diag.TrialNetwork, office, []Event{fails, skip, skip}, "before code switch ", diag.Unclear, "udp-blocked", "cause.udp-blocked.headline"},
	} {
		t.Run(name, func(t *testing.T) {
			now := diag.Report{}
			if c.now != nil {
				now = *c.now
			}
			s, pages := after(Begin(c.kind, now, noon), c.events...)
			if pages != c.pages {
				t.Errorf("the pages were %q, want %q", pages, c.pages)
			}
			if got := s.Trial().Effect(); got != c.effect {
				t.Errorf("it comes to %s, want %s: %+v", got, c.effect, s.Trial())
			}
			r, ok := s.Result()
			if !ok || r.Verdict.Cause != c.cause || r.Verdict.Headline.ID != c.head {
				t.Errorf("the report (%v) says %s, %s; want %s, %s", ok, r.Verdict.Cause, r.Verdict.Headline.ID, c.cause, c.head)
			}
		})
	}
}

// Every trial of the document has its pages, every page ends, and the first question is whether Zoom fails at all.
func TestEveryTrialCanBeSkippedThrough(t *testing.T) {
	for _, kind := range diag.TrialKinds() {
		s := Begin(kind, diag.Report{}, noon)
		for range 20 {
			s = Next(s, Event{Do: SkippedPage, At: noon})
		}
		if _, open := s.Current(); open || s.Ended.IsZero() {
			t.Errorf("%s stands on %q after it was skipped through", kind, s.Page)
		}
		if e := s.Trial().Effect(); e != diag.Unclear {
			t.Errorf("%s, skipped through, comes to %s", kind, e)
		}
	}
}

// Signs and checks come when they come; what does not belong to the page moves nothing.
func TestWhatDoesNotBelongToThePageMovesNothing(t *testing.T) {
	s := Begin(diag.TrialNetwork, *saw(t, "healthy", home), noon)
	for _, e := range []Event{sign(SignNetwork), sign(""), did, checked(saw(t, "healthy", cafe)), code("1"), brought(saw(t, "healthy", cafe))} {
		if got := Next(s, e); got.Page != "before" || got.There != nil {
			t.Errorf("%s moves the first page to %q", e.Do, got.Page)
		}
	}
}

// Whoever stops while protection is paused is led back to turn it on; that is looked at, and asked for twice.
func TestPausedProtectionIsNotForgotten(t *testing.T) {
	s, _ := after(Begin(diag.TrialProtection, *saw(t, "healthy", home, shielded("Example Antivirus")), noon), fails, skip, did, did)
	if !s.Exposed() || s.Due() != s.Paused.Add(10*time.Minute) || s.Paused.IsZero() {
		t.Fatalf("paused at %v, to be reminded of at %v", s.Paused, s.Due())
	}
	s = Next(s, enough)
	if s.Page != "resume" {
		t.Fatalf("after Stop the page is %q", s.Page)
	}
	s = Next(s, shieldsSay(diag.No))
	if s.Page != "resume" || !s.Again || !s.Exposed() {
		t.Errorf("still off, and the page is %q (again: %v)", s.Page, s.Again)
	}
	for say, want := range map[diag.Told]diag.Told{diag.Yes: diag.Yes, diag.No: diag.No, "": diag.Untold} {
		end := Next(s, shieldsSay(say))
		if end.Page != "" || end.Trial().Back != want || end.Exposed() != (want != diag.Yes) {
			t.Errorf("the system says %q: page %q, %s, exposed %v", say, end.Page, end.Trial().Back, end.Exposed())
		}
	}
}

// A person sees how far it is: no step is told twice, and the last is the last.
func TestStepsAreCounted(t *testing.T) {
	s := Begin(diag.TrialNetwork, diag.Report{}, noon)
	var got []string
	for _, e := range []Event{fails, code("104102"), checked(saw(t, "office-udp", home)), did, checked(saw(t, "healthy", cafe)), joins} {
		n, total := s.Step()
		got = append(got, fmt.Sprintf("%d/%d", n, total))
		s = Next(s, e)
	}
	if want := "1/5 2/6 3/6 4/6 5/6 6/6"; strings.Join(got, " ") != want {
		t.Errorf("the steps are %v, want %s", got, want)
	}
}

func TestOffersBeginWithAnotherNetwork(t *testing.T) {
	for name, second := range map[string]diag.TrialKind{
		"office-udp": diag.TrialComputer, "vpn": diag.TrialVPN, "security-software": diag.TrialProtection, "healthy": diag.TrialMeeting,
		"app-damaged": diag.TrialBrowser, "router-down": diag.TrialRouter,
	} {
		got := Offers(*saw(t, name, home))
		if got[0] != diag.TrialNetwork || got[1] != second {
			t.Errorf("%s: %v, want %s second", name, got, second)
		}
	}
	if got := Offers(*saw(t, "healthy", home)); slices.Contains(got, diag.TrialVPN) || slices.Contains(got, diag.TrialCable) {
		t.Errorf("by cable and without a VPN, %v is offered", got)
	}
	if got := Offers(diag.Report{}); len(got) != len(diag.TrialKinds()) {
		t.Errorf("without a check %v is offered", got)
	}
}

func TestCodesAreDigits(t *testing.T) {
	for in, want := range map[string]string{"104102": "104102", " Error code: 104 102\x1b[2J": "1041022", "": "", "none": "", strings.Repeat("9", 99): "9999999999"} {
		if got := digits(in); got != want {
			t.Errorf("%q reads %q, want %q", in, got, want)
		}
	}
}
