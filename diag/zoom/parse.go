package zoom

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// MaxProfileBytes bounds a profile file; the built-in one is about 9 kB.
const MaxProfileBytes = 1 << 20

// Load reads and validates a profile file. The error is one line and names the field that is wrong.
func Load(path string) (*Profile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, MaxProfileBytes+1))
	if err != nil {
		return nil, err
	}
	if len(b) > MaxProfileBytes {
		return nil, fmt.Errorf("larger than %d kB", MaxProfileBytes>>10)
	}
	return Parse(b)
}

// Parse decodes and validates a profile. Unknown fields are refused: a misspelt field would silently do nothing.
func Parse(b []byte) (*Profile, error) {
	if err := checkSchema(b); err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	var p Profile
	if err := d.Decode(&p); err != nil {
		return nil, decodeError(err)
	}
	if d.More() {
		return nil, errors.New("something follows the profile's closing brace")
	}
	return &p, p.validate()
}

// checkSchema comes before the strict decoding, so that a newer format is called newer and not misspelt.
func checkSchema(b []byte) error {
	var head struct {
		Schema string `json:"schema"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return decodeError(err)
	}
	if head.Schema == Schema {
		return nil
	}
	if n, ok := strings.CutPrefix(head.Schema, "linecheck.profile/"); ok {
		if v, err := strconv.Atoi(n); err == nil && v > 1 {
			return fmt.Errorf("field schema: %s is newer than this program, which reads %s", head.Schema, Schema)
		}
	}
	return fmt.Errorf("field schema: must be %q", Schema)
}

func decodeError(err error) error {
	var typ *json.UnmarshalTypeError
	if errors.As(err, &typ) {
		return fmt.Errorf("field %s: a %s cannot stand here", typ.Field, typ.Value)
	}
	var syn *json.SyntaxError
	if errors.As(err, &syn) {
		return fmt.Errorf("not valid JSON at byte %d", syn.Offset)
	}
	if field, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return fmt.Errorf("field %s: unknown", field)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("not valid JSON: it ends too early")
	}
	return fmt.Errorf("not a profile: %w", err)
}

// fields collects the first fault of a profile; a later one would only hide it.
type fields struct{ err error }

func (f *fields) must(ok bool, field, want string) {
	if f.err == nil && !ok {
		f.err = fmt.Errorf("field %s: %s", field, want)
	}
}

func at(list string, i int, field string) string { return fmt.Sprintf("%s[%d].%s", list, i, field) }

var hostName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)

func (p *Profile) validate() error {
	f := &fields{}
	p.validateDate(f)
	p.validateHosts(f)
	p.validateMedia(f)
	p.validateControls(f)
	f.must(len(p.Ranges.Current) > 0, "ranges.current", "needs at least one address block")
	for i, u := range p.Status.URLs {
		f.must(webURL(u, "https"), fmt.Sprintf("status.urls[%d]", i), "must be an https address")
	}
	p.validateApp(f)
	p.validateBandwidth(f)
	for i, r := range p.Requirements {
		f.must(r.UpKbps > 0 && r.DownKbps > 0, at("requirements", i, "up_kbps"), "must be above 0")
	}
	return f.err
}

// validateDate measures a future date against the built-in century, not against this computer's clock: the clock
// may be the very thing that is wrong.
func (p *Profile) validateDate(f *fields) {
	d, err := time.Parse(time.DateOnly, p.Date)
	f.must(err == nil, "date", "must be a date such as 2026-11-01")
	f.must(d.Year() < 2040, "date", p.Date+" lies too far in the future")
}

func (p *Profile) validateHosts(f *fields) {
	f.must(len(p.Hosts) > 0, "hosts", "needs at least one host")
	f.must(len(p.Hosts) <= 500, "hosts", "more than 500 hosts")
	needed := false
	for i, h := range p.Hosts {
		f.must(hostName.MatchString(h.Name), at("hosts", i, "name"), "must be a host name in lower case")
		f.must(h.Role == Needed || h.Role == Side, at("hosts", i, "role"), "must be needed or side")
		p.sourced(f, at("hosts", i, "source"), h.Source)
		needed = needed || h.Role == Needed
	}
	f.must(needed, "hosts", "needs at least one host with the role needed")
}

func (p *Profile) validateMedia(f *fields) {
	validPorts(f, "ports.tcp", p.Ports.TCP)
	validPorts(f, "ports.udp", p.Ports.UDP)
	for i, m := range p.Media {
		f.must(m.Address.IsValid(), at("media", i, "address"), "must be an IP address")
		validPorts(f, at("media", i, "udp_ports"), m.UDPPorts)
		validPorts(f, at("media", i, "tcp_ports"), m.TCPPorts)
		p.sourced(f, at("media", i, "source"), m.Source)
	}
	f.must(len(p.Media) <= 50, "media", "more than 50 responders")
}

func (p *Profile) validateControls(f *fields) {
	c := p.Controls
	f.must(len(c.Sites) >= 2, "controls.sites", "needs at least two sites")
	f.must(len(c.Portals) >= 2, "controls.portals", "needs at least two makers' pages")
	sites(f, "controls.sites", c.Sites)
	sites(f, "controls.stun", c.STUN)
	sites(f, "controls.ntp", c.NTP)
	for i, s := range c.Addresses {
		f.must(s.Address.IsValid(), at("controls.addresses", i, "address"), "must be an IP address")
	}
	for i, r := range c.Resolvers {
		f.must(r.Address.IsValid(), at("controls.resolvers", i, "address"), "must be an IP address")
		f.must(hostName.MatchString(r.DoHName), at("controls.resolvers", i, "doh_name"), "must be a host name in lower case")
		f.must(strings.HasPrefix(r.DoHPath, "/"), at("controls.resolvers", i, "doh_path"), "must begin with /")
	}
	for i, s := range c.Portals {
		f.must(webURL(s.URL, "http"), at("controls.portals", i, "url"), "must be an http address")
		f.must(s.Status >= 200 && s.Status < 300, at("controls.portals", i, "status"), "must be from 200 to 299")
	}
}

var programVersion = regexp.MustCompile(`^\d{1,3}\.\d{1,3}\.\d{1,3}$`)

func (p *Profile) validateApp(f *fields) {
	for i, x := range p.App.Programs {
		f.must(x.OS == "windows" || x.OS == "darwin" || x.OS == "linux", at("app.programs", i, "os"), "must be windows, darwin or linux")
		f.must(webURL(x.Feed, "https"), at("app.programs", i, "feed"), "must be an https address")
		f.must(programVersion.MatchString(x.Newest), at("app.programs", i, "newest"), "must be a version such as 7.2.1")
		f.must(programVersion.MatchString(x.Minimum), at("app.programs", i, "minimum"), "must be a version such as 6.0.2")
	}
	if len(p.App.Programs) > 0 {
		p.sourced(f, "app.newest_source", p.App.NewestSource)
		p.sourced(f, "app.minimum_source", p.App.MinimumSource)
	}
}

// mostMB is what a measurement may move at most: about what half an hour of sound takes. More tells nothing about a meeting.
const mostMB = 30

// validateBandwidth: no section is no service, which is allowed; half a section is not.
func (p *Profile) validateBandwidth(f *fields) {
	b := p.Bandwidth
	if b == (Bandwidth{}) {
		return
	}
	f.must(strings.Count(b.Download, bytesMark) == 1, "bandwidth.download", "must hold "+bytesMark+" once")
	f.must(webURL(b.DownloadOf(1000), "https"), "bandwidth.download", "must be an https address")
	f.must(webURL(b.UploadOf(1000), "https"), "bandwidth.upload", "must be an https address")
	f.must(b.MostMB >= 2 && b.MostMB <= mostMB, "bandwidth.most_mb", fmt.Sprintf("must be from 2 to %d", mostMB))
	p.sourced(f, "bandwidth.source", b.Source)
}

func (p *Profile) sourced(f *fields, field, source string) {
	_, ok := p.Sources[source]
	f.must(ok, field, fmt.Sprintf("%q is not among the sources", source))
}

func sites(f *fields, list string, all []Site) {
	for i, s := range all {
		f.must(hostName.MatchString(s.Name), at(list, i, "name"), "must be a host name in lower case")
		f.must(s.Port >= 0 && s.Port <= 65535, at(list, i, "port"), "must be from 1 to 65535")
	}
}

func validPorts(f *fields, field string, ports []int) {
	for _, n := range ports {
		f.must(n > 0 && n <= 65535, field, "must be from 1 to 65535")
	}
	f.must(len(ports) <= 64, field, "more than 64 ports")
}

func webURL(s, scheme string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != scheme {
		return false
	}
	_, err = netip.ParseAddr(u.Hostname())
	return err == nil || hostName.MatchString(u.Hostname())
}
