package change

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func zooms(name string) bool { return name == "zoom.us" || strings.HasSuffix(name, ".zoom.us") }

func TestWhichLinesOfTheHostsFile(t *testing.T) {
	for name, c := range map[string]struct{ before, after string }{
		"one line":             {"127.0.0.1 localhost\n0.0.0.0 zoom.us\n", "127.0.0.1 localhost\n# Linecheck: 0.0.0.0 zoom.us\n"},
		"windows line ends":    {"0.0.0.0\tzoom.us\r\n::1 localhost\r\n", "# Linecheck: 0.0.0.0\tzoom.us\r\n::1 localhost\r\n"},
		"no end of line":       {"0.0.0.0 zoom.us", "# Linecheck: 0.0.0.0 zoom.us"},
		"with leading blanks":  {"  0.0.0.0 zoom.us\n", "# Linecheck:   0.0.0.0 zoom.us\n"},
		"a byte order mark":    {"\xef\xbb\xbf0.0.0.0 zoom.us\n", "\xef\xbb\xbf# Linecheck: 0.0.0.0 zoom.us\n"},
		"other letters":        {"0.0.0.0 US04Web.Zoom.US.\n", "# Linecheck: 0.0.0.0 US04Web.Zoom.US.\n"},
		"the second name":      {"0.0.0.0 a.example zoom.us # b\n", "# Linecheck: 0.0.0.0 a.example zoom.us # b\n"},
		"in no known encoding": {"# gr\xfc\xdfe\n0.0.0.0 zoom.us\n", "# gr\xfc\xdfe\n# Linecheck: 0.0.0.0 zoom.us\n"},
		"a comment":            {"# 0.0.0.0 zoom.us\n", ""},
		"behind a comment":     {"0.0.0.0 a.example # zoom.us\n", ""},
		"somebody else's zoom": {"0.0.0.0 notzoom.us zoom.us.example\n", ""},
		"an address alone":     {"0.0.0.0\nzoom.us\n", ""},
		"empty":                {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c2 := hostsFile(t, c.before)
			saved, err := c2.Save(t.Context())
			if c.after == "" {
				if !errors.Is(err, ErrNothing) {
					t.Errorf("saved %s, %v", saved, err)
				}
				return
			}
			thereAndBack(t, c2, saved, err, c.before, c.after)
		})
	}
}

func hostsFile(t *testing.T, text string) HostsLines {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "hosts")
	write(t, path, text)
	return HostsLines{Path: path, Backup: dir, Ours: zooms}
}

// thereAndBack makes a change and puts it back, each twice, as after a crash.
func thereAndBack(t *testing.T, c HostsLines, saved json.RawMessage, err error, before, after string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := c.Make(t.Context(), saved); err != nil || read(t, c.Path) != after {
			t.Fatalf("made %q, %v", read(t, c.Path), err)
		}
	}
	for range 2 {
		if err := PutBack(t.Context(), c.Kind(), saved); err != nil || read(t, c.Path) != before {
			t.Fatalf("put back %q, %v", read(t, c.Path), err)
		}
	}
	copies, _ := filepath.Glob(filepath.Join(c.Backup, "hosts-2*"))
	if len(copies) != 1 || read(t, copies[0]) != before {
		t.Errorf("copies %q", copies)
	}
	if others, _ := filepath.Glob(filepath.Join(c.Backup, "*new")); len(others) > 0 {
		t.Errorf("left over: %q", others)
	}
}

func TestHostsFileThatSomebodyElseChangedMeanwhile(t *testing.T) {
	for name, c := range map[string]struct {
		now, want string
		err       error
	}{
		"a line was added":           {"# Linecheck: 0.0.0.0 zoom.us\n1.2.3.4 vpn\n", "0.0.0.0 zoom.us\n1.2.3.4 vpn\n", nil},
		"it has other line ends":     {"# Linecheck: 0.0.0.0 zoom.us\r\n", "0.0.0.0 zoom.us\r\n", nil},
		"our line was taken out":     {"1.2.3.4 vpn\n", "1.2.3.4 vpn\n", ErrMoved},
		"the line was mended":        {"# Linecheck: 0.0.0.0 zoom.us us04web.zoom.us\n", "# Linecheck: 0.0.0.0 zoom.us us04web.zoom.us\n", ErrMoved},
		"everything was thrown away": {"", "", ErrMoved},
	} {
		t.Run(name, func(t *testing.T) {
			f := hostsFile(t, "0.0.0.0 zoom.us\n")
			saved, _ := f.Save(t.Context())
			if err := f.Make(t.Context(), saved); err != nil {
				t.Fatal(err)
			}
			write(t, f.Path, c.now)
			if err := PutBack(t.Context(), f.Kind(), saved); !errors.Is(err, c.err) || read(t, f.Path) != c.want {
				t.Errorf("%q, %v", read(t, f.Path), err)
			}
		})
	}
}

