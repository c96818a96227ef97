package change

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const proxyPlace = "the settings of the desktop"

// onKDE: the desktop in use decides where programs look.
func onKDE() bool { return strings.Contains(os.Getenv("XDG_CURRENT_DESKTOP"), "KDE") }

func readProxy(ctx context.Context) (proxyState, error) {
	if !onKDE() {
		return readGNOMEProxy(ctx, thisSystem())
	}
	text, err := os.ReadFile(kioslaverc())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return kdeProxy(text), nil
}

func wantedProxy(before proxyState, wish ProxyWish) proxyState {
	after := proxyState{}
	for k, v := range before {
		after[k] = v
	}
	if wantedGNOMEProxy(after, wish) != nil {
		return before // a list that cannot be read is not written either
	}
	wantedKDEProxy(after, wish)
	return after
}

func writeProxy(ctx context.Context, from, to proxyState) error {
	if !onKDE() {
		return writeGNOMEProxy(ctx, thisSystem(), from, to)
	}
	if err := writeKDEProxy(from, to); err != nil {
		return err
	}
	// Running programs read the file again on this signal. Without a session bus nobody listens.
	thisSystem().run(ctx, dbusSend, "--session", "--type=signal", "/KIO/Scheduler", "org.kde.KIO.Scheduler.reparseSlaveConfiguration", "string:") //nolint:errcheck // see above
	return nil
}

// writeKDEProxy replaces the file by one with the same mode, where it really lies: some people keep a link here.
func writeKDEProxy(from, to proxyState) error {
	path, err := filepath.EvalSymlinks(kioslaverc())
	if err != nil {
		return err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if kdeLocked(text) {
		return fmt.Errorf("%s is locked: %w", path, ErrManaged)
	}
	edited, err := editKDE(text, from, to)
	if err != nil {
		return err
	}
	return replaceFile(path, edited)
}

// unfinished ends the name of a file that is being written.
const unfinished = ".linecheck-new"

// replaceFile puts a complete new file in the place of an old one, with its mode. A new one that was left behind half
// written is written over.
func replaceFile(path string, text []byte) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	temporary := path + unfinished
	if err := os.Remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer os.Remove(temporary) // it is gone where all went well
	_, err = f.Write(text)
	if err = errors.Join(err, f.Chmod(info.Mode().Perm()), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(temporary, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func kioslaverc() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "kioslaverc")
}

// keepProxy: going back writes the same bytes, so that nothing else has to be kept.
func keepProxy() (json.RawMessage, error) { return nil, nil }

// restoreProxy takes away what a kill may have left beside KDE's file.
func restoreProxy(json.RawMessage) error {
	path, err := filepath.EvalSymlinks(kioslaverc())
	if err == nil {
		err = os.Remove(path + unfinished)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
