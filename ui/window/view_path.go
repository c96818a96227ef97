package window

import "linecheck/diag"

// station is one stop of the path picture, with the line that leads to it.
type station struct {
	Title string
	Below string // the address where the way ends
	Shape shape
	Line  line
}

// line is the stretch before a station.
type line string

const (
	lineNone  line = "" // before the first station
	lineFine  line = "fine"
	lineFault line = "fault"
	lineSlow  line = "slow"
	lineGrey  line = "grey" // nothing is known, or nothing yet
)

// stretches are the stations from the person outwards.
var stretches = []diag.Where{diag.WhereComputer, diag.WhereRouter, diag.WhereSite, diag.WhereProvider, diag.WhereZoom}

// path shows how far the way is known to be good and where it ends.
func (a teller) path(s Snapshot) []station {
	v := s.Report.Verdict
	stations := make([]station, len(stretches))
	for i, where := range stretches {
		st := &stations[i]
		st.Title = a.say("station." + string(where))
		st.Shape = stationWaiting
		if decided(s) {
			st.Shape = stationShape(v, i)
		}
		if where == v.Where && decided(s) {
			st.Below = clean(v.Hop)
		}
		if i > 0 {
			st.Line = lineTo(st.Shape)
		}
	}
	return stations
}

// stationShape never claims more than the verdict: a place that was not proven gets no cross, and what lies behind a block
// stays unknown. What lies behind a mere slowdown was reached, so it is fine.
func stationShape(v diag.Verdict, i int) shape {
	fault := faultAt(v.Where)
	switch {
	case v.Cause == causeNone:
		return stationFine
	case v.Cause == causeUnknown:
		return stationUnknown
	case fault < 0 && i > 0:
		return stationUnknown
	case fault < 0 || i < fault:
		return stationFine
	case v.Impact != diag.Blocks && i == fault:
		return stationSlow
	case v.Impact != diag.Blocks:
		return stationFine
	case i == fault:
		return stationFault
	}
	return stationUnknown
}

// faultAt is the place of the fault in stretches, -1 when it was not proven.
func faultAt(w diag.Where) int {
	for i, where := range stretches {
		if where == w {
			return i
		}
	}
	return -1
}

func lineTo(s shape) line {
	switch s {
	case stationFine:
		return lineFine
	case stationFault:
		return lineFault
	case stationSlow:
		return lineSlow
	}
	return lineGrey
}
