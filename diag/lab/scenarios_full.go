package lab

import (
	"time"

	"linecheck/diag"
)

// fullWorlds are checked with --full: they differ in what fits through the line.
var fullWorlds = []Scenario{
	{
		Name:   "full-wide",
		Story:  "A wide line, measured to the full",
		Breaks: []Break{line(Provider, Line{Delay: 5 * time.Millisecond})},
		Args:   []string{"--full"},
		Want:   Want{Cause: "none", Where: diag.WhereUnknown, Checks: map[string]diag.Status{"bandwidth": diag.Pass}},
	},
	{
		Name:   "full-narrow-up",
		Story:  "Much arrives over the line, and only 400 kbit/s can be sent",
		Breaks: []Break{line(Provider, Line{Delay: 10 * time.Millisecond, Kbps: 8000, UpKbps: 400})},
		Args:   []string{"--full"},
		Want:   Want{Cause: "slow", Where: diag.WhereProvider, Impact: diag.Degrades, Checks: map[string]diag.Status{"bandwidth": diag.Fail}},
	},
	{
		Name:   "full-bloated",
		Story:  "The line is fast enough, and lets everything wait for seconds as soon as somebody sends something large",
		Breaks: []Break{line(Provider, Line{Delay: 10 * time.Millisecond, Kbps: 8000, UpKbps: 1700, Buffer: 3 * time.Second})},
		Args:   []string{"--full"},
		Want:   Want{Cause: "none", Where: diag.WhereUnknown, Checks: map[string]diag.Status{"bandwidth": diag.Warn}},
	},
}
