package change

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// proxyPlace is where the settings are, for people.
const proxyPlace = `Windows' Internet settings (WinINet) of this person`

var (
	wininet             = windows.NewLazySystemDLL("wininet.dll")
	internetQueryOption = wininet.NewProc("InternetQueryOptionW")
	internetSetOption   = wininet.NewProc("InternetSetOptionW")
	kernel32            = windows.NewLazySystemDLL("kernel32.dll")
	globalFree          = kernel32.NewProc("GlobalFree")
)

// The options of InternetSetOption (wininet.h).
const (
	optionRefresh         = 37
	optionSettingsChanged = 39
	optionPerConnection   = 75
	optionProxyChanged    = 95
)

// The settings of a connection (INTERNET_PER_CONN_OPTIONW). Asked for "flags", Windows leaves auto-detection out where it
// believes that this network has none; "flags UI" is what the person set (Windows 7 and later). Set is always "flags".
const (
	connFlags   = 1
	connServer  = 2
	connBypass  = 3
	connScript  = 4
	connFlagsUI = 10
)

var connTexts = map[string]uint32{"server": connServer, "bypass": connBypass, "script": connScript}

// connOption is INTERNET_PER_CONN_OPTIONW: a number, and a number or a pointer, with room for a FILETIME.
type connOption struct {
	option uint32
	value  uint64
}

// connList is INTERNET_PER_CONN_OPTION_LISTW. A nil connection is the LAN's, which is everything that is not dialled.
type connList struct {
	size       uint32
	connection *uint16
	count      uint32
	failed     uint32
	options    *connOption
}

func wantedProxy(before proxyState, wish ProxyWish) proxyState { return wininetWish(before, wish) }

// readProxy reads the setting of the LAN and of each connection that is dialled now: a VPN of Windows' has its own.
func readProxy(context.Context) (proxyState, error) {
	if proxyManaged() {
		return nil, ErrManaged
	}
	if err := internetQueryOption.Find(); err != nil {
		return nil, errors.Join(errors.ErrUnsupported, err)
	}
	state := proxyState{}
	if err := readConnection(state, ""); err != nil {
		return nil, err
	}
	for setting, value := range proxyTexts { // Wine tells no exceptions of a proxy that is off
		if state.get(setting, "") == "" {
			state.set(setting, "", text(internetSettings, value))
		}
	}
	for _, name := range dialled() {
		if err := readConnection(state, name); err != nil {
			return nil, err
		}
	}
	return state, nil
}

func readConnection(state proxyState, name string) error {
	options := []connOption{{option: connFlagsUI}, {option: connServer}, {option: connBypass}, {option: connScript}}
	err := perConnection(internetQueryOption, name, options)
	if err != nil {
		options[0].option = connFlags
		err = perConnection(internetQueryOption, name, options)
	}
	if err != nil {
		return fmt.Errorf("reading proxy settings: %w", err)
	}
	state.set("flags", name, strconv.Itoa(int(uint32(options[0].value))))
	state.set("server", name, takeText(options[1].value))
	state.set("bypass", name, takeText(options[2].value))
	state.set("script", name, takeText(options[3].value))
	return nil
}

// takeText copies a text that the caller must free with GlobalFree.
func takeText(value uint64) string {
	p := *(**uint16)(unsafe.Pointer(&value))
	if p == nil {
		return ""
	}
	defer globalFree.Call(uintptr(unsafe.Pointer(p))) //nolint:errcheck // nothing to do about it
	return windows.UTF16PtrToString(p)
}

// perConnection calls InternetQueryOption, which wants a pointer to the size, or InternetSetOption, which wants the size.
func perConnection(proc *windows.LazyProc, name string, options []connOption) error {
	list := connList{count: uint32(len(options)), options: &options[0]}
	list.size = uint32(unsafe.Sizeof(list))
	if name != "" {
		p, err := windows.UTF16PtrFromString(name)
		if err != nil {
			return err
		}
		list.connection = p
	}
	size := list.size
	last := uintptr(size)
	if proc == internetQueryOption {
		last = uintptr(unsafe.Pointer(&size))
	}
	ok, _, err := proc.Call(0, optionPerConnection, uintptr(unsafe.Pointer(&list)), last)
	runtime.KeepAlive(&size)
	runtime.KeepAlive(options)
	if ok == 0 {
		return err
	}
	return nil
}

// writeProxy sets what differs, connection by connection, and tells all running programs.
func writeProxy(_ context.Context, from, to proxyState) error {
	for _, name := range to.places("flags") {
		if err := writeConnection(name, from, to); err != nil {
			return fmt.Errorf("setting the proxy: %w", err)
		}
	}
	if err := settleProxy(to); err != nil {
		return fmt.Errorf("setting the proxy: %w", err)
	}
	announceProxy()
	return nil
}

// settleProxy writes what the call has left out of the registry's plain values: Windows leaves nothing out, Wine leaves
// out the exceptions.
func settleProxy(to proxyState) error {
	for setting, value := range proxyTexts {
		want := to.get(setting, "")
		if text(internetSettings, value) == want {
			continue
		}
		v := registryValue{Kind: registry.SZ, Data: utf16z(want), None: want == ""}
		if err := writeRaw(registry.CURRENT_USER, internetSettings, value, v); err != nil {
			return err
		}
	}
	return nil
}

