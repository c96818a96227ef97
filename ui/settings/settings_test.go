package settings

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestChoicesLast(t *testing.T) {
	s := &Store{Path: filepath.Join(t.TempDir(), "folder", "settings.json")}
	if got, err := s.Read(); err != nil || got != (Settings{}) {
		t.Fatalf("a new computer begins with %+v, %v", got, err)
	}
	for _, alter := range []func(*Settings){
		func(c *Settings) { c.Language = "de" }, func(c *Settings) { c.Tray = true }, func(c *Settings) { c.NoHistory = true },
	} {
		if err := s.Change(alter); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := s.Read(); err != nil || got != (Settings{Language: "de", Tray: true, NoHistory: true}) {
		t.Errorf("%+v, %v", got, err)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(s.Path), "*"))
	if err != nil || len(left) != 1 {
		t.Errorf("left in the folder: %q, %v", left, err)
	}
}

func TestDamagedSettingsAreNothingChosen(t *testing.T) {
	s := &Store{Path: filepath.Join(t.TempDir(), "settings.json")}
	for _, text := range []string{"", "{", `{"language":5}`, "\x00\x00"} {
		if err := os.WriteFile(s.Path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Read(); err == nil || got != (Settings{}) {
			t.Errorf("%q reads as %+v, %v", text, got, err)
		}
		if err := s.Change(func(c *Settings) { c.Language = "ja" }); err != nil {
			t.Errorf("%q could not be replaced: %v", text, err)
		}
		if got, err := s.Read(); err != nil || got.Language != "ja" {
			t.Errorf("after %q: %+v, %v", text, got, err)
		}
	}
}

func TestSettingsThatCannotBeWrittenStayAsTheyWere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &Store{Path: filepath.Join(path, "settings.json")} // below a file there is no folder
	if err := s.Change(func(c *Settings) { c.Tray = true }); err == nil {
		t.Error("written into nowhere")
	}
}

func TestTheSessionSaysItsLanguage(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want string
	}{
		{map[string]string{}, ""},
		{map[string]string{"LANG": "de_DE.UTF-8"}, "de_DE.UTF-8"},
		{map[string]string{"LANG": "de_DE.UTF-8", "LC_MESSAGES": "fr_FR"}, "fr_FR"},
		{map[string]string{"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, "C"},
		{map[string]string{"LANG": "sv_SE.UTF-8", "LANGUAGE": "sv:de"}, "sv:de"},
		{map[string]string{"LANG": "C", "LANGUAGE": "sv:de"}, "C"},
	} {
		if got := posixLanguage(func(name string) string { return c.env[name] }); got != c.want {
			t.Errorf("%v says %q, want %q", c.env, got, c.want)
		}
	}
}

func TestFolders(t *testing.T) {
	for system, want := range map[string]string{"linux": "/state/linecheck", "darwin": "/Library/Application Support/Linecheck"} {
		if runtime.GOOS == "windows" {
			break
		}
		got, err := folder(system, func(name string) string { return map[string]string{"XDG_STATE_HOME": "/state"}[name] })
		if err != nil || !strings.HasSuffix(got, want) {
			t.Errorf("%s: %s, %v", system, got, err)
		}
	}
	if dir, err := folder("windows", func(string) string { return "" }); err == nil {
		t.Errorf("nothing told, and the folder is %s", dir)
	}
}
