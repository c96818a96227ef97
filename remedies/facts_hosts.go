package remedies

import (
	"strings"

	"linecheck/diag/zoom"
	"linecheck/remedies/change"
)

// HostsFile is this computer's hosts file, as far as it names Zoom.
type HostsFile struct {
	Path  string
	Lines []string // those that name a host of Zoom's
	Keep  string   // the folder for a copy: the administrators' own
}

// hosts looks for the lines that name Zoom. A file that cannot be read holds none: then there is nothing to offer.
func (w World) hosts() HostsFile {
	f := HostsFile{Path: w.Hosts(), Keep: adminFolder()}
	text, err := w.ReadFile(f.Path)
	if err != nil {
		return f
	}
	lines := strings.Split(string(text), "\n")
	for _, n := range change.HostsLinesOf(text, zoom.Owns) {
		f.Lines = append(f.Lines, strings.Join(strings.Fields(lines[n]), " "))
	}
	return f
}
