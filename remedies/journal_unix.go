//go:build unix

package remedies

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// guardPerson makes the person's folder, and refuses one that belongs to somebody else.
func guardPerson(dir string, create bool) error {
	if create {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() || owner(info) != os.Geteuid() {
		return fmt.Errorf("%s is not a folder of this person: %w", dir, fs.ErrPermission)
	}
	return nil
}

// guardAdmin makes the administrators' folder, and refuses it when anybody else could have a hand in it: a link, a
// foreign owner, or a folder on the way that others may write to.
func guardAdmin(dir string, create bool) error {
	parent := filepath.Dir(dir)
	if err := onlyRoot(parent); err != nil {
		return err
	}
	if create {
		if err := makeReadable(dir); err != nil {
			return err
		}
	}
	return onlyRoot(dir)
}

// makeReadable makes a folder that all can read, whatever the umask. One that is there is left as it is.
func makeReadable(dir string) error {
	err := os.Mkdir(dir, 0o755)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return os.Chmod(dir, 0o755)
}

// onlyRoot reports why anybody but root could have a hand in a folder or in one above it.
func onlyRoot(dir string) error {
	if dir != filepath.Dir(dir) {
		if err := onlyRoot(filepath.Dir(dir)); err != nil {
			return err
		}
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() || !adminsOwn(info) || info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("others than root may have a hand in %s: %w", dir, fs.ErrPermission)
	}
	return nil
}

// adminsOwn: inside a user namespace the computer's root is shown as somebody else; whoever owns / rules all the same.
func adminsOwn(info fs.FileInfo) bool {
	if owner(info) == 0 {
		return true
	}
	root, err := os.Lstat("/")
	return err == nil && owner(root) == owner(info)
}

func owner(info fs.FileInfo) int {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(s.Uid)
	}
	return -1
}

// openNoFollow opens a file, and neither a link to one nor a pipe that would keep it waiting.
func openNoFollow(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
}

// lockFile holds a lock for as long as the file is open. Its mode keeps others from holding it.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0o600)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, fmt.Errorf("%s is no ordinary file: %w", path, fs.ErrInvalid)
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, ErrBusy
		}
		return nil, fmt.Errorf("locking %s: %w", path, err)
	}
	return f, nil
}

// unlockFile lets the lock go at once: closing alone would leave it with a program that is just being started.
func unlockFile(f *os.File) {
	_ = unix.Flock(int(f.Fd()), unix.LOCK_UN)
	_ = f.Close()
}

// syncFolder makes sure that a new name survives a loss of power.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
