//go:build !windows

package host

import "context"

// SystemScript asks the operating system's own proxy scripts about an address; only Windows has such a question.
func SystemScript(context.Context, ScriptQuestion) (string, error) { return "", ErrUnsupported }
