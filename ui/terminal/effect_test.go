package terminal_test

import (
	"slices"
	"testing"

	"linecheck/diag"
	"linecheck/ui/terminal"
	"linecheck/ui/words"
)

// saying is a report in which checks say something; those that say that something is wrong have a finding where found names them.
func saying(said map[string]diag.Status, found ...string) (r diag.Report) {
	for _, c := range diag.Checklist() {
		if s, ok := said[c.ID]; ok {
			r.Checks = append(r.Checks, diag.Result{ID: c.ID, Status: s})
		}
	}
	for _, id := range found {
		r.Findings = append(r.Findings, diag.Finding{Cause: "winsock", Check: id})
	}
	return r
}

func TestEffect(t *testing.T) {
	type says = map[string]diag.Status
	for name, c := range map[string]struct {
		before, after diag.Report
		want          string
		new           []string
	}{
		"all is mended":                            {saying(says{"names": diag.Fail, "tcp": diag.Fail}), saying(says{"names": diag.Pass, "tcp": diag.Warn}), "fix.helped", nil},
		"one of two is mended":                     {saying(says{"names": diag.Fail, "tcp": diag.Fail}), saying(says{"names": diag.Pass, "tcp": diag.Fail}), "fix.partly", nil},
		"nothing is mended":                        {saying(says{"names": diag.Fail}), saying(says{"names": diag.Fail}), "fix.same", nil},
		"one is mended and another fails":          {saying(says{"names": diag.Fail, "udp": diag.Pass}), saying(says{"names": diag.Pass, "udp": diag.Fail}), "fix.helped", []string{"udp"}},
		"one of two is mended and another fails":   {saying(says{"names": diag.Fail, "tcp": diag.Fail, "udp": diag.Pass}), saying(says{"names": diag.Pass, "tcp": diag.Fail, "udp": diag.Fail}), "fix.partly", []string{"udp"}},
		"none is mended and another fails":         {saying(says{"names": diag.Fail, "udp": diag.Pass}), saying(says{"names": diag.Fail, "udp": diag.Fail}), "fix.same", []string{"udp"}},
		"what failed cannot be tested any more":    {saying(says{"tcp": diag.Fail}), saying(says{"tcp": diag.Untested}), "fix.untold", nil},
		"what failed is not there any more":        {saying(says{"tcp": diag.Fail}), saying(says{}), "fix.untold", nil},
		"one is mended, one cannot be tested":      {saying(says{"tcp": diag.Fail, "udp": diag.Fail}), saying(says{"tcp": diag.Pass, "udp": diag.Untested}), "fix.partly", nil},
		"the proxy that failed is not needed":      {saying(says{"proxy": diag.Fail}), saying(says{"proxy": diag.Skipped}), "fix.helped", nil},
		"what was untested fails now":              {saying(says{"names": diag.Fail, "tcp": diag.Untested}), saying(says{"names": diag.Pass, "tcp": diag.Fail}), "fix.helped", []string{"tcp"}},
		"nothing had failed":                       {saying(says{"names": diag.Pass, "vpn": diag.Warn}), saying(says{"names": diag.Pass, "vpn": diag.Warn}), "fix.was-fine", nil},
		"a warning that was found to be the cause": {saying(says{"winsock": diag.Warn}, "winsock"), saying(says{"winsock": diag.Pass}), "fix.helped", nil},
		"a warning that is still the cause":        {saying(says{"winsock": diag.Warn}, "winsock"), saying(says{"winsock": diag.Warn}, "winsock"), "fix.same", nil},
		"a failure that is a lesser fault now":     {saying(says{"udp": diag.Fail}, "udp"), saying(says{"udp": diag.Warn}, "udp"), "fix.same", nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := terminal.EffectOf(c.before, c.after)
			var fresh []string
			for _, r := range got.New {
				fresh = append(fresh, r.ID)
			}
			if got.Verdict != c.want || !slices.Equal(fresh, c.new) {
				t.Errorf("%s, new %v; want %s, new %v", got.Verdict, fresh, c.want, c.new)
			}
			if got.Helped() != (c.want == "fix.helped" && c.new == nil) {
				t.Errorf("helped: %v", got.Helped())
			}
		})
	}
}

// A new fault is named, however much else was mended.
func TestNewFaultIsNamed(t *testing.T) {
	book, err := words.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	s := terminal.Session{World: terminal.World{Book: book}}
	before, after := saying(map[string]diag.Status{"names": diag.Fail, "udp": diag.Pass}), saying(map[string]diag.Status{"names": diag.Pass, "udp": diag.Fail})
	got := s.TellEffect(terminal.EffectOf(before, after))
	want := []string{"Helped: the checks that failed are good now.", "Something else is not good now: Sound and video ports."}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
