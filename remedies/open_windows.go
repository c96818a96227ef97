package remedies

import (
	"context"

	"golang.org/x/sys/windows"
)

// openPage lets the shell open a page with the program that belongs to it.
func openPage(_ context.Context, page string) error {
	verb, err := windows.UTF16PtrFromString("open")
	if err != nil {
		return err
	}
	target, err := windows.UTF16PtrFromString(page)
	if err != nil {
		return err
	}
	return windows.ShellExecute(0, verb, target, nil, nil, windows.SW_SHOWNORMAL)
}
