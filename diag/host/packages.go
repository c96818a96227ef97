package host

import (
	"bufio"
	"io"
	"strings"
)

// dpkgState is what Debian's package list says of a package.
type dpkgState struct {
	Known   bool // installed, or on the way to it
	Half    bool // unpacking or setting up was begun and broken off
	Version string
}

// dpkgPackage finds a package in /var/lib/dpkg/status. The file is several megabytes long: it is read as a stream. The
// states are those of dpkg(1); one that was removed and left its settings is not known.
func dpkgPackage(r io.Reader, name string) dpkgState {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxFile)
	var p dpkgState
	ours := false
	for lines.Scan() {
		key, value, _ := strings.Cut(lines.Text(), ": ")
		switch {
		case key == "Package" && ours:
			return p
		case key == "Package":
			ours = value == name
		case key == "Status" && ours:
			p.readStatus(value)
		case key == "Version" && ours && p.Known:
			p.Version = value
		}
	}
	return p
}

// readStatus reads "install ok installed": what is wanted, whether it must be installed again, and the state.
func (p *dpkgState) readStatus(status string) {
	f := strings.Fields(status)
	if len(f) != 3 {
		return
	}
	switch f[2] {
	case "half-installed", "unpacked", "half-configured":
		p.Known, p.Half = true, true
	case "installed", "triggers-awaited", "triggers-pending":
		p.Known, p.Half = true, f[1] == "reinstreq"
	}
}

// snapVersion finds the top-level "version:" of a snap.yaml.
func snapVersion(text []byte) string {
	for line := range strings.Lines(string(text)) {
		if v, ok := strings.CutPrefix(line, "version:"); ok {
			return versionIn(v)
		}
	}
	return ""
}
