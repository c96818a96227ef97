package remedies

import "context"

// openPage lets macOS open a page with what belongs to it.
func openPage(ctx context.Context, page string) error {
	_, err := runStep(ctx, Step{Program: "/usr/bin/open", Args: []string{page}, Session: true})
	return err
}
