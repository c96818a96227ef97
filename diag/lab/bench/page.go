package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"linecheck/diag/lab/figures"
)

// sample is one run.
type sample struct {
	verdict, whole time.Duration
	payload, wire  int64 // bytes, both ways
	peak           int64 // bytes
}

// measured is everything the page shows.
type measured struct {
	runs                    int
	healthy, dropped, large []sample
	hosts, largeHosts       int
}

// figures are the table.
func (m *measured) figures() []figures.Figure {
	verdict := median(m.healthy, func(s sample) time.Duration { return s.verdict })
	whole := largest(m.healthy, func(s sample) time.Duration { return s.whole })
	dropped := largest(m.dropped, func(s sample) time.Duration { return s.whole })
	payload := largest(m.healthy, func(s sample) int64 { return s.payload })
	wire := largest(m.healthy, func(s sample) int64 { return s.wire })
	peak := largest(slices.Concat(m.healthy, m.dropped), func(s sample) int64 { return s.peak })
	ratio := float64(median(m.large, func(s sample) time.Duration { return s.whole })) /
		float64(median(m.healthy, func(s sample) time.Duration { return s.whole }))
	return []figures.Figure{
		figures.New("time to verdict at 30 ms round trip, healthy, median", "≤ 1.0 s", seconds(verdict), verdict <= time.Second),
		figures.New("all checks at 30 ms round trip, healthy, longest", "≤ 3.5 s", seconds(whole), whole <= 3500*time.Millisecond),
		figures.New("all checks with every packet dropped, longest", "≤ 8 s", seconds(dropped), dropped <= 8*time.Second),
		figures.New("payload of a default run, both ways, most", "≤ 300 kB", kilobytes(payload), payload <= 300_000),
		figures.New("the same on the cable, headers and all, most", "≤ 300 kB", kilobytes(wire), wire <= 300_000),
		figures.New("peak memory of the terminal program", "≤ 60 MB", fmt.Sprintf("%.0f MB", float64(peak)/1e6), peak <= 60_000_000),
		figures.New(fmt.Sprintf("time of all checks with %d hosts in the profile against %d", m.largeHosts, m.hosts), "≤ 1.5 times",
			fmt.Sprintf("%.2f times", ratio), ratio <= 1.5),
	}
}

func (m *measured) page() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# What a run costs\n\nWritten by `make bench` on %s; not edited by hand. %s\n\n",
		time.Now().UTC().Format("2006-01-02"), figures.Machine())
	fmt.Fprintf(&b, "The real program in a made-up internet with a real kernel (`diag/lab`), one run at a time, %d runs a figure; the servers of that "+
		"internet share the machine with it.\n\n", m.runs)
	figures.Table(&b, figures.Head(), figures.Rows(m.figures()))
	return b.String()
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

func kilobytes(n int64) string { return fmt.Sprintf("%d kB", (n+500)/1000) }

func values[T int64 | time.Duration](all []sample, of func(sample) T) []T {
	out := make([]T, len(all))
	for i, s := range all {
		out[i] = of(s)
	}
	slices.Sort(out)
	return out
}

func median[T int64 | time.Duration](all []sample, of func(sample) T) T {
	return values(all, of)[len(all)/2]
}

func largest[T int64 | time.Duration](all []sample, of func(sample) T) T {
	return values(all, of)[len(all)-1]
}
