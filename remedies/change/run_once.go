package change

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
)

const kindRunOnce = "run-once"

// RunOnce lets Windows start a program once when this person signs in the next time, and forget about it then. It is the
// person's own and never set with admin rights: there it would be somebody else's, and would run with their rights.
type RunOnce struct{ Program string } // absolute path

// runOnceName: with the mark in front, Windows takes the entry away after the program has started, not before.
const runOnceName = "!Linecheck"

// maxRunOnce is what Windows takes for a command line there, in characters.
const maxRunOnce = 260

// runOnceSaved is what is kept.
type runOnceSaved struct {
	Before registryValue `json:"before"`
	After  registryValue `json:"after"`
}

// Kind names the change.
func (RunOnce) Kind() string { return kindRunOnce }

// Line says what will be set.
func (c RunOnce) Line() string {
	return fmt.Sprintf(`set HKCU\%s\%s to %s`, runOnceKey, runOnceName, c.command())
}

const runOnceKey = `Software\Microsoft\Windows\CurrentVersion\RunOnce`

func (c RunOnce) command() string { return `"` + c.Program + `"` }

// Save reads what stands there.
func (c RunOnce) Save(context.Context) (json.RawMessage, error) {
	if len(utf16.Encode([]rune(c.command()))) > maxRunOnce || strings.ContainsAny(c.Program, "\"\x00") || c.Program == "" {
		return nil, fmt.Errorf("starting %q after the restart: %w", c.Program, errors.ErrUnsupported)
	}
	before, err := runOnceValue()
	if err != nil {
		return nil, err
	}
	after := registryValue{Kind: regText, Data: utf16z(c.command())}
	if before.same(after) {
		return nil, ErrNothing
	}
	return pack(runOnceSaved{before, after})
}

// Make sets it.
func (RunOnce) Make(_ context.Context, saved json.RawMessage) error {
	s, err := unpack[runOnceSaved](saved)
	if err != nil {
		return err
	}
	return changeRunOnce(s.Before, s.After)
}

// putBackRunOnce: when Windows has done it and taken it away, there is nothing left to put back.
func putBackRunOnce(_ context.Context, saved json.RawMessage) error {
	s, err := unpack[runOnceSaved](saved)
	if err != nil {
		return err
	}
	now, err := runOnceValue()
	if err != nil || now.None {
		return err
	}
	return changeRunOnce(s.After, s.Before)
}

func changeRunOnce(from, to registryValue) error {
	now, err := runOnceValue()
	switch {
	case err != nil:
		return err
	case now.same(to):
		return nil
	case !now.same(from):
		return ErrMoved
	}
	return setRunOnce(to)
}
