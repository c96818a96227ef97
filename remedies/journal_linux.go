package remedies

import (
	"errors"
	"os"
	"path/filepath"
)

func adminFolder() string { return "/var/lib/linecheck" }

// personFolder follows the XDG base directory specification: a relative path is no path.
func personFolder() (string, error) {
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "linecheck"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	if !filepath.IsAbs(home) {
		return "", errors.New("$HOME is not an absolute path")
	}
	return filepath.Join(home, ".local", "state", "linecheck"), nil
}
