package window

import (
	"strconv"
	"strings"
	"time"

	"linecheck/diag"
)

// footer says in one line how much was done.
func (a teller) footer(s Snapshot) string {
	args := diag.Args{N: s.Done, Total: s.Total, Text: a.seconds(s.Report.DurationMS), Name: a.kilobytes(s.Report.Traffic)}
	switch {
	case s.Running:
		return a.Say("window.footer-running", args)
	case s.Report.Schema == "" && len(s.Report.Checks) == 0:
		return ""
	case s.Again > 0:
		args.N = s.Again
		return a.Say("window.footer-again", args)
	case !s.Report.Complete:
		return a.Say("window.footer-cut", args)
	}
	return a.Say("window.footer", args)
}

func (a teller) seconds(ms int64) string {
	return a.decimal(strconv.FormatFloat((time.Duration(ms)*time.Millisecond).Seconds(), 'f', 1, 64)) + " s"
}

func (a teller) kilobytes(t diag.Traffic) string {
	return strconv.FormatInt((t.SentBytes+t.ReceivedBytes+999)/1000, 10) + " kB"
}

// decimal puts in the language's own decimal sign.
func (a teller) decimal(number string) string {
	return strings.Replace(number, ".", a.say("window.decimal-sign"), 1)
}
