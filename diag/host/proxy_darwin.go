package host

import (
	"context"
	"fmt"
)

// systemProxy reads the effective settings of the primary connection.
func systemProxy(ctx context.Context) (settings, error) {
	text, err := output(ctx, scutil, "--proxy")
	if err != nil {
		return settings{}, fmt.Errorf("reading proxy settings: %w", err)
	}
	return scutilProxy(text), nil
}
