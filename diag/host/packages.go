package host

import (
	"bufio"
	"io"
	"strings"
)

// dpkgVersion finds the version of an installed package in /var/lib/dpkg/status, "" when it is not installed. The file
// is several megabytes long: it is read as a stream.
func dpkgVersion(r io.Reader, name string) string {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxFile)
	ours, installed := false, false
	for lines.Scan() {
		key, value, _ := strings.Cut(lines.Text(), ": ")
		switch {
		case key == "Package":
			ours, installed = value == name, false
		case key == "Status":
			installed = strings.HasSuffix(value, " installed")
		case key == "Version" && ours && installed:
			return versionIn(value)
		}
	}
	return ""
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
