package ui

import (
	"strings"

	"linecheck/diag"
	"linecheck/diag/compare"
	"linecheck/ui/words"
)

// ComposeComparison fills in the text of every sentence of a comparison.
func ComposeComparison(b *words.Book, r compare.Result) compare.Result {
	place := diag.Verdict{Where: r.Where}
	r.Meaning, r.NextStep = sayFor(b, place, r.Meaning), sayFor(b, place, r.NextStep)
	list := make([]compare.Difference, len(r.Differences))
	for i, d := range r.Differences {
		d.A, d.B = Say(b, d.A), Say(b, d.B)
		list[i] = d
	}
	r.Differences = list
	caveats := make([]string, len(r.Caveats))
	for i, id := range r.Caveats {
		caveats[i] = b.Say(id, diag.Args{})
	}
	r.Caveats = caveats
	return r
}

// FieldTitle names what differs: a check's own title, or a title of the comparison.
func FieldTitle(b *words.Book, d compare.Difference) string {
	kind, rest, _ := strings.Cut(d.Field, ".")
	switch kind {
	case "check":
		return b.Say("check."+rest, diag.Args{})
	case "finding":
		return b.Say("cause."+rest+".title", diag.Args{})
	}
	return b.Say("compare.field."+d.Field, diag.Args{})
}
