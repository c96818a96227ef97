// Package trials leads a person through the experiments of the customer's document, one instruction at a time. What is asked,
// what ends a page and what follows is data and a pure state machine; watching the computer is in watch.go, keeping the
// progress in store.go. It draws nothing: terminal and window show the same pages.
package trials

import (
	"slices"
	"time"

	"linecheck/diag"
)

// Page is one instruction and what ends it. Its words are the message trial.page.ID.
type Page struct {
	ID    string
	Asks  Asks
	Ends  Sign          // what the computer shows when the page is done; "" for nothing
	Opens string        // a page of the web that belongs to it
	Limit time.Duration // after which the person is reminded to go on; 0 for no limit
	Since bool          // the limit counts from here
	Core  bool          // this is what the trial changes: without it, there is nothing to try
}

// Asks is what a page wants of the person.
type Asks string

// What can be asked. Every page can be skipped, too.
const (
	AsksDone   Asks = "done"   // that the instruction was followed
	AsksJoin   Asks = "join"   // whether Zoom joined
	AsksCode   Asks = "code"   // the error code that Zoom shows
	AsksReport Asks = "report" // another computer's report, or whether Zoom joined there
	AsksCheck  Asks = "check"  // nothing: the checks are made
)

// Sign is something the computer shows by itself.
type Sign string

// The signs.
const (
	SignNetwork       Sign = "network"        // it is in another network
	SignVPNGone       Sign = "vpn-gone"       // no tunnel carries Zoom
	SignVPNBack       Sign = "vpn-back"       // one does
	SignCable         Sign = "cable"          // a cable carries the traffic
	SignRouterSilent  Sign = "router-silent"  // the router is gone
	SignRouterBack    Sign = "router-back"    // and there again
	SignZoomQuit      Sign = "zoom-quit"      // no Zoom program runs
	SignZoomStarted   Sign = "zoom-started"   // one does
	SignProtectionOff Sign = "protection-off" // a product that was on is not
	SignProtectionOn  Sign = "protection-on"  // all that were on are on again
	SignRestarted     Sign = "restarted"      // the computer has started since
	SignSignedIn      Sign = "signed-in"      // no sign-in page holds traffic back any more
)

// pauseLimit is how long protection may stay paused before the person is reminded.
const pauseLimit = 10 * time.Minute

// Zoom's own pages.
const (
	testMeeting = "https://zoom.us/test"
	joinPage    = "https://zoom.us/join"
)

// The pages that several trials share.
var (
	pageBefore = Page{ID: "before", Asks: AsksJoin}
	pageCode   = Page{ID: "code", Asks: AsksCode}
	pageHere   = Page{ID: "here", Asks: AsksCheck}
	pageThere  = Page{ID: "there", Asks: AsksCheck}
	pageSignIn = Page{ID: "sign-in", Asks: AsksDone, Ends: SignSignedIn}
	pageJoin   = Page{ID: "join", Asks: AsksJoin}
)

// script is all the pages of a trial in their order. Which of them are shown depends on what is known by then.
func script(kind diag.TrialKind) []Page {
	own := map[diag.TrialKind][]Page{
		diag.TrialNetwork: {{ID: "switch", Asks: AsksDone, Ends: SignNetwork, Core: true}, pageThere, pageSignIn, pageJoin},
		diag.TrialVPN: {{ID: "vpn-off", Asks: AsksDone, Ends: SignVPNGone, Core: true}, pageThere, pageJoin,
			{ID: "vpn-on", Asks: AsksDone, Ends: SignVPNBack}},
		diag.TrialProtection: {{ID: "safety", Asks: AsksDone}, {ID: "pause", Asks: AsksDone, Ends: SignProtectionOff, Since: true, Core: true},
			{ID: "there", Asks: AsksCheck, Limit: pauseLimit}, {ID: "join", Asks: AsksJoin, Limit: pauseLimit},
			{ID: "resume", Asks: AsksDone, Ends: SignProtectionOn, Limit: pauseLimit}},
		diag.TrialRouter: {{ID: "unplug", Asks: AsksDone, Ends: SignRouterSilent, Core: true}, {ID: "plug", Asks: AsksDone, Ends: SignRouterBack}, pageThere, pageJoin},
		diag.TrialCable:  {{ID: "cable", Asks: AsksDone, Ends: SignCable, Core: true}, pageThere, pageJoin},
		diag.TrialRestart: {{ID: "quit", Asks: AsksDone, Ends: SignZoomQuit}, {ID: "unplug", Asks: AsksDone, Ends: SignRouterSilent},
			{ID: "plug", Asks: AsksDone, Ends: SignRouterBack}, {ID: "restart", Asks: AsksDone, Ends: SignRestarted, Core: true},
			{ID: "open", Asks: AsksDone, Ends: SignZoomStarted}, pageThere, pageJoin},
		diag.TrialBrowser:  {{ID: "browser", Asks: AsksJoin, Opens: joinPage}},
		diag.TrialMeeting:  {{ID: "meeting", Asks: AsksJoin, Opens: testMeeting}},
		diag.TrialUser:     {{ID: "user", Asks: AsksDone, Core: true}, {ID: "user-join", Asks: AsksJoin}, {ID: "user-remove", Asks: AsksDone}},
		diag.TrialComputer: {{ID: "computer", Asks: AsksReport}},
	}[kind]
	return append([]Page{pageBefore, pageCode, pageHere}, own...)
}

// PageIDs lists the pages of all trials, each once.
func PageIDs() []string {
	var ids []string
	for _, kind := range diag.TrialKinds() {
		for _, p := range script(kind) {
			if !slices.Contains(ids, p.ID) {
				ids = append(ids, p.ID)
			}
		}
	}
	return ids
}

// Known reports whether there is such a trial.
func Known(kind diag.TrialKind) bool { return slices.Contains(diag.TrialKinds(), kind) }
