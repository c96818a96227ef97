package change

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

const kindNetworkTime = "network-time"

// NetworkTime lets the computer set its clock from the network by itself. What is put back is the switch; the clock is
// not set wrong again.
type NetworkTime struct{ Tool string } // timedatectl or systemsetup

type timeSaved struct {
	Tool string `json:"tool"`
}

// timeTool is how one tool is spoken to.
type timeTool struct {
	program     string
	is, on, off []string
	isOn        func(text string) (bool, error)
}

var timeTools = map[string]timeTool{
	"timedatectl": {timedatectl, []string{"show", "-p", "NTP", "--value"}, []string{"set-ntp", "true"}, []string{"set-ntp", "false"}, yesOrNo},
	"systemsetup": {"/usr/sbin/systemsetup", []string{"-getusingnetworktime"}, []string{"-setusingnetworktime", "on"}, []string{"-setusingnetworktime", "off"}, networkTimeIsOn},
}

const timedatectl = "/usr/bin/timedatectl"

func yesOrNo(text string) (bool, error) {
	switch strings.TrimSpace(text) {
	case "yes":
		return true, nil
	case "no":
		return false, nil
	}
	return false, fmt.Errorf("neither yes nor no: %q", firstLine(text))
}

// networkTimeIsOn reads "Network Time: On". Without admin rights it says so, and exits 0.
func networkTimeIsOn(text string) (bool, error) {
	if strings.Contains(strings.ToLower(text), "administrator access") {
		return false, fmt.Errorf("%s: %w", firstLine(text), fs.ErrPermission)
	}
	switch colonValue(text, "Network Time") {
	case "On":
		return true, nil
	case "Off":
		return false, nil
	}
	return false, fmt.Errorf("neither on nor off: %q", firstLine(text))
}

func (t timeTool) asked(ctx context.Context, s system) (bool, error) {
	text, err := s.run(ctx, t.program, t.is...)
	if err != nil {
		return false, err
	}
	return t.isOn(text)
}

// Kind names the change.
func (NetworkTime) Kind() string { return kindNetworkTime }

// Line is the tool's own command.
func (c NetworkTime) Line() string {
	t := timeTools[c.Tool]
	return lineOf(t.program, t.on...)
}

// Save finds out whether the switch is off; else there is nothing to change.
func (c NetworkTime) Save(ctx context.Context) (json.RawMessage, error) {
	return c.save(ctx, thisSystem())
}

func (c NetworkTime) save(ctx context.Context, s system) (json.RawMessage, error) {
	t, ok := timeTools[c.Tool]
	if !ok {
		return nil, fmt.Errorf("clock tool %q: %w", c.Tool, errors.ErrUnsupported)
	}
	on, err := t.asked(ctx, s)
	if err != nil {
		return nil, err
	}
	if on {
		return nil, ErrNothing
	}
	return pack(timeSaved(c))
}

// Make turns it on, and looks whether it is: systemsetup exits 0 whatever it did.
func (c NetworkTime) Make(ctx context.Context, saved json.RawMessage) error {
	return switchNetworkTime(ctx, saved, thisSystem(), true)
}

func putBackNetworkTime(ctx context.Context, saved json.RawMessage) error {
	return switchNetworkTime(ctx, saved, thisSystem(), false)
}

func switchNetworkTime(ctx context.Context, saved json.RawMessage, s system, on bool) error {
	v, err := unpack[timeSaved](saved)
	if err != nil {
		return err
	}
	t, ok := timeTools[v.Tool]
	if !ok {
		return fmt.Errorf("clock tool %q: %w", v.Tool, errors.ErrUnsupported)
	}
	if is, err := t.asked(ctx, s); err != nil || is == on {
		return err
	}
	args := t.off
	if on {
		args = t.on
	}
	if _, err := s.run(ctx, t.program, args...); err != nil {
		return err
	}
	is, err := s.until(ctx, settleLimit, func() (bool, error) { now, err := t.asked(ctx, s); return now == on, err })
	if err == nil && !is {
		err = fmt.Errorf("%s says it is done, and the switch is as before", t.program)
	}
	return err
}
