package change

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

const kindVPN = "vpn-connection"

// VPN disconnects one VPN with the tool that looks after it, and connects it again.
type VPN struct {
	Tool string // a name of VPNTools
	ID   string // what the tool calls the connection; "" where it has only one
	Name string // what the person calls it
}

// vpnSaved is what is kept of it. Secrets stay where the tool has them.
type vpnSaved struct {
	Tool string `json:"tool"`
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
}

// vpnTool is how one tool is spoken to. {} stands for the id.
type vpnTool struct {
	name     string
	program  string
	id       *regexp.Regexp // what an id may look like; nil where there is none
	down, up []string
	connects func(ctx context.Context, s system, program, id string) (bool, error)
}

var (
	uuidShape = regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)
	// linkShape is wg-quick's own rule for the names it looks up in /etc/wireguard. A path does not fit it.
	linkShape = regexp.MustCompile(`^[a-zA-Z0-9_=+-][a-zA-Z0-9_=+.-]{0,14}$`)
	// entryShape is any name of an entry in Windows' phone book that rasdial cannot take for an option of its own.
	entryShape = regexp.MustCompile(`^[^/"*\x00-\x1f-][^"\x00-\x1f]{0,255}$`)
	// tunnelShape is WireGuard's own rule for the names of tunnels on Windows.
	tunnelShape = regexp.MustCompile(`^[a-zA-Z0-9_=+.-]{1,32}$`)
)

// vpnTools are all that VPNs are switched with. Without flags, `tailscale up` brings back what was set before.
var vpnTools = []vpnTool{
	{"nmcli", nmcli, uuidShape, []string{"connection", "down", "uuid", "{}"}, []string{"--wait", "30", "connection", "up", "uuid", "{}"}, nmcliConnects},
	{"wg-quick", "/usr/bin/wg-quick", linkShape, []string{"down", "{}"}, []string{"up", "{}"}, linkIsThere},
	{"tailscale", "/usr/bin/tailscale", nil, []string{"down"}, []string{"up"}, tailscaleConnects},
	{"warp-cli", "/usr/bin/warp-cli", nil, []string{"--accept-tos", "disconnect"}, []string{"--accept-tos", "connect"}, warpConnects},
	{"warp-app", "/Applications/Cloudflare WARP.app/Contents/Resources/warp-cli", nil, []string{"--accept-tos", "disconnect"}, []string{"--accept-tos", "connect"}, warpConnects},
	{"tailscale-windows", `%ProgramFiles%\Tailscale\tailscale.exe`, nil, []string{"down"}, []string{"up"}, tailscaleConnects},
	{"warp-windows", `%ProgramFiles%\Cloudflare\Cloudflare WARP\warp-cli.exe`, nil, []string{"--accept-tos", "disconnect"}, []string{"--accept-tos", "connect"}, warpConnects},
	{"rasdial", `%SystemRoot%\System32\rasdial.exe`, entryShape, []string{"{}", "/disconnect"}, []string{"{}"}, dialledNow},
	{"wireguard", `%SystemRoot%\System32\sc.exe`, tunnelShape, []string{"stop", wireGuardService + "{}"}, []string{"start", wireGuardService + "{}"}, tunnelRuns},
	{"scutil", "/usr/sbin/scutil", uuidShape, []string{"--nc", "stop", "{}"}, []string{"--nc", "start", "{}"}, scutilConnects},
}

const nmcli = "/usr/bin/nmcli"

func findVPNTool(name, id string) (vpnTool, error) {
	for _, t := range vpnTools {
		if t.name != name {
			continue
		}
		if t.id == nil && id != "" || t.id != nil && !t.id.MatchString(id) {
			return vpnTool{}, fmt.Errorf("%q is no connection of %s", id, name)
		}
		return t, nil
	}
	return vpnTool{}, fmt.Errorf("VPN tool %q: %w", name, errors.ErrUnsupported)
}

// Kind names the change.
func (VPN) Kind() string { return kindVPN }

// Line is the tool's own command.
func (c VPN) Line() string {
	t, err := findVPNTool(c.Tool, c.ID)
	if err != nil {
		return err.Error()
	}
	return lineOf(t.program, fill(t.down, c.ID)...)
}

// Save finds out whether the VPN is connected at all.
func (c VPN) Save(ctx context.Context) (json.RawMessage, error) { return c.save(ctx, thisSystem()) }

