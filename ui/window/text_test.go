package window

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"
)

func TestWrap(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look{})
	f := fontBody
	room := f.width("eight or ten")
	for s, want := range map[string][]string{
		"":                       {""},
		"short":                  {"short"},
		"eight or ten or twelve": {"eight or ten", "or twelve"},
		"one\ntwo":               {"one", "two"},
		"eight  or ten or more ": {"eight  or", "ten or", "more"},
		"mmmmmmmmmm":             {f.fill("m", room), strings.Repeat("m", 10-len(f.fill("m", room)))},
	} {
		got := wrap(s, f, room)
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

// fill repeats a letter as often as there is room.
func (f font) fill(letter string, room float32) string {
	s := letter
	for f.width(s+letter) <= room {
		s += letter
	}
	return s
}

func TestWrapRatherBreaksAnAddressAtItsColons(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look{})
	lines := wrap("2001:db8:1234:5678:9abc:def0:1234:5678", fontHop, 120)
	if len(lines) != 2 || !strings.HasSuffix(lines[0], ":") {
		t.Errorf("%q", lines)
	}
}

func TestWrapBreaksScriptsWithoutSpaces(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look{})
	lines := wrap("このネットワークはズームを遮断しています。", fontBody, 100)
	if len(lines) < 2 || strings.HasPrefix(lines[1], "。") {
		t.Errorf("%q", lines)
	}
	if strings.Join(lines, "") != "このネットワークはズームを遮断しています。" {
		t.Errorf("signs got lost: %q", lines)
	}
}
