package host

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// layout is what the program's folder of one platform looks like, as far as that has stayed the same for years.
type layout struct {
	main  []string          // the program cannot start without these
	code  func(string) bool // names of files that, where they are there, must hold code
	magic [][]byte          // how code begins on this system
}

// windowsLayout is the bin folder (mattifestation/WDACPolicies, Zoom/README, 2020).
var windowsLayout = layout{
	main:  []string{"Zoom.exe"},
	code:  func(name string) bool { return windowsCode.MatchString(name) },
	magic: [][]byte{[]byte("MZ")},
}

// linuxLayout: nixpkgs and Gentoo treat these files by name (zoom-us/package.nix, zoom.ebuild, 2026).
var linuxLayout = layout{
	main:  []string{"zoom", "ZoomLauncher"},
	code:  func(name string) bool { return linuxCode.MatchString(name) },
	magic: [][]byte{[]byte("\x7fELF")},
}

// macLayout is Contents/MacOS of the bundle: Mach-O of 64 bits, or a universal file.
var macLayout = layout{
	main:  []string{"zoom.us"},
	code:  func(name string) bool { return strings.HasSuffix(name, ".dylib") },
	magic: [][]byte{{0xCF, 0xFA, 0xED, 0xFE}, {0xCA, 0xFE, 0xBA, 0xBE}},
}

var (
	windowsCode = regexp.MustCompile(`(?i)\.(exe|dll)$`)
	linuxCode   = regexp.MustCompile(`\.so(\.\d+)*$|^(aomhost|zopen|ZoomWebviewHost)$`)
)

// maxPieces bounds how many files of the folder are looked at; Zoom's has about 150.
const maxPieces = 600

// maxFlaws bounds how many are told: a wiped folder has them by the hundred.
const maxFlaws = 8

// flaws looks whether the files of a program's folder are whole. A main program that is not there is proof, and so is a
// file that is there and empty, unreadable or no code at all. Other files are not missed: their maker may have
// arranged the folder anew.
func (l layout) flaws(dir string) []Flaw {
	var found []Flaw
	for _, name := range l.main {
		if kind := l.inspect(filepath.Join(dir, name)); kind != "" {
			found = append(found, Flaw{File: name, Kind: kind, Main: true})
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return found
	}
	for _, e := range entries[:min(len(entries), maxPieces)] {
		name := e.Name()
		if slices.Contains(l.main, name) || !l.code(name) || e.IsDir() || len(found) == maxFlaws {
			continue
		}
		if kind := l.inspect(filepath.Join(dir, name)); kind != "" {
			found = append(found, Flaw{File: clip(name), Kind: kind})
		}
	}
	return found
}

// inspect reads how a file begins. A small script in place of a program is code too: distributions wrap Zoom so.
func (l layout) inspect(path string) FlawKind {
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return FlawMissing
	case err != nil:
		return FlawUnreadable
	}
	defer f.Close()
	head := make([]byte, 4)
	n, err := io.ReadFull(f, head)
	switch {
	case n == 0 && errors.Is(err, io.EOF):
		return FlawEmpty
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return FlawUnreadable
	case bytes.HasPrefix(head, []byte("#!")), slices.ContainsFunc(l.magic, func(m []byte) bool { return bytes.HasPrefix(head[:n], m) }):
		return ""
	}
	return FlawForeign
}

// otherRelease compares what the pieces of one release say of themselves, by major.minor. It counts only while at least
// one piece agrees with the main program: then Zoom numbers its pieces alike, and the odd one was left over or put in.
func otherRelease(main string, pieces map[string]string) []Flaw {
	var found []Flaw
	want, ok := release(main)
	alike := false
	for _, name := range slices.Sorted(maps.Keys(pieces)) {
		got, known := release(pieces[name])
		alike = alike || known && got == want
		if known && got != want {
			found = append(found, Flaw{File: name, Kind: FlawVersion, Version: clip(pieces[name])})
		}
	}
	if !ok || !alike {
		return nil
	}
	return found
}

// release is major.minor.
func release(version string) ([2]int, bool) {
	parts := strings.SplitN(version, ".", 3)
	if len(parts) < 2 {
		return [2]int{}, false
	}
	major, err1 := strconv.Atoi(parts[0])
	minor, err2 := strconv.Atoi(strings.TrimRight(parts[1], " "))
	return [2]int{major, minor}, err1 == nil && err2 == nil && major > 0
}

// dnsCacheFile is where the client keeps its own answers to names (Zoom KB0084064).
const dnsCacheFile = "local_dns_cache.db"

// lookAtData notes the state of Zoom's data folder from outside; the first of dirs that is there counts.
func (a *ZoomApp) lookAtData(now time.Time, dirs ...string) {
	for _, dir := range dirs {
		if i, err := os.Stat(dir); err != nil || !i.IsDir() {
			continue
		}
		a.DataDir, a.DataReadOnly = dir, !writable(dir)
		if i, err := os.Stat(filepath.Join(dir, dnsCacheFile)); err == nil {
			age := max(0, int64(now.Sub(i.ModTime()).Seconds()))
			a.DNSCacheAgeS = &age
		}
		return
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
