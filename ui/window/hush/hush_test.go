package hush

import (
	"bytes"
	"log"
	"testing"
)

func TestOnlyFalseAlarmsAreDropped(t *testing.T) {
	var out bytes.Buffer
	l := log.New(&filter{to: &out}, "", 0)
	for _, line := range []string{
		"first", "Fyne error:  Error parsing user locale C", "  Cause: language: tag is not well-formed", "  At: lang/locale.go:35",
		"between", "Fyne error:  Preferences load error:", "  Cause: EOF", "  At: app/preferences.go:103",
		"Fyne error:  window creation error", "  Cause: APIUnavailable", "last",
	} {
		l.Println(line)
	}
	if want := "first\nbetween\nFyne error:  window creation error\n  Cause: APIUnavailable\nlast\n"; out.String() != want {
		t.Errorf("got %q", out.String())
	}
}
