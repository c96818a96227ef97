package zoom

import (
	"bytes"
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestBuiltInProfile(t *testing.T) {
	p, err := Parse(embedded)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range p.Hosts {
		if !Owns(h.Name) {
			t.Errorf("%s is not one of Zoom's names", h.Name)
		}
	}
	for _, r := range p.Media {
		if c := p.Class(r.Address); c != ClassZoom {
			t.Errorf("the responder %s is %s", r.Address, c)
		}
	}
	for _, s := range []string{p.Ports.Source, p.Ranges.Source, p.Issuers.Source, p.Status.Source} {
		if _, ok := p.Sources[s]; !ok {
			t.Errorf("%q is no source", s)
		}
	}
	for name, s := range p.Sources {
		if s.Title == "" || !slices.Contains([]string{"high", "medium", "low"}, s.Sure) {
			t.Errorf("source %s: %+v", name, s)
		}
	}
	if p.Hosts[0].Name != "zoom.us" || len(p.Hosts[0].Addresses) < 2 {
		t.Error("the first host must be zoom.us with an address of each family: much is compared on it")
	}
}

func TestErrorCodesHaveOneMeaning(t *testing.T) {
	p := Default()
	seen := map[string]string{}
	for kind, c := range p.ErrorCodes {
		if _, ok := p.Sources[c.Source]; !ok || !slices.Contains([]string{"high", "medium", "low"}, c.Sure) {
			t.Errorf("%s: source %q, sure %q", kind, c.Source, c.Sure)
		}
		for _, code := range c.Codes {
			if seen[code] != "" {
				t.Errorf("%s means %s and %s", code, seen[code], kind)
			}
			seen[code] = kind
			if k, ok := p.KindOfCode(code); !ok || k != kind {
				t.Errorf("%s is found as %q", code, k)
			}
		}
	}
	if seen["104102"] != ConnectionCodes {
		t.Errorf("104102 means %q", seen["104102"])
	}
	if k, ok := p.KindOfCode("999999"); ok {
		t.Errorf("an unknown code means %q", k)
	}
}

// change decodes the built-in profile loosely, lets a test break it, and encodes it again.
func change(t *testing.T, breakIt func(map[string]any)) []byte {
	t.Helper()
	var p map[string]any
	if err := json.Unmarshal(embedded, &p); err != nil {
		t.Fatal(err)
	}
	breakIt(p)
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

type object = map[string]any

func first(p object, list string) object { return p[list].([]any)[0].(object) }

func bandwidth(p object) object { return p["bandwidth"].(object) }

func program(p object) object { return p["app"].(object)["programs"].([]any)[0].(object) }

func controls(p object, list string) object {
	return p["controls"].(object)[list].([]any)[0].(object)
}

// Whatever is wrong with a profile, the error is one line that names the field: an administrator reads it.
func TestBrokenProfiles(t *testing.T) {
	for name, c := range map[string]struct {
		breakIt func(object)
		want    string
	}{
		"a field nobody knows":         {func(p object) { p["hsots"] = []any{} }, "hsots"},
		"a misspelt field deep inside": {func(p object) { first(p, "hosts")["nmae"] = "x" }, "nmae"},
		"a number for a list":          {func(p object) { p["hosts"] = 7 }, "hosts"},
		"text for a port":              {func(p object) { p["ports"].(object)["udp"] = []any{"8801"} }, "ports.udp"},
		"text for a status":            {func(p object) { controls(p, "portals")["status"] = "200" }, "controls.portals.status"},
		"a host with a blank":          {func(p object) { first(p, "hosts")["name"] = "zoom us" }, "hosts[0].name"},
		"a host in capitals":           {func(p object) { first(p, "hosts")["name"] = "Zoom.us" }, "hosts[0].name"},
		"a host with a path":           {func(p object) { first(p, "hosts")["name"] = "zoom.us/join" }, "hosts[0].name"},
		"a host that is an address":    {func(p object) { first(p, "hosts")["name"] = "170.114.52.2" }, "hosts[0].name"},
		"a host with an escape":        {func(p object) { first(p, "hosts")["name"] = "zoom.us\x1b[0m" }, "hosts[0].name"},
		"a role nobody knows":          {func(p object) { first(p, "hosts")["role"] = "vital" }, "hosts[0].role"},
		"a source that is not there":   {func(p object) { first(p, "hosts")["source"] = "hearsay" }, "hosts[0].source"},
		"no hosts":                     {func(p object) { p["hosts"] = []any{} }, "hosts"},
		"no needed host":               {func(p object) { p["hosts"] = []any{object{"name": "log.zoom.us", "role": "side", "source": "reports"}} }, "hosts"},
		"port 0":                       {func(p object) { p["ports"].(object)["udp"] = []any{0} }, "ports.udp"},
		"port 70000":                   {func(p object) { p["ports"].(object)["tcp"] = []any{70000} }, "ports.tcp"},
		"a responder on port -1":       {func(p object) { first(p, "media")["udp_ports"] = []any{-1} }, "media[0].udp_ports"},
		"a responder without address":  {func(p object) { delete(first(p, "media"), "address") }, "media[0].address"},
		"an address that is none":      {func(p object) { first(p, "media")["address"] = "162.255.37" }, "162.255.37"},
		"a block that is none":         {func(p object) { p["ranges"].(object)["current"] = []any{"3.7.35.0/250"} }, "3.7.35.0/250"},
		"no blocks":                    {func(p object) { p["ranges"].(object)["current"] = []any{} }, "ranges.current"},
		"a system nobody knows":        {func(p object) { program(p)["os"] = "beos" }, "app.programs[0].os"},
		"a feed without TLS":           {func(p object) { program(p)["feed"] = "http://zoom.us/" }, "app.programs[0].feed"},
		"a version with a build":       {func(p object) { program(p)["newest"] = "7.2.1.5760" }, "app.programs[0].newest"},
		"a minimum in words":           {func(p object) { program(p)["minimum"] = "new" }, "app.programs[0].minimum"},
		"a minimum from nowhere":       {func(p object) { p["app"].(object)["minimum_source"] = "hearsay" }, "app.minimum_source"},
		"one neutral site":             {func(p object) { p["controls"].(object)["sites"] = []any{object{"name": "a.example", "maker": "A"}} }, "controls.sites"},
		"one test page":                {func(p object) { p["controls"].(object)["portals"] = []any{} }, "controls.portals"},
		"a test page over https":       {func(p object) { controls(p, "portals")["url"] = "https://captive.apple.com/" }, "controls.portals[0].url"},
		"a test page with status 302":  {func(p object) { controls(p, "portals")["status"] = 302 }, "controls.portals[0].status"},
		"a status page over http":      {func(p object) { p["status"].(object)["urls"] = []any{"http://www.zoomstatus.com/"} }, "status.urls[0]"},
		"a DoH path without a slash":   {func(p object) { controls(p, "resolvers")["doh_path"] = "dns-query" }, "controls.resolvers[0].doh_path"},
		"a bandwidth of nothing":       {func(p object) { first(p, "requirements")["up_kbps"] = 0 }, "requirements[0].up_kbps"},
		"a download without a size":    {func(p object) { bandwidth(p)["download"] = "https://a.example/down" }, "bandwidth.download"},
		"a download over http":         {func(p object) { bandwidth(p)["download"] = "http://a.example/{bytes}" }, "bandwidth.download"},
		"a download's host to fill in": {func(p object) { bandwidth(p)["download"] = "https://{bytes}/" }, "bandwidth.download"},
		"an upload over http":          {func(p object) { bandwidth(p)["upload"] = "http://a.example/up" }, "bandwidth.upload"},
		"an upload to nowhere":         {func(p object) { delete(bandwidth(p), "upload") }, "bandwidth.upload"},
		"a gigabyte":                   {func(p object) { bandwidth(p)["most_mb"] = 1000 }, "bandwidth.most_mb"},
		"no bytes":                     {func(p object) { bandwidth(p)["most_mb"] = 0 }, "bandwidth.most_mb"},
		"a service from nowhere":       {func(p object) { bandwidth(p)["source"] = "hearsay" }, "bandwidth.source"},
		"a date that is none":          {func(p object) { p["date"] = "1 November" }, "date"},
		"the year 2099":                {func(p object) { p["date"] = "2099-01-01" }, "date"},
		"no schema":                    {func(p object) { delete(p, "schema") }, "schema"},
		"a newer schema":               {func(p object) { p["schema"] = "linecheck.profile/2" }, "newer"},
		"another program's schema":     {func(p object) { p["schema"] = "other/1" }, "schema"},
		"a schema that is a number":    {func(p object) { p["schema"] = 1 }, "schema"},
	} {
		_, err := Parse(change(t, c.breakIt))
		switch {
		case err == nil:
			t.Errorf("%s was accepted", name)
		case !strings.Contains(err.Error(), c.want) || strings.ContainsAny(err.Error(), "\n\x1b"):
			t.Errorf("%s: %q does not name %s", name, err, c.want)
		}
	}
}

func TestFilesThatAreNoProfile(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string][]byte{
		"empty":           nil,
		"binary":          {0, 1, 2, 0xff, 0xfe},
		"cut short":       embedded[:len(embedded)/2],
		"a list":          []byte("[]"),
		"null":            []byte("null"),
		"a web page":      []byte("<!DOCTYPE html>"),
		"two profiles":    append(slices.Clone(embedded), embedded...),
		"two megabytes":   bytes.Repeat([]byte(" "), 2<<20),
		"nested too deep": bytes.Repeat([]byte("["), 100000),
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Load(path)
		if err == nil || strings.Contains(err.Error(), "\n") || len(err.Error()) > 200 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Load(filepath.Join(dir, "nothing")); err == nil {
		t.Error("a file that is not there was read")
	}
	if _, err := Load(dir); err == nil {
		t.Error("a folder was read")
	}
}

func TestProfileFromAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "profile.json")
	if err := os.WriteFile(path, embedded, 0o600); err != nil {
		t.Fatal(err)
	}
	if p, err := Load(path); err != nil || p.Date != Default().Date {
		t.Errorf("%v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(embedded)
	f.Add([]byte(`{"schema":"linecheck.profile/1"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := Parse(b); err == nil && len(p.Hosts) == 0 {
			t.Error("a profile without hosts was accepted")
		}
	})
}

func TestWhoseAddress(t *testing.T) {
	p := Default()
	for in, want := range map[string]AddressClass{
		"0.0.0.0":              ClassZero,
		"::":                   ClassZero,
		"127.0.0.1":            ClassLoopback,
		"127.8.8.8":            ClassLoopback,
		"::1":                  ClassLoopback,
		"198.18.0.1":           ClassFake,
		"198.19.255.255":       ClassFake,
		"198.20.0.1":           ClassOther,
		"146.112.61.106":       ClassBlock,
		"10.0.0.1":             ClassPrivate,
		"192.168.1.1":          ClassPrivate,
		"172.31.0.1":           ClassPrivate,
		"172.32.0.1":           ClassOther,
		"100.64.0.1":           ClassPrivate,
		"100.128.0.1":          ClassOther,
		"169.254.1.1":          ClassPrivate,
		"fd00::1":              ClassPrivate,
		"fe80::1":              ClassPrivate,
		"170.114.52.2":         ClassZoom,
		"162.255.37.14":        ClassZoom,
		"2407:30c0:182::1":     ClassZoom,
		"50.239.202.9":         ClassFormer,
		"45.60.0.67":           ClassOther,
		"::ffff:170.114.52.2":  ClassZoom,
		"::ffff:127.0.0.1":     ClassLoopback,
		"64:ff9b::aa72:3402":   ClassZoom,    // NAT64 of 170.114.52.2
		"64:ff9b::a00:1":       ClassPrivate, // NAT64 of 10.0.0.1
		"64:ff9b::":            ClassZero,    // NAT64 of 0.0.0.0
		"2001:4860:4860::8888": ClassOther,
	} {
		if got := p.Class(netip.MustParseAddr(in)); got != want {
			t.Errorf("%s is %s, want %s", in, got, want)
		}
	}
	if got := p.Class(netip.Addr{}); got == ClassZoom || got == ClassFormer {
		t.Errorf("no address is %s", got)
	}
}

func TestZoomsNames(t *testing.T) {
	for name, want := range map[string]bool{
		"zoom.us": true, "us04web.zoom.us": true, "ZOOM.US.": true, "zoom.com": true, "x.zoomgov.com": true,
		"notzoom.us": false, "zoom.us.evil.example": false, "": false, ".": false, "zoom.usa": false,
	} {
		if Owns(name) != want {
			t.Errorf("%q: %v", name, !want)
		}
	}
}

func TestAddressesOfTheBandwidthService(t *testing.T) {
	b := Default().Bandwidth
	if got := b.DownloadOf(3_000_000); got != "https://speed.cloudflare.com/__down?bytes=3000000" {
		t.Error(got)
	}
	if got := b.UploadOf(7); got != "https://speed.cloudflare.com/__up" {
		t.Error(got)
	}
	for _, without := range []func(object){func(p object) { delete(p, "bandwidth") }, func(p object) { p["bandwidth"] = object{} }} {
		if p, err := Parse(change(t, without)); err != nil || p.Bandwidth != (Bandwidth{}) {
			t.Errorf("a profile without a service: %v", err)
		}
	}
}
