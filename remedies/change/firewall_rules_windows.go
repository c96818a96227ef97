package change

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unsafe"

	"golang.org/x/sys/windows/registry"

	"linecheck/diag/host/com"
)

// localRules are the rules of this computer's own settings. Everybody may read them; the firewall's service alone writes.
const localRules = `SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\FirewallRules`

// HNetCfg.FwPolicy2, and the interfaces of rules (netfw.h).
var (
	fwPolicy2    = com.GUID(0xE2B3C97F, 0x6AE1, 0x41AC, [8]byte{0x81, 0x7A, 0xF6, 0xF9, 0x21, 0x66, 0xD7, 0xDD})
	iFwPolicy2   = com.GUID(0x98325047, 0xC671, 0x4174, [8]byte{0x8D, 0x81, 0xDE, 0xFC, 0xD3, 0xF0, 0x31, 0x86})
	iFwRule      = com.GUID(0xAF230D27, 0xBABA, 0x4E42, [8]byte{0xAC, 0xED, 0xF5, 0x24, 0xF2, 0x2C, 0xFC, 0xE2})
	iEnumVariant = com.GUID(0x00020404, 0x0000, 0x0000, [8]byte{0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46})
)

// The methods, in the header's order behind IDispatch's seven; IEnumVARIANT has IUnknown's three in front.
const (
	policyRules       = 18
	policyModifyState = 28
	rulesNewEnum      = 11
	enumNext          = 3
	ruleApplication   = 11
	ruleProtocol      = 15
	ruleDirection     = 27
	ruleEnabled       = 33
	rulePutEnabled    = 34
	ruleAction        = 41
)

// readRule reads one rule by its id; false when there is none.
func readRule(id string) (string, bool, error) {
	k, err := registry.OpenKey(registry.LOCAL_MACHINE, localRules, registry.QUERY_VALUE)
	if err != nil {
		return "", false, err
	}
	defer k.Close()
	text, _, err := k.GetStringValue(id)
	if errors.Is(err, registry.ErrNotExist) {
		return "", false, nil
	}
	return text, err == nil, err
}

// switchRule switches exactly the rule of that id. The firewall's own interface knows no ids, so each rule that could be
// it is tried in turn, and what it did is read in the registry; one that was another is put back at once.
func switchRule(ctx context.Context, id, text string, on bool) error {
	_, err := com.With(func() (struct{}, error) {
		return struct{}{}, switchByInterface(ctx, id, parseRule(text), on)
	})
	if errors.Is(err, com.ErrMissing) {
		return errors.Join(errors.ErrUnsupported, err)
	}
	return err
}

func switchByInterface(ctx context.Context, id string, rule firewallRule, on bool) error {
	policy, err := com.New(fwPolicy2, iFwPolicy2)
	if err != nil {
		return err
	}
	defer policy.Release()
	const overruled = 1 // NET_FW_MODIFY_STATE_GP_OVERRIDE: the organisation's rules alone count
	if state, err := policy.Number(policyModifyState); err == nil && state == overruled {
		return ErrManaged
	}
	found := false
	err = eachRule(policy, func(r *com.Object) (bool, error) {
		if ctx.Err() != nil || !couldBe(r, rule, !on) {
			return false, ctx.Err()
		}
		var err error
		found, err = trySwitch(r, id, on)
		return found, err
	})
	if err == nil && !found {
		err = fmt.Errorf("firewall rule %s cannot be found: %w", id, ErrMoved)
	}
	return err
}

// eachRule goes through all rules until see is content.
func eachRule(policy *com.Object, see func(*com.Object) (bool, error)) error {
	rules, err := policy.Object(policyRules)
	if err != nil {
		return err
	}
	defer rules.Release()
	unknown, err := rules.Object(rulesNewEnum)
	if err != nil {
		return err
	}
	defer unknown.Release()
	list, err := unknown.As(iEnumVariant)
	if err != nil {
		return err
	}
	defer list.Release()
	const most = 20000 // a computer of a large organisation has some thousands
	for range most {
		r, err := nextRule(list)
		if r == nil || err != nil {
			return err
		}
		done, err := see(r)
		r.Release()
		if done || err != nil {
			return err
		}
	}
	return nil
}

// variant is VARIANT (oaidl.h): its kind, and what it holds 8 bytes on.
type variant struct {
	kind  uint16
	_     [3]uint16
	value unsafe.Pointer
	_     uintptr
}

// nextRule returns nil behind the last. A rule comes as an IDispatch in a VARIANT, which is then ours to release.
func nextRule(list *com.Object) (*com.Object, error) {
	const dispatch = 9 // VT_DISPATCH
	var v variant
	var n uint32
	if err := list.Call(enumNext, 1, uintptr(unsafe.Pointer(&v)), uintptr(unsafe.Pointer(&n))); err != nil {
		return nil, err
	}
	if n == 0 || v.kind != dispatch || v.value == nil {
		return nil, nil
	}
	o := (*com.Object)(v.value)
	defer o.Release()
	return o.As(iFwRule)
}

// couldBe compares what costs nothing: program, direction, what it does, protocol, and whether it is on.
func couldBe(r *com.Object, rule firewallRule, isOn bool) bool {
	const out, in, block, allow, anyProtocol = 2, 1, 0, 1, 256
	enabled, err := r.Number(ruleEnabled)
	if err != nil || (enabled&0xFFFF != 0) != isOn {
		return false
	}
	program, err := r.Text(ruleApplication)
	if err != nil || !strings.EqualFold(expanded(program), expanded(rule.get("app"))) {
		return false
	}
	direction, action, protocol := int32(in), int32(allow), int32(anyProtocol)
	if strings.EqualFold(rule.get("dir"), "out") {
		direction = out
	}
	if strings.EqualFold(rule.get("action"), "block") {
		action = block
	}
	if text := rule.get("protocol"); text != "" {
		fmt.Sscanf(text, "%d", &protocol) //nolint:errcheck // then it is any
	}
	is := func(method int, want int32) bool {
		n, err := r.Number(method)
		return err == nil && n == want
	}
	return is(ruleDirection, direction) && is(ruleAction, action) && is(ruleProtocol, protocol)
}

func expanded(path string) string {
	if full, err := registry.ExpandString(path); err == nil {
		return full
	}
	return path
}

// trySwitch switches a rule and reports whether it was the one of that id.
func trySwitch(r *com.Object, id string, on bool) (bool, error) {
	if err := putEnabled(r, on); err != nil {
		return false, err
	}
	if ruleBecame(id, on) {
		return true, nil
	}
	return false, putEnabled(r, !on)
}

func putEnabled(r *com.Object, on bool) error {
	value := uintptr(0)
	if on {
		value = 0xFFFF // VARIANT_TRUE
	}
	return r.Call(rulePutEnabled, value)
}

// ruleBecame waits a little: the service writes the registry after it has answered.
func ruleBecame(id string, on bool) bool {
	for range 20 {
		if text, ok, err := readRule(id); err == nil && ok && parseRule(text).on == on {
			return true
		}
		time.Sleep(50 * time.Millisecond)
	}
	return false
}