func TestHostsFileThatChangedBeforeItWasMade(t *testing.T) {
	f := hostsFile(t, "0.0.0.0 zoom.us\n")
	saved, _ := f.Save(t.Context())
	write(t, f.Path, "1.2.3.4 vpn\n")
	if err := f.Make(t.Context(), saved); !errors.Is(err, ErrMoved) || read(t, f.Path) != "1.2.3.4 vpn\n" {
		t.Errorf("%q, %v", read(t, f.Path), err)
	}
	if err := os.Remove(f.Path); err != nil {
		t.Fatal(err)
	}
	if err := PutBack(t.Context(), f.Kind(), saved); !errors.Is(err, ErrMoved) {
		t.Error(err)
	}
}

// However much of one text lies over the other, the file is known for ours and put back.
func TestHostsFileHalfWritten(t *testing.T) {
	f := hostsFile(t, "127.0.0.1 localhost\n0.0.0.0 zoom.us\n0.0.0.0 us04web.zoom.us\n::1 localhost\n")
	raw, _ := f.Save(t.Context())
	s, _ := unpack[hosts](raw)
	s.InPlace = true
	raw, _ = pack(s)
	before, after := s.Before, s.after()
	for n := range after {
		for name, half := range map[string][]byte{
			"new over old": append(bytes.Clone(after[:n]), before[min(n, len(before)):]...),
			"old over new": append(bytes.Clone(before[:min(n, len(before))]), after[min(n, len(before)):]...),
			"not on disk":  append(bytes.Clone(after[:max(n, len(before))]), make([]byte, len(after)-max(n, len(before)))...),
		} {
			write(t, f.Path, string(half))
			if err := PutBack(t.Context(), KindHosts, raw); err != nil || read(t, f.Path) != string(before) {
				t.Fatalf("%s, %d bytes: %q, %v", name, n, read(t, f.Path), err)
			}
			write(t, f.Path, string(half))
			if err := f.Make(t.Context(), raw); err != nil || read(t, f.Path) != string(after) {
				t.Fatalf("%s, %d bytes: made %q, %v", name, n, read(t, f.Path), err)
			}
		}
	}
}

func TestHostsFileThatIsALink(t *testing.T) {
	f := hostsFile(t, "0.0.0.0 zoom.us\n")
	link := filepath.Join(t.TempDir(), "hosts")
	if err := makeLink(f.Path, link); err != nil {
		t.Skip("no links here:", err)
	}
	if _, err := (HostsLines{Path: link, Ours: zooms}).Save(t.Context()); !errors.Is(err, ErrManaged) {
		t.Error(err)
	}
}

// makeLink makes a link and looks whether there is one: Wine says yes to it and does nothing.
func makeLink(to, path string) error {
	if err := os.Symlink(to, path); err != nil {
		return err
	}
	_, err := os.Lstat(path)
	return err
}

// The copy goes into a file of its own, never through something that lies there already.
func TestHostsCopyFollowsNothing(t *testing.T) {
	for name, plant := range map[string]func(t *testing.T, path, prey string) error{
		"a link":            func(_ *testing.T, path, prey string) error { return makeLink(prey, path) },
		"a link to nothing": func(_ *testing.T, path, prey string) error { return makeLink(prey+"-none", path) },
		"another file":      func(_ *testing.T, path, _ string) error { return os.WriteFile(path, []byte("mine"), 0o644) },
		"a folder":          func(_ *testing.T, path, _ string) error { return os.Mkdir(path, 0o755) },
	} {
		t.Run(name, func(t *testing.T) {
			f := hostsFile(t, "0.0.0.0 zoom.us\n")
			prey := filepath.Join(t.TempDir(), "prey")
			write(t, prey, "prey")
			saved, _ := f.Save(t.Context())
			s, _ := unpack[hosts](saved)
			if err := plant(t, s.Backup, prey); err != nil {
				t.Skip("not here:", err)
			}
			_ = f.Make(t.Context(), saved)
			if read(t, prey) != "prey" || present(prey+"-none") || read(t, f.Path) != "0.0.0.0 zoom.us\n" {
				t.Errorf("prey %q, file %q", read(t, prey), read(t, f.Path))
			}
		})
	}
}

func TestHostsFileKeepsItsMode(t *testing.T) {
	f := hostsFile(t, "0.0.0.0 zoom.us\n")
	if err := os.Chmod(f.Path, 0o440); err != nil {
		t.Fatal(err)
	}
	was := modeOf(t, f.Path)
	saved, _ := f.Save(context.Background())
	if err := f.Make(context.Background(), saved); err != nil || modeOf(t, f.Path) != was {
		t.Errorf("%v, %v", modeOf(t, f.Path), err)
	}
	if err := PutBack(context.Background(), KindHosts, saved); err != nil || modeOf(t, f.Path) != was {
		t.Errorf("%v, %v", modeOf(t, f.Path), err)
	}
	if err := os.Chmod(f.Path, 0o640); err != nil {
		t.Fatal(err)
	}
}

func modeOf(t *testing.T, path string) fs.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode()
}
