package change

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

const kindWiFiRadio = "wifi-radio"

// WiFiRadio switches the Wi-Fi off and on again. What is put back is the radio being on, should it end half-way.
type WiFiRadio struct {
	Tool   string // nmcli or networksetup
	Device string // wlan0, en0
}

type radioSaved struct {
	Tool   string `json:"tool"`
	Device string `json:"device"`
}

// radioTool is how one tool is spoken to. {} stands for the device.
type radioTool struct {
	program string
	off, on []string
	is      []string
	isOn    func(text string) bool
	// joined asks whether the device is connected again.
	joined   []string // program and arguments
	isJoined func(text string, err error) bool
}

// radioTools: networksetup takes any Mac's only Wi-Fi for a device that is none, so the name must come from its own list
// of hardware ports ("Turning off the only airport interface found: en0").
var radioTools = map[string]radioTool{
	"nmcli": {
		program: nmcli, off: []string{"radio", "wifi", "off"}, on: []string{"radio", "wifi", "on"}, is: []string{"radio", "wifi"},
		isOn:   func(text string) bool { return strings.TrimSpace(text) == "enabled" },
		joined: []string{nmcli, "-g", "GENERAL.STATE", "device", "show", "{}"},
		isJoined: func(text string, err error) bool {
			return err == nil && strings.HasPrefix(strings.TrimSpace(text), "100 ")
		},
	},
	"networksetup": {
		program: networksetup, off: []string{"-setairportpower", "{}", "off"}, on: []string{"-setairportpower", "{}", "on"}, is: []string{"-getairportpower", "{}"},
		isOn:     func(text string) bool { return strings.HasSuffix(strings.TrimSpace(text), ": On") },
		joined:   []string{"/usr/sbin/ipconfig", "getifaddr", "{}"},
		isJoined: func(text string, err error) bool { return err == nil && strings.TrimSpace(text) != "" },
	},
}

const networksetup = "/usr/sbin/networksetup"

// deviceShape is what a network device may be called.
var deviceShape = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,14}$`)

// radio runs one of a tool's commands for a device.
func (t radioTool) radio(ctx context.Context, s system, device string, args []string) (string, error) {
	text, err := s.run(ctx, t.program, fill(args, device)...)
	return text, adminWanted(err, text)
}

func findRadioTool(tool, device string) (radioTool, error) {
	t, ok := radioTools[tool]
	if !ok || !deviceShape.MatchString(device) {
		return radioTool{}, fmt.Errorf("Wi-Fi %q of %q: %w", device, tool, errors.ErrUnsupported)
	}
	return t, nil
}

// Kind names the change.
func (WiFiRadio) Kind() string { return kindWiFiRadio }

// Line is the tool's two commands.
func (c WiFiRadio) Line() string {
	t, err := findRadioTool(c.Tool, c.Device)
	if err != nil {
		return err.Error()
	}
	return lineOf(t.program, fill(t.off, c.Device)...) + "; " + lineOf(t.program, fill(t.on, c.Device)...)
}

// Save finds out whether the radio is on. One that is off was switched off by somebody.
func (c WiFiRadio) Save(ctx context.Context) (json.RawMessage, error) {
	return c.save(ctx, thisSystem())
}

func (c WiFiRadio) save(ctx context.Context, s system) (json.RawMessage, error) {
	t, err := findRadioTool(c.Tool, c.Device)
	if err != nil {
		return nil, err
	}
	text, err := t.radio(ctx, s, c.Device, t.is)
	if err != nil {
		return nil, err
	}
	if !t.isOn(text) {
		return nil, ErrNothing
	}
	return pack(radioSaved(c))
}

// Make switches it off and on, and waits a while for it to be connected again: what is checked afterwards needs a network.
func (c WiFiRadio) Make(ctx context.Context, saved json.RawMessage) error {
	return makeWiFiRadio(ctx, saved, thisSystem())
}

// radioRest is how long the radio stays off: access points forget a device that says goodbye at once, drivers need a moment.
const radioRest = 2 * time.Second

// radioLimit is what joining a network and getting an address usually takes at most.
const radioLimit = 20 * time.Second

func makeWiFiRadio(ctx context.Context, saved json.RawMessage, s system) error {
	v, err := unpack[radioSaved](saved)
	if err != nil {
		return err
	}
	t, err := findRadioTool(v.Tool, v.Device)
	if err != nil {
		return err
	}
	if _, err := t.radio(ctx, s, v.Device, t.off); err != nil {
		return err
	}
	s.sleep(ctx, radioRest)
	// However this ends, also when it is cancelled here, the radio goes on again.
	if err := switchRadioOn(context.WithoutCancel(ctx), s, t, v.Device); err != nil {
		return err
	}
	s.until(ctx, radioLimit, func() (bool, error) { //nolint:errcheck // the checks that follow tell how it is
		return t.isJoined(s.run(ctx, t.joined[0], fill(t.joined[1:], v.Device)...)), nil
	})
	return nil
}

func switchRadioOn(ctx context.Context, s system, t radioTool, device string) error {
	if _, err := t.radio(ctx, s, device, t.on); err != nil {
		return err
	}
	on, err := s.until(ctx, settleLimit, func() (bool, error) {
		text, err := t.radio(ctx, s, device, t.is)
		return t.isOn(text), err
	})
	if err == nil && !on {
		err = fmt.Errorf("%s says it is done, and the Wi-Fi stays off", t.program)
	}
	return err
}

func putBackWiFiRadio(ctx context.Context, saved json.RawMessage) error {
	return restoreWiFiRadio(ctx, saved, thisSystem())
}

func restoreWiFiRadio(ctx context.Context, saved json.RawMessage, s system) error {
	v, err := unpack[radioSaved](saved)
	if err != nil {
		return err
	}
	t, err := findRadioTool(v.Tool, v.Device)
	if err != nil {
		return err
	}
	if text, err := t.radio(ctx, s, v.Device, t.is); err != nil || t.isOn(text) {
		return err
	}
	return switchRadioOn(ctx, s, t, v.Device)
}

// adminWanted tells networksetup's refusal from other errors: "** Error: Command requires admin privileges.", exit 14.
// Administrators are not refused, unless the Mac asks for a password for every system-wide setting.
func adminWanted(err error, text string) error {
	if err != nil && (endedWith(err, 14) || strings.Contains(text, "requires admin privileges")) {
		return &NeedsAdminError{err}
	}
	return err
}
