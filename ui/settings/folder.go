package settings

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// Folder is where this program keeps what it remembers for the person.
func Folder() (string, error) { return folder(runtime.GOOS, os.Getenv) }

// folder is where a system keeps what a program remembers for one person (XDG base directories, known folders).
func folder(system string, env func(string) string) (string, error) {
	home, err := os.UserHomeDir()
	if system == "windows" {
		if dir := env("LOCALAPPDATA"); filepath.IsAbs(dir) {
			return filepath.Join(dir, "Linecheck"), nil
		}
		return "", errors.New("%LOCALAPPDATA% is not set")
	}
	switch {
	case err != nil:
		return "", err
	case !filepath.IsAbs(home):
		return "", errors.New("$HOME is not an absolute path")
	case system == "darwin":
		return filepath.Join(home, "Library", "Application Support", "Linecheck"), nil
	}
	if dir := env("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "linecheck"), nil
	}
	return filepath.Join(home, ".local", "state", "linecheck"), nil
}

// WriteFile puts a file of the person's alone in its place by a rename, after its content has reached the disk: whole or not
// at all, also when the power fails. The folder is made where it is missing.
func WriteFile(path string, b []byte) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, "new-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone by then if all went well
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(dir)
}

// syncFolder makes the rename last. Windows has no such call and needs none.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
