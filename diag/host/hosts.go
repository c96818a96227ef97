package host

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// maxFile bounds every file we read. Hosts files that block advertising can be larger; what lies beyond is not read.
const maxFile = 1 << 20

// maxName is the longest host name of RFC 1035 as text.
const maxName = 253

// ReadHosts reads this computer's hosts file, at most 1 MB of it. One that is not there holds nothing: cleaners delete it,
// and no system misses it.
func ReadHosts() ([]HostsEntry, error) { return readHosts(HostsPath()) }

func readHosts(path string) ([]HostsEntry, error) {
	text, err := readCapped(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the hosts file: %w", err)
	}
	return ParseHosts(text), nil
}

// ParseHosts reads a hosts file: "address name name … # comment", in the order of the lines. Lines that no OS would
// understand are left out. A byte order mark, CR LF and tabs are accepted, as Windows' editors write them.
func ParseHosts(text []byte) []HostsEntry {
	text = text[:min(len(text), maxFile)]
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	var found []HostsEntry
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		found = append(found, hostsLine(number, line)...)
	}
	return found
}

func hostsLine(number int, line string) []HostsEntry {
	line, _, _ = strings.Cut(line, "#")
	f := strings.Fields(line)
	if len(f) < 2 {
		return nil
	}
	a, ok := parseAddr(f[0])
	if !ok {
		return nil
	}
	var found []HostsEntry
	for _, name := range f[1:] {
		if name = strings.TrimSuffix(strings.ToLower(name), "."); name != "" && len(name) <= maxName {
			found = append(found, HostsEntry{Line: number, Address: a, Name: name})
		}
	}
	return found
}

// readCapped reads at most maxFile bytes.
func readCapped(path string) ([]byte, error) { return readLimited(path, maxFile) }

func readLimited(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit))
}
