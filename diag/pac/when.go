package pac

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

var (
	days   = []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}
	months = []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}
)

// inZone takes a last "GMT" off the arguments: then the range is meant in that time.
func inZone(now time.Time, args []string) (time.Time, []string) {
	if n := len(args); n > 0 && strings.EqualFold(args[n-1], "GMT") {
		return now.UTC(), args[:n-1]
	}
	return now, args
}

// between reports whether x lies from a to b, going round when b lies before a, as in "FRI" to "MON".
func between(a, x, b int) bool {
	if a <= b {
		return a <= x && x <= b
	}
	return x >= a || x <= b
}

// weekdayRange takes one day or two.
func weekdayRange(now time.Time, args []string) bool {
	now, args = inZone(now, args)
	if len(args) == 0 {
		return false
	}
	from, to := slices.Index(days, upper(args[0])), slices.Index(days, upper(args[len(args)-1]))
	return len(args) <= 2 && from >= 0 && to >= 0 && between(from, int(now.Weekday()), to)
}

func upper(s string) string { return strings.ToUpper(s) }

// timeRange takes an hour, two hours, or two times of day with minutes and perhaps seconds. An end without seconds
// holds its whole minute.
func timeRange(now time.Time, args []string) bool {
	now, args = inZone(now, args)
	n := numbers(args)
	if n == nil {
		return false
	}
	clock := (now.Hour()*60+now.Minute())*60 + now.Second()
	switch len(n) {
	case 1:
		return now.Hour() == n[0]
	case 2:
		return between(n[0], now.Hour(), n[1])
	case 4:
		return between((n[0]*60+n[1])*60, clock, (n[2]*60+n[3])*60+59)
	case 6:
		return between((n[0]*60+n[1])*60+n[2], clock, (n[3]*60+n[4])*60+n[5])
	}
	return false
}

func numbers(args []string) []int {
	var out []int
	for _, a := range args {
		n, err := strconv.Atoi(strings.TrimSpace(a))
		if err != nil || n < 0 || n > 9999 {
			return nil
		}
		out = append(out, n)
	}
	return out
}

// date is a day of the month, a month and a year, 0 for what was not said.
type date struct{ day, month, year int }

// dateRange takes one date or two, each a day, a month, a year, or such together: (1), ("JAN"), (2026), (1, 15),
// (1, "JUN", 15, "AUG"), ("JUN", 2026, "AUG", 2027), (1, "JUN", 2026, 15, "AUG", 2027).
func dateRange(now time.Time, args []string) bool {
	now, args = inZone(now, args)
	half := (len(args) + 1) / 2
	if len(args) == 0 || len(args) > 6 || len(args) > 1 && len(args)%2 != 0 {
		return false
	}
	from, ok1 := readDate(args[:half])
	to, ok2 := readDate(args[len(args)-half:])
	today := date{now.Day(), int(now.Month()), now.Year()}
	if !ok1 || !ok2 || from.kind() != to.kind() {
		return false
	}
	return between(from.order(), today.as(from).order(), to.order())
}

// readDate tells a day from a year by its size, as browsers do.
func readDate(args []string) (d date, ok bool) {
	for _, a := range args {
		if i := slices.Index(months, upper(a)); i >= 0 {
			d.month = i + 1
			continue
		}
		n, err := strconv.Atoi(strings.TrimSpace(a))
		switch {
		case err != nil || n < 1 || n > 9999:
			return d, false
		case n <= 31:
			d.day = n
		default:
			d.year = n
		}
	}
	return d, len(args) > 0
}

func (d date) kind() [3]bool { return [3]bool{d.day > 0, d.month > 0, d.year > 0} }

// order is a number that grows with the date.
func (d date) order() int { return (d.year*12+d.month)*32 + d.day }

// as drops what the other date does not say.
func (d date) as(o date) date {
	if o.day == 0 {
		d.day = 0
	}
	if o.month == 0 {
		d.month = 0
	}
	if o.year == 0 {
		d.year = 0
	}
	return d
}
