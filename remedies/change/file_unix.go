//go:build unix

package change

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// howToWrite: a file is replaced as a whole where it can be. One that is mounted over by itself, as containers do it, or
// that has several names, has to be written over.
func howToWrite(path string) (inPlace, readOnly bool, err error) {
	info, err := os.Lstat(path)
	if err != nil {
		return false, false, err
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	return isMount(path) || ok && s.Nlink > 1, false, nil
}

func setReadOnly(string, bool) error { return nil }

// newName is where a new file is made ready.
func newName(path string) string { return path + ".linecheck-new" }

func removeNew(path string) error {
	if err := os.Remove(newName(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// replaceAlike puts a new file in an old one's place at once: whoever looks finds the one or the other. It gets the old
// one's owner, mode and extended attributes, SELinux' label among them.
func replaceAlike(path string, b []byte) error {
	old, err := os.OpenFile(path, os.O_RDONLY|unix.O_NOFOLLOW, 0)
	if err != nil {
		return err
	}
	defer old.Close()
	if err := removeNew(path); err != nil {
		return err
	}
	f, err := os.OpenFile(newName(path), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(alike(f, old), writeAll(f, b)); err != nil {
		return errors.Join(err, removeNew(path))
	}
	if err := os.Rename(newName(path), path); err != nil {
		return errors.Join(err, removeNew(path))
	}
	return syncFolder(filepath.Dir(path))
}

// alike gives a file the owner, mode and attributes of another.
func alike(f, old *os.File) error {
	info, err := old.Stat()
	if err != nil {
		return err
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return fmt.Errorf("reading the owner of %s: %w", old.Name(), errors.ErrUnsupported)
	}
	if err := f.Chown(int(s.Uid), int(s.Gid)); err != nil {
		return err
	}
	copyAttributes(f, old)
	return f.Chmod(info.Mode().Perm())
}

// maxAttributes bounds names and values; a label has some 40 bytes.
const maxAttributes = 16 << 10

// copyAttributes takes over what can be: a file system without attributes, or one the kernel keeps to itself, is no reason
// to fail.
func copyAttributes(f, old *os.File) {
	names := make([]byte, maxAttributes)
	n, err := unix.Flistxattr(int(old.Fd()), names)
	if err != nil {
		return
	}
	value := make([]byte, maxAttributes)
	for name := range strings.SplitSeq(strings.TrimRight(string(names[:n]), "\x00"), "\x00") {
		if name == "" {
			continue
		}
		if size, err := unix.Fgetxattr(int(old.Fd()), name, value); err == nil {
			_ = unix.Fsetxattr(int(f.Fd()), name, value[:size], 0)
		}
	}
}
