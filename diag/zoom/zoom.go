// Package zoom holds what is known about Zoom's side of the line: hosts, ports, address ranges, responders, error codes
// and requirements. All of it is dated, sourced data in profile.json, which an administrator can replace with
// --profile; no other package names a Zoom host.
package zoom

import (
	_ "embed"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed profile.json
var embedded []byte

// Schema is the profile format this program reads. A higher number means a format it cannot understand.
const Schema = "linecheck.profile/1"

// Profile is everything Linecheck knows about Zoom and about the neutral services it compares Zoom with.
type Profile struct {
	Schema       string            `json:"schema"`
	Date         string            `json:"date"` // YYYY-MM-DD, when the facts were last gone through
	Sources      map[string]Source `json:"sources"`
	Hosts        []Host            `json:"hosts"`
	Ports        Ports             `json:"ports"`
	Media        []Responder       `json:"media"`
	Ranges       Ranges            `json:"ranges"`
	Issuers      Issuers           `json:"issuers"`
	Status       Status            `json:"status"`
	App          App               `json:"app"`
	Controls     Controls          `json:"controls"`
	ErrorCodes   map[string]Codes  `json:"error_codes"` // by kind, such as "connection"
	Bandwidth    Bandwidth         `json:"bandwidth"`
	Requirements []Requirement     `json:"requirements"`
}

// Source says where a fact was read, when, and how sure it is: high (primary document), medium or low (third party).
type Source struct {
	Title string `json:"title"`
	Date  string `json:"date"`
	Sure  string `json:"sure"`
}

// Role tells what it costs a meeting when a host cannot be reached.
type Role string

// The roles of a Zoom host.
const (
	Needed Role = "needed" // no meeting without it
	Side   Role = "side"   // the client calls it while connecting; blocked, it leaves the client at "Connecting"
)

// Host is one name the Zoom client uses on TCP 443.
type Host struct {
	Name      string       `json:"name"`
	Role      Role         `json:"role"`
	Use       string       `json:"use"`
	Addresses []netip.Addr `json:"addresses,omitempty"` // seen before; tried when no DNS answers
	Source    string       `json:"source"`
}

// Ports are the ports Zoom documents for meetings.
type Ports struct {
	TCP    []int  `json:"tcp"`
	UDP    []int  `json:"udp"`
	Source string `json:"source"`
}

// Responder is a Zoom address that has been seen to answer on media ports.
type Responder struct {
	Address  netip.Addr `json:"address"`
	UDPPorts []int      `json:"udp_ports"`
	TCPPorts []int      `json:"tcp_ports"`
	Source   string     `json:"source"`
}

// Ranges are Zoom's address blocks: published today, and published before. An address outside both is suspicious,
// never proof.
type Ranges struct {
	Current []netip.Prefix `json:"current"`
	Former  []netip.Prefix `json:"former"`
	Source  string         `json:"source"`
}

// Issuers are the organisations that have signed Zoom's certificates.
type Issuers struct {
	Organisations []string `json:"organisations"`
	Source        string   `json:"source"`
}

// Status is Zoom's public status page (Statuspage JSON) and the words that mark the components a meeting needs.
type Status struct {
	URLs       []string `json:"urls"`
	Components []string `json:"components"` // lower case parts of component names
	Source     string   `json:"source"`
}

// App is what is known about the program Zoom hands out.
type App struct {
	Programs      []Program `json:"programs"`
	NewestSource  string    `json:"newest_source"`
	MinimumSource string    `json:"minimum_source"`
}

// Program is Zoom's program for one operating system. Versions are major.minor.patch.
type Program struct {
	OS     string `json:"os"`     // as Go names it: windows, darwin, linux
	Feed   string `json:"feed"`   // JSON that names the newest version, to whoever asks
	Newest string `json:"newest"` // seen by the date of its source: what is older is out of date for certain
	// Minimum is the version below which Zoom lets nobody sign in or join, by the date of its source. Zoom raises it every
	// three months and never lowers it, so that a dated one errs on the lenient side.
	Minimum string `json:"minimum"`
}

// ProgramFor returns the program for an operating system, named as Go does, and whether there is one.
func (p *Profile) ProgramFor(os string) (Program, bool) {
	for _, x := range p.App.Programs {
		if x.OS == os {
			return x, true
		}
	}
	return Program{}, false
}

// Controls are neutral services outside Zoom. They tell "Zoom" from "this network" from "this computer".
type Controls struct {
	Sites             []Site         `json:"sites"`
	Addresses         []Site         `json:"addresses"`
	Resolvers         []Resolver     `json:"resolvers"`
	STUN              []Site         `json:"stun"`
	NTP               []Site         `json:"ntp"`
	Portals           []Portal       `json:"portals"`
	BlockedPageRanges []netip.Prefix `json:"blocked_page_ranges"` // addresses DNS filters send people to
}

// Site is a neutral host of one maker, by name or by address.
type Site struct {
	Maker     string       `json:"maker"`
	Name      string       `json:"name,omitempty"`
	Address   netip.Addr   `json:"address,omitzero"`
	Port      int          `json:"port,omitempty"`
	Addresses []netip.Addr `json:"addresses,omitempty"`
}

// Resolver is a public DNS service, asked over UDP at Address and over DoH with TLS name DoHName.
type Resolver struct {
	Maker   string     `json:"maker"`
	Address netip.Addr `json:"address"`
	DoHName string     `json:"doh_name"`
	DoHPath string     `json:"doh_path"`
}

// Portal is a page with a known answer over plain HTTP; any other answer came from a sign-in page.
// Body must equal (white space trimmed) or Contains must occur, where set.
type Portal struct {
	Maker    string `json:"maker"`
	URL      string `json:"url"`
	Status   int    `json:"status"`
	Body     string `json:"body,omitempty"`
	Contains string `json:"contains,omitempty"`
}

// Codes are error codes with one meaning; the meaning's words are the message "code.KIND".
type Codes struct {
	Codes  []string `json:"codes"`
	Sure   string   `json:"sure"`
	Source string   `json:"source"`
}

// Bandwidth is the service that the line's bandwidth is measured with, on request only. The zero value is none.
type Bandwidth struct {
	Download string `json:"download"` // https; "{bytes}" in it becomes the number of bytes wanted
	Upload   string `json:"upload"`   // https; takes a POST of that many bytes
	MostMB   int    `json:"most_mb"`  // a run moves no more, both ways together
	Source   string `json:"source"`
}

// bytesMark is what stands in an address for the number of bytes.
const bytesMark = "{bytes}"

// DownloadOf is the address that sends n bytes.
func (b Bandwidth) DownloadOf(n int64) string { return withBytes(b.Download, n) }

// UploadOf is the address that takes n bytes.
func (b Bandwidth) UploadOf(n int64) string { return withBytes(b.Upload, n) }

func withBytes(address string, n int64) string {
	return strings.ReplaceAll(address, bytesMark, strconv.FormatInt(n, 10))
}

// Requirement is a bandwidth Zoom asks for, in kilobits per second.
type Requirement struct {
	ID       string `json:"id"`
	UpKbps   int    `json:"up_kbps"`
	DownKbps int    `json:"down_kbps"`
	Source   string `json:"source"`
}

// Default returns the profile that was built in. A test proves that it is valid.
var Default = sync.OnceValue(func() *Profile {
	p, err := Parse(embedded)
	if err != nil {
		panic("built-in profile: " + err.Error())
	}
	return p
})

// AddressClass says whose an address is, as far as address blocks can tell.
type AddressClass string

// The classes, in the order they are tested.
const (
	ClassZero     AddressClass = "zero"        // 0.0.0.0 or ::
	ClassLoopback AddressClass = "loopback"    // 127.0.0.0/8 or ::1
	ClassFake     AddressClass = "fake-ip"     // 198.18.0.0/15: handed out by a local TUN proxy, not a hijack
	ClassBlock    AddressClass = "block-page"  // a DNS filter's known block page
	ClassPrivate  AddressClass = "private"     // RFC 1918, carrier-grade, link-local, ULA
	ClassZoom     AddressClass = "zoom"        // inside Zoom's published blocks
	ClassFormer   AddressClass = "zoom-former" // inside blocks Zoom published before
	ClassOther    AddressClass = "other"       // anything else: suspicious at most (CDNs move)
)

var (
	fakeRange    = netip.MustParsePrefix("198.18.0.0/15")
	carrierRange = netip.MustParsePrefix("100.64.0.0/10")
	nat64Range   = netip.MustParsePrefix("64:ff9b::/96") // RFC 6052 well-known prefix
)

// Class tells whose address a is. An address made by NAT64 counts as the IPv4 address inside it.
func (p *Profile) Class(a netip.Addr) AddressClass {
	a = Unmap64(a)
	switch {
	case a.IsUnspecified():
		return ClassZero
	case a.IsLoopback():
		return ClassLoopback
	case fakeRange.Contains(a):
		return ClassFake
	case in(p.Controls.BlockedPageRanges, a):
		return ClassBlock
	case Private(a):
		return ClassPrivate
	case in(p.Ranges.Current, a):
		return ClassZoom
	case in(p.Ranges.Former, a):
		return ClassFormer
	}
	return ClassOther
}

// MadeUp reports whether a is of the block that proxy programs make addresses up from (198.18.0.0/15).
func MadeUp(a netip.Addr) bool { return fakeRange.Contains(a.Unmap()) }

// Private reports whether a belongs to a local or carrier network rather than to the public internet.
func Private(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsPrivate() || a.IsLinkLocalUnicast() || carrierRange.Contains(a)
}

// Carrier reports whether a lies in the range that providers give to the routers behind their own translators (RFC 6598).
func Carrier(a netip.Addr) bool { return carrierRange.Contains(a.Unmap()) }

// Unmap64 returns the IPv4 address inside a mapped or NAT64 address, and any other address as it is.
func Unmap64(a netip.Addr) netip.Addr {
	if nat64Range.Contains(a) {
		b := a.As16()
		return netip.AddrFrom4([4]byte(b[12:]))
	}
	return a.Unmap()
}

// Owns reports whether name is one of Zoom's own names.
func Owns(name string) bool {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	for _, domain := range []string{"zoom.us", "zoom.com", "zoomgov.com"} {
		if name == domain || strings.HasSuffix(name, "."+domain) {
			return true
		}
	}
	return false
}

// KindOfCode returns the kind of a Zoom error code, and whether it is known.
func (p *Profile) KindOfCode(code string) (kind string, known bool) {
	for k, c := range p.ErrorCodes {
		if slices.Contains(c.Codes, code) {
			return k, true
		}
	}
	return "", false
}

func in(ranges []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(ranges, func(p netip.Prefix) bool { return p.Contains(a) })
}

// ConnectionCodes is the kind of code that means "the app cannot reach Zoom's servers".
const ConnectionCodes = "connection"
