package remedies

import (
	"context"
	"errors"
	"os"
)

// openPage lets the desktop open a page. Without a desktop there is nobody to look at it.
func openPage(ctx context.Context, page string) error {
	if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return errors.ErrUnsupported
	}
	_, err := runStep(ctx, Step{Program: "/usr/bin/xdg-open", Args: []string{page}, Session: true, Stay: true})
	return err
}
