package terminal

import (
	"fmt"
	"strings"

	"linecheck/diag"
	"linecheck/diag/zoom"
)

type explainCommand struct {
	What string `arg:"" name:"cause|code" help:"A cause such as udp-blocked, or a Zoom error code such as 104102."`
}

// Run explains a cause or a code; anything else is a usage error that names what is near.
func (c explainCommand) Run(s *Session) error {
	what := strings.ToLower(strings.TrimSpace(c.What))
	if kind, known := s.Profile.KindOfCode(what); known {
		s.explainCode(what, kind)
		return nil
	}
	if s.Book.Has("cause." + what + ".headline") {
		s.explainCause(what)
		return nil
	}
	return usage("explain %q: neither a cause, such as udp-blocked, nor a known Zoom error code, such as 104102", diag.Clean(what, 40))
}

func (s *Session) explainCause(cause string) {
	base := "cause." + cause
	fmt.Fprintln(s.Out, paint(s.Screen, bold, s.say(base+".headline")))
	fmt.Fprintln(s.Out, wrap(s.say(base+".meaning"), ""))
	s.section("face.step", s.say(base+".next"))
	for _, p := range diag.Problems() {
		if p.Cause == diag.Cause(cause) {
			fmt.Fprintf(s.Out, "\n%s: %s\n", s.say("face.who"), s.say("who."+string(p.Who)))
		}
	}
}

// explainCode says what is known of a code and how sure that is; for a connection code, also what helps.
func (s *Session) explainCode(code, kind string) {
	fmt.Fprintln(s.Out, wrap(s.say("code."+kind, diag.Args{Code: code}), ""))
	fmt.Fprintln(s.Out, wrap(s.say("code.sure."+s.Profile.ErrorCodes[kind].Sure), ""))
	if kind != zoom.ConnectionCodes {
		return
	}
	fmt.Fprintln(s.Out, "\n"+paint(s.Screen, bold, s.say("guide.title")))
	for i := 1; s.Book.Has(fmt.Sprintf("guide.%d", i)); i++ {
		fmt.Fprintln(s.Out, wrap(s.say(fmt.Sprintf("guide.%d", i)), fmt.Sprintf("%2d. ", i)))
	}
	fmt.Fprintln(s.Out, "\n"+paint(s.Screen, bold, s.say("faq.title")))
	for i := 1; s.Book.Has(fmt.Sprintf("faq.%d.q", i)); i++ {
		fmt.Fprintln(s.Out, paint(s.Screen, bold, wrap(s.say(fmt.Sprintf("faq.%d.q", i)), "")))
		fmt.Fprintln(s.Out, wrap(s.say(fmt.Sprintf("faq.%d.a", i)), "  "))
	}
}
