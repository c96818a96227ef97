package change

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// process is a running program of this person.
type process struct {
	id   int
	path string // of the file it was started from
}

// processes is what quitting sees of this computer. Tests make up others.
type processes struct {
	list func(ctx context.Context, folder string) ([]process, error) // this person's, started from files in a folder
	ask  func([]process) error                                       // asks them to end
	end  func(process) error                                         // ends one at once
	wait func(ctx context.Context, d time.Duration)
}

// politeness is how long programs have to end by themselves, look how often they are looked for.
const (
	politeness = 6 * time.Second
	look       = 200 * time.Millisecond
)

// Quit asks every program of this person that was started from a folder to end, those in the tray and helpers too, and
// ends those that do not within some seconds. Nothing running there is no error. folder is absolute.
func Quit(ctx context.Context, folder string) error {
	return processes{listProcesses, askToEnd, endProcess, pause}.quit(ctx, folder)
}

// Runs says whether anything of this person's was started from a folder.
func Runs(ctx context.Context, folder string) (bool, error) {
	running, err := listProcesses(ctx, folder)
	return len(running) > 0, err
}

func (p processes) quit(ctx context.Context, folder string) error {
	running, err := p.list(ctx, folder)
	if err != nil || len(running) == 0 {
		return err
	}
	if err := p.ask(running); err != nil {
		return fmt.Errorf("asking programs to end: %w", err)
	}
	if gone, err := p.gone(ctx, folder, politeness); gone || err != nil {
		return err
	}
	// Helpers that watch over each other start each other again: three rounds end those, too.
	for range 3 {
		running, err := p.list(ctx, folder)
		if err != nil {
			return err
		}
		var failed error
		for _, one := range running {
			failed = errors.Join(failed, p.end(one))
		}
		if failed != nil {
			return fmt.Errorf("ending programs: %w", failed)
		}
		if gone, err := p.gone(ctx, folder, politeness/6); gone || err != nil {
			return err
		}
	}
	return ErrBusy
}

// gone waits until nothing runs from the folder any more, for as long as limit.
func (p processes) gone(ctx context.Context, folder string, limit time.Duration) (bool, error) {
	for waited := time.Duration(0); waited < limit; waited += look {
		p.wait(ctx, look)
		running, err := p.list(ctx, folder)
		if err != nil || ctx.Err() != nil {
			return false, errors.Join(err, ctx.Err())
		}
		if len(running) == 0 {
			return true, nil
		}
	}
	return false, nil
}
