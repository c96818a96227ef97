package host

import (
	"context"
	"slices"
	"time"

	"golang.org/x/sys/windows/registry"

	"linecheck/diag/host/com"
)

// Where Windows keeps its firewall: what was set on this computer, and what the organisation set.
const (
	firewallPolicy  = `SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy`
	firewallManaged = `SOFTWARE\Policies\Microsoft\WindowsFirewall`
)

// firewallKeys are the names of a profile's key. In the local settings "private" is called "standard".
var firewallKeys = map[string][2]string{ // profile: local key, policy key
	"domain": {"DomainProfile", "DomainProfile"}, "private": {"StandardProfile", "PrivateProfile"}, "public": {"PublicProfile", "PublicProfile"},
}

// HNetCfg.FwPolicy2 (netfw.h): reading it needs no rights.
var (
	fwPolicy2  = com.GUID(0xE2B3C97F, 0x6AE1, 0x41AC, [8]byte{0x81, 0x7A, 0xF6, 0xF9, 0x21, 0x66, 0xD7, 0xDD})
	iFwPolicy2 = com.GUID(0x98325047, 0xC671, 0x4174, [8]byte{0x8D, 0x81, 0xDE, 0xFC, 0xD3, 0xF0, 0x31, 0x86})
)

// The getters of INetFwPolicy2, in the header's order behind IDispatch's seven.
const (
	fwCurrentProfiles = 7
	fwEnabled         = 8
	fwDefaultOutbound = 25
)

// firewallWait is what asking the firewall service may take; it usually answers within 50 ms.
const firewallWait = 2500 * time.Millisecond

// readFirewall reads the rules from the registry and asks the firewall which kinds of network are connected. Where it
// does not say, all kinds count as connected, and its settings are read from the registry.
func readFirewall(ctx context.Context) (Firewall, error) {
	f := Firewall{Maker: "windows", State: FirewallUnknown}
	local, err := firewallRules(firewallPolicy+`\FirewallRules`, false)
	managed, _ := firewallRules(firewallManaged+`\FirewallRules`, true)
	remote, _ := firewallRules(firewallPolicy+`\Mdm\FirewallRules`, true) // device management (Intune)
	f.Rules, f.Readable = slices.Concat(managed, remote, local), err == nil
	f.Profiles = askFirewall(ctx)
	if f.Profiles == nil {
		f.Profiles = registryProfiles()
	}
	return f, ctx.Err()
}

// firewallRules reads the active rules for outgoing traffic below a key.
func firewallRules(path string, managed bool) ([]FirewallRule, error) {
	k, err := registry.OpenKey(registry.LOCAL_MACHINE, path, registry.QUERY_VALUE)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	ids, err := k.ReadValueNames(maxRules)
	if len(ids) == 0 {
		return nil, ignoreEnd(err)
	}
	var rules []FirewallRule
	for _, id := range ids {
		text, _, err := k.GetStringValue(id)
		if err != nil {
			continue
		}
		if r, ok := parseFirewallRule(id, text, managed); ok {
			rules = append(rules, r)
		}
	}
	return rules, nil
}

// askFirewall asks the service; nil when it does not answer. The call cannot be stopped.
func askFirewall(ctx context.Context) []FirewallProfile {
	ctx, cancel := context.WithTimeout(ctx, firewallWait)
	defer cancel()
	done := make(chan []FirewallProfile, 1)
	go func() {
		list, _ := com.With(firewallProfiles)
		done <- list
	}()
	select {
	case list := <-done:
		return list
	case <-ctx.Done():
		return nil
	}
}

func firewallProfiles() ([]FirewallProfile, error) {
	policy, err := com.New(fwPolicy2, iFwPolicy2)
	if err != nil {
		return nil, err
	}
	defer policy.Release()
	current, err := policy.Number(fwCurrentProfiles)
	if err != nil {
		return nil, err
	}
	var list []FirewallProfile
	for _, p := range profileBit {
		profile := FirewallProfile{Name: p.name, Current: current&p.bit != 0}
		// VARIANT_BOOL is 16 bits wide, -1 for true; NET_FW_ACTION is 0 for block.
		if on, err := policy.Number(fwEnabled, uintptr(p.bit)); err == nil {
			profile.Off = on&0xFFFF == 0
		}
		if action, err := policy.Number(fwDefaultOutbound, uintptr(p.bit)); err == nil {
			profile.BlocksOut = action == 0
		}
		list = append(list, profile)
	}
	return list, nil
}

// registryProfiles reads the same from the registry, where the organisation's setting wins.
func registryProfiles() []FirewallProfile {
	var list []FirewallProfile
	for _, p := range profileBit {
		keys := firewallKeys[p.name]
		paths := []string{firewallManaged + `\` + keys[1], firewallPolicy + `\` + keys[0]}
		list = append(list, FirewallProfile{Name: p.name, Current: true,
			Off: firewallSetting(paths, "EnableFirewall", 1) == 0, BlocksOut: firewallSetting(paths, "DefaultOutboundAction", 0) == 1})
	}
	return list
}

func firewallSetting(paths []string, name string, otherwise uint64) uint64 {
	for _, path := range paths {
		if n, ok := registryNumber(registry.LOCAL_MACHINE, path, name); ok {
			return n
		}
	}
	return otherwise
}
