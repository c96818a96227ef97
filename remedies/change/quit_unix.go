//go:build unix

package change

import (
	"errors"
	"syscall"
)

// askToEnd: on macOS, too, a signal and not an Apple event, which would have to be allowed in a dialog first.
func askToEnd(all []process) error {
	var failed error
	for _, p := range all {
		failed = errors.Join(failed, signal(p, syscall.SIGTERM))
	}
	return failed
}

func endProcess(p process) error { return signal(p, syscall.SIGKILL) }

func signal(p process, s syscall.Signal) error {
	if err := syscall.Kill(p.id, s); err != nil && !errors.Is(err, syscall.ESRCH) {
		return err
	}
	return nil
}
