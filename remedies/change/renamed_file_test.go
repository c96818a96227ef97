package change

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestRenamedFileComesBack(t *testing.T) {
	for name, meanwhile := range map[string]func(t *testing.T, path string){
		"nothing happened":           func(*testing.T, string) {},
		"the program made a new one": func(t *testing.T, path string) { write(t, path, "new") },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "local_dns_cache.db")
			write(t, path, "old")
			c := RenamedFile{Path: path}
			saved, err := c.Save(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // the second time as after a crash
				if err := c.Make(t.Context(), saved); err != nil || present(path) {
					t.Fatalf("still there, %v", err)
				}
			}
			meanwhile(t, path)
			if err := PutBack(t.Context(), c.Kind(), saved); err != nil || read(t, path) != "old" {
				t.Fatalf("%q, %v", read(t, path), err)
			}
			if err := PutBack(t.Context(), c.Kind(), saved); err != nil || read(t, path) != "old" {
				t.Fatalf("again: %q, %v", read(t, path), err)
			}
		})
	}
}

func TestRenamedFileKeepsWhatWasMadeInItsPlace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data")
	write(t, path, "old")
	c := RenamedFile{Path: path}
	saved, _ := c.Save(t.Context())
	_ = c.Make(t.Context(), saved)
	write(t, path, "new")
	if err := PutBack(t.Context(), c.Kind(), saved); err != nil {
		t.Fatal(err)
	}
	found, _ := filepath.Glob(path + ".linecheck-*-newer")
	if len(found) != 1 || read(t, found[0]) != "new" {
		t.Errorf("%q", found)
	}
}

func TestRenamedFileNotThere(t *testing.T) {
	if _, err := (RenamedFile{Path: filepath.Join(t.TempDir(), "x")}).Save(t.Context()); !errors.Is(err, ErrNothing) {
		t.Error(err)
	}
	if _, err := (RenamedFile{Path: "x"}).Save(t.Context()); err == nil || errors.Is(err, ErrNothing) {
		t.Error(err)
	}
}

func TestPutBackOfAStrangersKind(t *testing.T) {
	if err := PutBack(t.Context(), "format-disk", nil); !errors.Is(err, errors.ErrUnsupported) {
		t.Error(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