// writeConnection sets all four of a connection's settings, so that none depends on what stood there.
func writeConnection(name string, from, to proxyState) error {
	var pin runtime.Pinner
	defer pin.Unpin()
	flags, err := strconv.ParseUint(to.get("flags", name), 10, 32)
	if err != nil {
		return err
	}
	options, same := []connOption{{connFlags, flags}}, from.get("flags", name) == to.get("flags", name)
	for setting, option := range connTexts {
		p, err := windows.UTF16PtrFromString(to.get(setting, name))
		if err != nil {
			return err
		}
		pin.Pin(p)
		options = append(options, connOption{option, uint64(uintptr(unsafe.Pointer(p)))})
		same = same && from.get(setting, name) == to.get(setting, name)
	}
	if same {
		return nil
	}
	return perConnection(internetSetOption, name, options)
}

// announceProxy: without it, running programs keep the old proxy. The setting stands whether it is heard or not (Wine
// refuses the first two).
func announceProxy() {
	for _, option := range []uintptr{optionSettingsChanged, optionRefresh, optionProxyChanged} {
		internetSetOption.Call(0, option, 0, 0) //nolint:errcheck // see above
	}
}

// proxyManaged: the organisation's setting counts for everyone on the computer, or the person may not change theirs.
func proxyManaged() bool {
	const (
		everyone = `SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings`
		panel    = `SOFTWARE\Policies\Microsoft\Internet Explorer\Control Panel`
	)
	if n, ok := number(registry.LOCAL_MACHINE, everyone, "ProxySettingsPerUser"); ok && n == 0 {
		return true
	}
	for _, root := range []registry.Key{registry.LOCAL_MACHINE, registry.CURRENT_USER} {
		for _, name := range []string{"Proxy", "Autoconfig"} {
			if n, ok := number(root, panel, name); ok && n == 1 {
				return true
			}
		}
	}
	return false
}

func number(root registry.Key, path, name string) (uint64, bool) {
	k, err := registry.OpenKey(root, path, registry.QUERY_VALUE)
	if err != nil {
		return 0, false
	}
	defer k.Close()
	n, _, err := k.GetIntegerValue(name)
	return n, err == nil
}

// text is a text of this person's registry, "" when it is not there.
func text(path, name string) string {
	k, err := registry.OpenKey(registry.CURRENT_USER, path, registry.QUERY_VALUE)
	if err != nil {
		return ""
	}
	defer k.Close()
	s, _, _ := k.GetStringValue(name)
	return s
}

// The registry's own copies of the setting, which Windows' call writes.
const internetSettings = `Software\Microsoft\Windows\CurrentVersion\Internet Settings`

// proxyTexts are the plain values of the texts.
var proxyTexts = map[string]string{"server": "ProxyServer", "bypass": "ProxyOverride", "script": "AutoConfigURL"}

var (
	proxyValues = []string{"ProxyEnable", "ProxyServer", "ProxyOverride", "AutoConfigURL", "AutoDetect"}
	proxyBlobs  = []string{"DefaultConnectionSettings", "SavedLegacySettings"}
)

// keepProxy keeps the values as they are, byte for byte. A value that is not there is kept as that.
func keepProxy() (json.RawMessage, error) {
	kept := map[string]registryValue{}
	for path, names := range proxyKeys() {
		for _, name := range names {
			v, err := rawValue(registry.CURRENT_USER, path, name)
			if err != nil {
				return nil, fmt.Errorf("reading proxy settings: %w", err)
			}
			kept[path+`\`+name] = v
		}
	}
	return json.Marshal(kept)
}

func proxyKeys() map[string][]string {
	return map[string][]string{internetSettings: proxyValues, internetSettings + `\Connections`: proxyBlobs}
}

// restoreProxy puts right what the call wrote differently: a value it made that was not there, an empty text.
func restoreProxy(raw json.RawMessage) error {
	var kept map[string]registryValue
	if err := json.Unmarshal(raw, &kept); err != nil {
		return fmt.Errorf("reading what was saved: %w", err)
	}
	wrote := false
	for path, names := range proxyKeys() {
		for _, name := range names {
			v, saved := kept[path+`\`+name]
			if !saved {
				continue
			}
			again, err := restoreValue(path, name, v)
			if err != nil {
				return fmt.Errorf("putting the proxy back: %w", err)
			}
			wrote = wrote || again
		}
	}
	if wrote {
		announceProxy()
	}
	return nil
}

// restoreValue writes one value, and reports whether it had to.
func restoreValue(path, name string, want registryValue) (bool, error) {
	now, err := rawValue(registry.CURRENT_USER, path, name)
	switch {
	case err != nil:
		return false, err
	case now.same(want):
		return false, nil
	case path != internetSettings && !now.None && sameButCounter(now.Data, want.Data):
		return false, nil
	case path != internetSettings && !want.None:
		want.Data = withCounterOf(want.Data, now.Data)
	}
	return true, writeRaw(registry.CURRENT_USER, path, name, want)
}
