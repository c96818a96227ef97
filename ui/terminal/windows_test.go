package terminal_test

import (
	"strings"
	"testing"

	"linecheck/diag"
	"linecheck/remedies"
	"linecheck/ui/terminal"
)

// onWindows is a stage on which the same holds for every tool.
func onWindows(t *testing.T, w remedies.WindowsFacts) *stage {
	s := newStage(t)
	s.Remedies.OS = remedies.Windows
	s.Remedies.Facts = func() remedies.Facts {
		return remedies.Facts{System32: `C:\Windows\system32`, Windows: w}
	}
	return s
}

func (s *stage) said(text string) bool {
	return strings.Contains(strings.Join(strings.Fields(s.out.String()), " "), text)
}

// What would cut a person off who sits at another computer is refused, whatever else was asked for with it.
func TestRemedyThatIsRefused(t *testing.T) {
	for _, args := range [][]string{{"fix", "--yes", "renew-address"}, {"fix", "--yes", "flush-dns", "renew-address"}, {"fix", "renew-address"}} {
		s := onWindows(t, remedies.WindowsFacts{Remote: true})
		s.In = strings.NewReader("y\n")
		status := s.play(t, args...)
		if status != terminal.ExitCause || len(s.ran) > 0 || !s.said(s.Book.Say("remedy.failed.from-afar", diag.Args{})) {
			t.Errorf("%v: status %d, ran %q\n%s", args, status, s.ran, s.out.String())
		}
	}
}

// Software of others in the catalogue is named, and agreed to with a yes of its own.
func TestRemedyThatAsksTwice(t *testing.T) {
	foreign := []string{"Acme VPN LSP", "Guard"}
	for name, c := range map[string]struct {
		args    []string
		in      string
		foreign []string
		ran     bool
	}{
		"yes and yes":      {[]string{"fix", "winsock-reset"}, "y\ny\n", foreign, true},
		"yes and no":       {[]string{"fix", "winsock-reset"}, "y\nn\n", foreign, false},
		"yes and silence":  {[]string{"fix", "winsock-reset"}, "y\n", foreign, false},
		"no":               {[]string{"fix", "winsock-reset"}, "n\ny\n", foreign, false},
		"a yes in advance": {[]string{"fix", "--yes", "winsock-reset"}, "", foreign, true},
		"nobody else's":    {[]string{"fix", "winsock-reset"}, "y\n", nil, true},
		"only shown":       {[]string{"fix", "--dry-run", "winsock-reset"}, "", foreign, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := onWindows(t, remedies.WindowsFacts{Foreign: c.foreign})
			s.In = strings.NewReader(c.in)
			status := s.play(t, c.args...)
			if got := strings.Join(s.ran, "|") == "--apply winsock-reset"; got != c.ran || status != terminal.ExitClear {
				t.Errorf("status %d, ran %q", status, s.ran)
			}
			if named := s.said("Acme VPN LSP, Guard"); named != (c.foreign != nil) {
				t.Errorf("named %v:\n%s", named, s.out.String())
			}
			if told := s.said(s.Book.Say("fix.restart", diag.Args{})); told != c.ran {
				t.Errorf("told to restart %v:\n%s", told, s.out.String())
			}
			if s.said(s.Book.Say("fix.same", diag.Args{})) || s.said(s.Book.Say("fix.helped", diag.Args{})) {
				t.Errorf("what is measured before the restart says nothing:\n%s", s.out.String())
			}
		})
	}
}
