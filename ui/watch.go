package ui

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"linecheck/diag"
	"linecheck/diag/watch"
	"linecheck/ui/words"
)

// EventLines puts an event of a watch into words: a sentence each, the first of them the news.
func EventLines(b *words.Book, e watch.Event) []string {
	say := func(id string, args diag.Args) string { return b.Say(id, args.Cleaned(maxValue)) }
	args := diag.Args{Address: addressOf(e.Address), Ports: portOf(e.Protocol, e.Address), Total: int(e.WaitedMS / 1000), Interface: e.VPN}
	switch e.Kind {
	case watch.Begun:
		return begunLines(say, e, args)
	case watch.Changed:
		return []string{ChangeLine(b, *e.Change)}
	case watch.Reach:
		return []string{say("watch.reach."+string(e.Station)+"."+string(e.Pulse), args)}
	case watch.Zoom:
		return []string{say(zoomID(e), args)}
	case watch.Tried:
		if e.Open {
			return []string{say("watch.tried.open", args)}
		}
		return []string{say("watch.tried.shut", args)}
	case watch.Verdict:
		v := e.Report.Verdict
		return []string{say("watch.verdict", diag.Args{Text: v.Headline.Text}), v.Meaning.Text, v.NextStep.Text}
	case watch.Ended:
		return summaryLines(say, *e.Summary)
	}
	return nil
}

// ChangeLine says what changed of the network.
func ChangeLine(b *words.Book, c watch.Change) string {
	id := "change." + string(c.Kind)
	if special := id + "." + c.To; c.Kind == watch.OtherWay && b.Has(special) {
		id = special
	}
	return b.Say(id, diag.Args{Interface: c.Interface, Address: c.To, Text: c.From}.Cleaned(maxValue))
}

// Minor reports whether an event is a detail: connections that open are many, and no news.
func Minor(e watch.Event) bool {
	return e.Kind == watch.Zoom && e.What == watch.Opened && e.WaitedMS < time.Second.Milliseconds()
}

func zoomID(e watch.Event) string {
	if e.What == watch.Media && e.Protocol == "udp" {
		return "watch.media-udp" // that a socket is there proves no answers
	}
	return "watch." + string(e.What)
}

func begunLines(say func(string, diag.Args) string, e watch.Event, args diag.Args) []string {
	lines := []string{say("watch.begun.offline", args)}
	if e.Online {
		switch e.Network {
		case "wifi", "ethernet", "cellular":
			lines[0] = say("watch.begun."+e.Network, args)
		default:
			lines[0] = say("watch.begun.online", args)
		}
	}
	if e.VPN != "" {
		lines = append(lines, say("watch.begun.vpn", args))
	}
	return append(lines, say("watch.zoom."+e.Zoom, args))
}

func summaryLines(say func(string, diag.Args) string, s watch.Summary) []string {
	lines := []string{say("watch.ended", diag.Args{Text: clock(s.Seconds), N: int(s.Sent+500) / 1000})}
	if s.Changes > 0 {
		lines = append(lines, say("watch.summary.changes", diag.Args{N: s.Changes}))
	}
	for _, station := range []watch.Station{watch.Router, watch.Internet, watch.Name, watch.ZoomHost} {
		if n := s.Outages[string(station)]; n > 0 {
			lines = append(lines, say("watch.summary."+string(station), diag.Args{N: n}))
		}
	}
	if a := stuckArgs(s.Join); a.N > 0 {
		lines = append(lines, say("watch.summary.stuck", a))
	}
	if len(lines) == 1 {
		lines = append(lines, say("watch.summary.quiet", diag.Args{}))
	}
	return lines
}

// stuckArgs names the first address that Zoom is stuck at, and how many there are.
func stuckArgs(f diag.JoinFact) (a diag.Args) {
	for _, r := range f.Remotes {
		if !r.Stuck {
			continue
		}
		if a.N++; a.N == 1 {
			a.Address, a.Ports = addressOf(r.Address), portOf(r.Protocol, r.Address)
		}
	}
	return a
}

func addressOf(a netip.AddrPort) string {
	if !a.IsValid() {
		return ""
	}
	return a.Addr().String()
}

// portOf writes "TCP 8801".
func portOf(protocol string, a netip.AddrPort) string {
	if !a.IsValid() {
		return ""
	}
	return strings.ToUpper(protocol) + " " + strconv.Itoa(int(a.Port()))
}

// clock writes a length of time as a stop watch does: 4:05, 1:04:05.
func clock(seconds int64) string {
	if seconds < 3600 {
		return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
}