func (c VPN) save(ctx context.Context, s system) (json.RawMessage, error) {
	t, err := findVPNTool(c.Tool, c.ID)
	if err != nil {
		return nil, err
	}
	up, err := t.connects(ctx, s, t.program, c.ID)
	if err != nil {
		return nil, err
	}
	if !up {
		return nil, ErrNothing
	}
	return pack(vpnSaved(c))
}

// Make disconnects it, and looks whether it stays so: one that connects on demand comes back at once.
func (c VPN) Make(ctx context.Context, saved json.RawMessage) error {
	return makeVPN(ctx, saved, thisSystem())
}

func makeVPN(ctx context.Context, saved json.RawMessage, s system) error {
	return switchVPN(ctx, saved, s, false)
}

func putBackVPN(ctx context.Context, saved json.RawMessage) error {
	return switchVPN(ctx, saved, thisSystem(), true)
}

// settleLimit is how long a VPN, a radio or a switch may take from the tool's answer to being as wanted.
const settleLimit = 10 * time.Second

// switchVPN is the same both ways: nothing is done where it is as wanted already, and the tool's word is not taken for it.
func switchVPN(ctx context.Context, saved json.RawMessage, s system, up bool) error {
	v, err := unpack[vpnSaved](saved)
	if err != nil {
		return err
	}
	t, err := findVPNTool(v.Tool, v.ID)
	if err != nil {
		return err
	}
	asWanted := func() (bool, error) {
		is, err := t.connects(ctx, s, t.program, v.ID)
		return is == up, err
	}
	if is, err := asWanted(); is || err != nil {
		return err
	}
	args := t.down
	if up {
		args = t.up
	}
	if _, err := s.run(ctx, t.program, fill(args, v.ID)...); err != nil {
		return err
	}
	is, err := s.until(ctx, settleLimit, asWanted)
	if err == nil && !is {
		err = fmt.Errorf("%s says it is done, and the VPN is as before", t.program)
	}
	return err
}

// nmcliConnects reads the state of one connection: "activated", or nothing when it is not in use.
func nmcliConnects(ctx context.Context, s system, program, id string) (bool, error) {
	text, err := s.run(ctx, program, "-g", "GENERAL.STATE", "connection", "show", "uuid", id)
	return strings.TrimSpace(text) == "activated", err
}

func linkIsThere(_ context.Context, s system, _, id string) (bool, error) {
	return s.exists("/sys/class/net/" + id), nil
}

// tailscaleConnects reads BackendState, which is Running, Stopped, NeedsLogin, Starting …
func tailscaleConnects(ctx context.Context, s system, program, _ string) (bool, error) {
	text, err := s.run(ctx, program, "status", "--json", "--peers=false")
	if err != nil {
		return false, err
	}
	var status struct{ BackendState string }
	if err := json.Unmarshal([]byte(text), &status); err != nil {
		return false, fmt.Errorf("reading tailscale's state: %w", err)
	}
	return status.BackendState == "Running", nil
}

var warpConnected = regexp.MustCompile(`\bConnected\b`)

// warpConnects reads "Status update: Connected", in newer versions with lines of detail after it.
func warpConnects(ctx context.Context, s system, program, _ string) (bool, error) {
	text, err := s.run(ctx, program, "--accept-tos", "status")
	return warpConnected.MatchString(firstLine(text)), err
}

// scutilConnects reads the first line of `scutil --nc status`: Connected, Disconnected, Connecting, No service …
func scutilConnects(ctx context.Context, s system, program, id string) (bool, error) {
	text, err := s.run(ctx, program, "--nc", "status", id)
	return firstLine(text) == "Connected", err
}

// dialledNow asks Windows itself: rasdial's own list is translated.
func dialledNow(_ context.Context, _ system, _, id string) (bool, error) {
	return slices.Contains(Dialled(), id), nil
}

func tunnelRuns(_ context.Context, _ system, _, id string) (bool, error) {
	s, err := ServiceState(wireGuardService + id)
	return s.Running, err
}

// HasProgram says whether the program of a VPN tool is there.
func HasProgram(tool string) bool {
	i := slices.IndexFunc(vpnTools, func(t vpnTool) bool { return t.name == tool })
	return i >= 0 && present(place(vpnTools[i].program))
}
