package page

import (
	_ "embed"
	"html/template"
	"io"
	"strings"

	"linecheck/diag"
	"linecheck/diag/redact"
	"linecheck/diag/zoom"
	"linecheck/ui"
	"linecheck/ui/words"
)

//go:embed page.html
var source string

// view is what the page's template sees: finished sentences only.
type view struct {
	diag.Report
	Language                           string // of the words, for those who hear the page
	Shape, When, Traffic, Note, Hidden string
	Stations                           []Station
	Marks                              []mark
	Plot                               *plot
	Groups                             []group
	Tried                              []diag.Sentence // what trials came to
	Say                                func(string) string
}

type group struct {
	Title  string
	Checks []check
}

type check struct {
	diag.Result
	Word  string
	Sign  string
	Lines []ui.FactLine
}

// Station is a stop of the path picture. State is ok, fault, worse or unknown.
type Station struct{ Name, State, Hop string }

// Write writes the report as one self-contained page without scripts, which prints well and reads well aloud.
func Write(w io.Writer, b *words.Book, r diag.Report) error { return write(w, b, r, r, redact.None) }

// WriteRedacted writes the page without what its reader need not know, and with a line that says what that is.
func WriteRedacted(w io.Writer, b *words.Book, p *zoom.Profile, r diag.Report, level redact.Level) error {
	x := Redactor(b, p, r, level)
	var whole strings.Builder
	if err := write(&whole, b, ui.Compose(b, x.Report(r)), r, level); err != nil {
		return err
	}
	_, err := io.WriteString(w, x.Text(whole.String()))
	return err
}

// NoteRedacted is the note for one reader without what that reader need not know.
func NoteRedacted(b *words.Book, p *zoom.Profile, r diag.Report, level redact.Level, reader Reader, asked Asked) string {
	x := Redactor(b, p, r, level)
	return x.Text(NoteFor(b, ui.Compose(b, x.Report(r)), r, reader, asked))
}

// Redactor knows what a report holds, and calls what it takes out by the book's words.
func Redactor(b *words.Book, p *zoom.Profile, r diag.Report, level redact.Level) *redact.Redactor {
	return redact.New(r, p, level, func(k redact.Kind, n int) string { return b.Say("redact.as."+string(k), diag.Args{N: n}) })
}

// write writes r; measured is the same report with its facts whole: the plot reads figures from it, which tell nothing else.
func write(w io.Writer, b *words.Book, r, measured diag.Report, level redact.Level) error {
	t, err := template.New("page").Parse(source)
	if err != nil {
		return err
	}
	say := func(id string) string { return b.Say(id, diag.Args{}) }
	way := stations(say, r.Verdict)
	hidden := ""
	if level != redact.None {
		hidden = say("redact.hides." + string(level))
	}
	return t.Execute(w, view{
		Report: r, Language: b.Language(), Shape: shape(r.Verdict), Say: say, Note: Note(b, r), Hidden: hidden,
		When: r.Started.Local().Format("2006-01-02 15:04 MST"), Traffic: ui.Bytes(r.Traffic.SentBytes + r.Traffic.ReceivedBytes),
		Stations: way, Marks: marks(way), Plot: plotOf(b, measured), Groups: groups(say, ui.Shown(r.Checks)), Tried: ui.Notes(r),
	})
}

func shape(v diag.Verdict) string {
	switch v.Cause {
	case diag.CauseNone:
		return "ok"
	case diag.CauseUnknown:
		return "unknown"
	}
	return "fault"
}

func groups(say func(string) string, results []diag.Result) []group {
	var out []group
	for _, r := range results {
		title := say("group." + r.Group)
		if len(out) == 0 || out[len(out)-1].Title != title {
			out = append(out, group{Title: title})
		}
		last := &out[len(out)-1]
		last.Checks = append(last.Checks, check{Result: r, Word: say("status." + string(r.Status)), Sign: signs[string(r.Status)], Lines: ui.FactLines(r.Facts)})
	}
	return out
}

// way is the path from the person outwards.
var way = []diag.Where{diag.WhereComputer, diag.WhereRouter, diag.WhereSite, diag.WhereProvider, diag.WhereZoom}

// stations colours the way: good up to the fault, unknown beyond it, or good again where the fault only makes meetings
// worse. Without a proven place nothing is blamed.
func stations(say func(string) string, v diag.Verdict) []Station {
	out := make([]Station, len(way))
	state := "ok"
	if v.Cause == diag.CauseUnknown || v.Cause != diag.CauseNone && v.Where == diag.WhereUnknown {
		state = "unknown"
	}
	for i, where := range way {
		out[i] = Station{Name: say("station." + string(where)), State: state}
		if where != v.Where || v.Cause == diag.CauseNone {
			continue
		}
		out[i].Hop = diag.Clean(v.Hop, 60)
		if out[i].State = "worse"; v.Impact == diag.Blocks {
			out[i].State, state = "fault", "unknown"
		}
	}
	return out
}
