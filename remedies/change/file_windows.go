package change

import (
	"errors"
	"os"
)

// howToWrite: Windows' file is always written over, so that it keeps its own list of rights, which a new one would take
// from its folder.
func howToWrite(path string) (inPlace, readOnly bool, err error) {
	info, err := os.Lstat(path)
	if err != nil {
		return true, false, err
	}
	return true, info.Mode().Perm()&0o200 == 0, nil
}

// setReadOnly sets or clears the attribute: os.Chmod does nothing else on Windows.
func setReadOnly(path string, on bool) error {
	if on {
		return os.Chmod(path, 0o444)
	}
	return os.Chmod(path, 0o666)
}

func removeNew(string) error { return nil }

func replaceAlike(string, []byte) error { return errors.ErrUnsupported }
