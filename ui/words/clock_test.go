package words_test

import (
	"testing"
	"time"

	"linecheck/diag"
)

func TestOffsetsForPeople(t *testing.T) {
	book := english(t)
	for _, c := range []struct {
		offset time.Duration
		want   string
	}{
		{0, "0.0 s"},
		{300 * time.Millisecond, "0.3 s"},
		{-90 * time.Second, "90.0 s"},
		{2 * time.Minute, "2 min behind"},
		{-17 * time.Minute, "17 min ahead"},
		{3 * time.Hour, "3 h behind"},
		{-47 * time.Hour, "47 h ahead"},
		{48 * time.Hour, "2 days behind"},
		{-400 * 24 * time.Hour, "400 days ahead"},
		{time.Duration(1<<63 - 1), "106752 days behind"},
		{time.Duration(-1 << 63), "106752 days ahead"},
	} {
		if got := book.Say("check.clock.warn", diag.Args{Shift: &c.offset}); got != c.want {
			t.Errorf("%s reads %q, want %q", c.offset, got, c.want)
		}
	}
}
