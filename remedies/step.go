package remedies

import (
	"strings"
	"time"

	"linecheck/remedies/change"
)

// Step is one thing to do. It is exactly one of these: a program to run, a change to make, programs to quit, a page to
// open, or something that only the person can do.
type Step struct {
	Program string // absolute path
	Args    []string
	Session bool // the program runs with the person's home, display and session bus; never with admin rights
	Stay    bool // the program is started and left running

	Change change.Change // something set anew by ourselves, which the journal can put back
	Quit   string        // a folder: what this person has started from it is asked to end, and then ended
	Open   string        // a page of the system's settings or of the web, opened as the person
	Guide  Guide         // ends when the person says so
	Until  string        // a Guide that also ends by itself: the id of the check that is good then

	Admin   bool
	OrAdmin bool          // a change that many people may make and some may not: those are asked for admin rights after all
	MayFail bool          // the remedy goes on without it
	Limit   time.Duration // what it may take; a Guide takes as long as the person does
}

// Guide is the name of something only the person can do. Its words are the message do.NAME.
type Guide string

// Line is the step as a person would type it, or what it does, to be shown before the question and in a dry run.
// Nothing runs it. That of a Guide is the id of its message.
func (s Step) Line() string {
	switch {
	case s.Change != nil:
		return s.Change.Line()
	case s.Quit != "":
		return "quit what runs from " + s.Quit
	case s.Open != "":
		return "open " + s.Open
	case s.Guide != "":
		return s.Guide.Message()
	}
	words := []string{s.Program}
	words = append(words, s.Args...)
	for i, w := range words {
		if strings.ContainsAny(w, " \t\"'$&|;<>*?()`") {
			words[i] = `"` + strings.ReplaceAll(w, `"`, `\"`) + `"`
		}
	}
	return strings.Join(words, " ")
}

// Message is the id of a guide's words.
func (g Guide) Message() string { return "do." + string(g) }

// Guides are everything that only the person can do.
func Guides() []Guide {
	return []Guide{
		GuideRestart,
		GuideVPN,
		GuideProxyEnvironment,
		GuideUFW,
		GuideFirewalld,
		GuideFirewall,
		GuideClock,
		GuideWiFi,
		GuideWindowsFirewall,
		GuideOtherNetwork,
		GuideRouter,
		GuideProtection,
		GuideMeeting,
		GuideSignIn,
		GuideProxySignIn,
		GuideUpdate,
		GuideUpdateStore,
		GuideUpdateIT,
		GuideCompare,
		GuideUninstall,
		GuideInstall,
		GuideReinstallIT,
	}
}

// The guides.
const (
	GuideRestart          Guide = "restart-computer"
	GuideVPN              Guide = "vpn"               // disconnect it in its own program
	GuideProxyEnvironment Guide = "proxy-environment" // take the proxy out of the environment
	GuideUFW              Guide = "firewall-ufw"      // let Zoom out in ufw
	GuideFirewalld        Guide = "firewall-firewalld"
	GuideFirewall         Guide = "firewall" // let Zoom out in whatever filters here
	GuideClock            Guide = "clock"    // set date, time and time zone by hand
	GuideWindowsFirewall  Guide = "firewall-windows"
	GuideWiFi             Guide = "wifi" // turn Wi-Fi off and on by hand
	GuideOtherNetwork     Guide = "other-network"
	GuideRouter           Guide = "restart-router"   // where it is the person's own
	GuideProtection       Guide = "pause-protection" // for one short test
	GuideMeeting          Guide = "meeting"          // agree that a meeting that runs is left
	GuideSignIn           Guide = "sign-in"          // fill in the network's page
	GuideProxySignIn      Guide = "proxy-sign-in"
	GuideUpdate           Guide = "update"
	GuideUpdateStore      Guide = "update-store" // where the system's own store updates it
	GuideUpdateIT         Guide = "update-it"    // where the organisation does
	GuideCompare          Guide = "compare"      // try another network first
	GuideUninstall        Guide = "uninstall"
	GuideInstall          Guide = "install"
	GuideReinstallIT      Guide = "reinstall-it"
)
