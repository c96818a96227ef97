package page

import (
	"fmt"
	"math"
	"strconv"

	"linecheck/diag"
	"linecheck/ui/words"
)

// signs are shapes, so that nothing is said by colour alone.
var signs = map[string]string{"ok": "✓", "fault": "✗", "worse": "!", "unknown": "?",
	"pass": "✓", "fail": "✗", "warn": "!", "untested": "?", "skipped": "–"}

// mark is a station in the picture of the way, in the picture's own units, with the line that leads to it.
type mark struct {
	Station
	X, From, To int // From is 0 for the first one
	Sign        string
}

// marks puts the stations side by side, 700 units wide.
func marks(all []Station) []mark {
	out := make([]mark, len(all))
	for i, s := range all {
		x := 70 + 140*i
		out[i] = mark{Station: s, X: x, Sign: signs[s.State]}
		if i > 0 {
			out[i].From, out[i].To = x-140+19, x-19
		}
	}
	return out
}

// plot shows delay and loss of each stretch: the bar from the least round trip to the 95th percentile, a stroke at the median.
type plot struct {
	Rows                []plotRow
	Ticks               []tick
	Height, Foot, Words int
}

type plotRow struct {
	Name, Loss, Median, P95, Jitter string
	Answered                        bool
	Y, Top, Bottom                  int
	From, Wide, Mid                 int
}

type tick struct {
	X    int
	Text string
}

// The plot's room: names on the left, loss on the right.
const plotLeft, plotRight, plotStep = 150, 590, 30

// plotOf draws the rows that count of each stretch; nil where none was measured.
func plotOf(b *words.Book, r diag.Report) *plot {
	ev, err := diag.EvidenceFrom(r)
	if err != nil || ev.Quality == nil {
		return nil
	}
	var rows []diag.Row
	most := 50.0
	for _, stretch := range []diag.Stretch{diag.ToRouter, diag.ToInternet, diag.ToZoom} {
		if row, ok := ev.Quality.RowOf(stretch); ok {
			rows = append(rows, row)
			most = max(most, row.P95MS)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	most = math.Ceil(most/50) * 50
	p := &plot{Height: plotStep*len(rows) + 34, Foot: plotStep*len(rows) + 10, Words: plotStep*len(rows) + 28}
	for i, row := range rows {
		p.Rows = append(p.Rows, rowOf(b, row, i, most))
	}
	for i := range 3 {
		p.Ticks = append(p.Ticks, tick{at(most*float64(i)/2, most), strconv.Itoa(int(most)*i/2) + " ms"})
	}
	return p
}

func rowOf(b *words.Book, r diag.Row, i int, most float64) plotRow {
	y := plotStep*i + 26
	out := plotRow{Name: b.Say("page.stretch."+string(r.Stretch), diag.Args{}), Answered: r.Received > 0, Y: y, Top: y - 11, Bottom: y + 1,
		Loss: fmt.Sprintf("%d / %d", r.Sent-r.Received, r.Sent), Median: "–", P95: "–", Jitter: "–"}
	if out.Answered {
		out.From, out.Mid = at(r.LeastMS, most), at(r.MedianMS, most)
		out.Wide = max(3, at(r.P95MS, most)-out.From)
		out.Median, out.P95, out.Jitter = ms(b, r.MedianMS), ms(b, r.P95MS), ms(b, r.JitterMS)
	}
	return out
}

func at(value, most float64) int {
	return plotLeft + int(math.Round((plotRight-plotLeft)*min(value/most, 1)))
}

func ms(b *words.Book, v float64) string { return b.Decimal(v, 1) + " ms" }
