package remedies

import (
	"os"
	"path/filepath"
)

func adminFolder() string { return "/Library/Application Support/Linecheck" }

func personFolder() (string, error) {
	home, err := os.UserHomeDir()
	return filepath.Join(home, "Library", "Application Support", "Linecheck"), err
}
