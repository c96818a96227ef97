package diag

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"

	"linecheck/diag/host"
	"linecheck/diag/pac"
)

// ProxyScript is how a proxy script was come by.
type ProxyScript struct {
	Source     string       `json:"source"` // pac: its address is in the settings; wpad: it was looked for
	URL        string       `json:"url,omitempty"`
	By         string       `json:"by,omitempty"`     // "system": Windows fetched and ran it
	Server     *ProxyServer `json:"server,omitempty"` // that holds it
	StatusCode int          `json:"status_code,omitempty"`
	SizeBytes  int          `json:"size_bytes,omitempty"`
	Title      string       `json:"title,omitempty"`   // of a page that came instead
	Failure    Failure      `json:"failure,omitempty"` // of fetching it
	Fault      string       `json:"fault,omitempty"`   // what is wrong with it: too-large, syntax, no-function, error, timeout, memory, no-text
}

func (s ProxyScript) usable() bool { return s.Failure == "" && s.Fault == "" }

// loadedScript is a script that can be asked; without a program, Windows is asked.
type loadedScript struct {
	fact    ProxyScript
	address string // as it stands in the settings
	program *pac.Script
}

func (s loadedScript) question(address string) host.ScriptQuestion {
	return host.ScriptQuestion{Address: address, PACURL: s.address, Detect: s.fact.Source == routeFromWPAD}
}

// loadScripts fetches the script the settings name. One that is looked for comes first, as in all systems; where it
// works, the other is not needed.
func (e *Env) loadScripts(ctx context.Context, s host.ProxySettings) []loadedScript {
	var all []loadedScript
	if s.AutoDetect {
		all = append(all, e.detectScript(ctx))
	}
	if s.PACURL != "" && (len(all) == 0 || !all[0].fact.usable()) {
		l := loadedScript{fact: ProxyScript{Source: routeFromPAC, URL: Clean(host.Redacted(s.PACURL), 300)}, address: s.PACURL}
		if !e.systemLoads(ctx, &l) {
			l = e.loadScript(ctx, routeFromPAC, s.PACURL)
		}
		all = append(all, l)
	}
	return all
}

// systemLoads lets Windows try first: it is what its programs do. Where it gives no answer, we try ourselves, for it
// does not say why, and knows fewer kinds of address.
func (e *Env) systemLoads(ctx context.Context, l *loadedScript) bool {
	if e.Proxy.SystemScript == nil {
		return false
	}
	limited, cancel := context.WithTimeout(ctx, scriptLimit)
	defer cancel()
	_, err := e.Proxy.SystemScript(limited, l.question("https://"+e.Profile.Hosts[0].Name+"/"))
	var told host.ScriptError
	l.fact.By = "system"
	if errors.As(err, &told) && told.Code == host.ScriptNotFound && l.fact.Source == routeFromWPAD {
		l.fact.Failure = NameMissing
		return true
	}
	return err == nil
}

// detectScript looks for a script as WPAD does: what DHCP offers, then the name wpad in this computer's own domains. A
// server of that name without a script is no fault.
func (e *Env) detectScript(ctx context.Context) loadedScript {
	l := loadedScript{fact: ProxyScript{Source: routeFromWPAD}}
	if e.systemLoads(ctx, &l) {
		return l
	}
	var candidates []string
	if e.Proxy.OfferedScript != nil {
		if u := e.Proxy.OfferedScript(ctx); u != "" {
			candidates = append(candidates, u)
		}
	}
	none := loadedScript{fact: ProxyScript{Source: routeFromWPAD, Failure: NameMissing}}
	names, failure := e.wpadHosts(ctx)
	for _, name := range names {
		candidates = append(candidates, "http://"+name+"/wpad.dat")
	}
	for _, u := range candidates {
		if l := e.loadScript(ctx, routeFromWPAD, u); l.fact.usable() {
			return l
		}
	}
	if len(candidates) == 0 && failure != "" {
		none.fact.Failure = failure
	}
	return none
}

// wpadHosts returns the names among the candidates that exist. The failure is of a look-up that told nothing.
func (e *Env) wpadHosts(ctx context.Context) (names []string, failure Failure) {
	if e.Proxy.SearchDomains == nil {
		return nil, ""
	}
	all := wpadNames(e.Proxy.SearchDomains(ctx))
	found := make([]systemAnswer, len(all))
	each(all, func(i int, name string) { found[i], _ = e.names.System(ctx, name) })
	for i, a := range found {
		switch {
		case len(e.names.usable(a.Addresses)) > 0:
			names = append(names, all[i])
		case a.Failure != NameMissing && a.Failure != NameEmpty:
			failure = a.Failure
		}
	}
	return names, failure
}

// maxWPADNames bounds the look-ups.
const maxWPADNames = 6

// wpadNames puts "wpad." before each domain and before those above it, down to the last one that somebody can own:
// a name directly below a public suffix (wpad.com, wpad.co.uk) belongs to a stranger.
func wpadNames(domains []string) []string {
	var names []string
	for _, d := range domains {
		own, err := publicsuffix.EffectiveTLDPlusOne(d)
		if err != nil {
			continue // a public suffix itself, or a single label
		}
		for ; len(d) >= len(own) && len(names) < maxWPADNames; _, d, _ = strings.Cut(d, ".") {
			names = appendNew(names, "wpad."+d)
		}
	}
	return names
}

// loadScript fetches a script and tries it on one host: what cannot answer for Zoom is of no use.
func (e *Env) loadScript(ctx context.Context, source, address string) loadedScript {
	l := loadedScript{fact: ProxyScript{Source: source, URL: Clean(host.Redacted(address), 300)}}
	limited, cancel := context.WithTimeout(ctx, scriptLimit)
	defer cancel()
	text, err := e.fetchScript(limited, &l.fact, address)
	if l.fact.Failure != "" {
		return l
	}
	if err != nil {
		l.fact.Failure = failureOf(ctx, err)
		return l
	}
	l.fact.SizeBytes = len(text)
	if l.program, err = pac.Compile(text); err != nil {
		l.fact.Fault, l.fact.Title = scriptFault(err), titleOf(text)
		return l
	}
	_, l.fact.Fault = e.askScript(ctx, &l, e.Profile.Hosts[0].Name)
	return l
}

func titleOf(page []byte) string {
	if m := titleTag.FindSubmatch(page[:min(len(page), portalBodyLimit)]); m != nil {
		return Clean(string(m[1]), 80)
	}
	return ""
}

// fetchScript reads a script by any kind of address that systems take.
func (e *Env) fetchScript(ctx context.Context, f *ProxyScript, address string) ([]byte, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return nil, errBadAnswer
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		return e.downloadScript(ctx, f, u)
	case "data":
		return dataOf(u.Opaque)
	case "file":
		return e.Proxy.ReadScript(scriptPath(u))
	}
	return nil, errBadAnswer
}

// dataOf reads what stands in a data: address after its type (RFC 2397).
func dataOf(opaque string) ([]byte, error) {
	kind, text, ok := strings.Cut(opaque, ",")
	if !ok || len(text) > 2*pac.MaxSize {
		return nil, errBadAnswer
	}
	plain, err := url.PathUnescape(text)
	if err != nil {
		return nil, errBadAnswer
	}
	if strings.HasSuffix(kind, ";base64") {
		return base64.StdEncoding.DecodeString(plain)
	}
	return []byte(plain), nil
}

// scriptPath takes "file:///etc/proxy.pac", and Windows' "file://C:/proxy.pac" and "file:///C:/proxy.pac".
func scriptPath(u *url.URL) string {
	path := u.Path
	if len(u.Host) == 2 && u.Host[1] == ':' {
		return u.Host + path
	}
	if len(path) > 2 && path[0] == '/' && path[2] == ':' {
		return path[1:]
	}
	return path
}

const maxScriptRedirects = 5

func (e *Env) downloadScript(ctx context.Context, f *ProxyScript, u *url.URL) ([]byte, error) {
	reached, ok := e.proxies.server(ctx, pac.Proxy{Scheme: u.Scheme, Server: net.JoinHostPort(u.Hostname(), portOf(u))})
	if !ok {
		return nil, ctx.Err()
	}
	f.Server = &reached
	if f.Failure = reached.failure(); f.Failure != "" {
		return nil, nil
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, errBadAnswer
	}
	resp, err := e.scriptClient().Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	f.StatusCode = resp.StatusCode
	body, err := io.ReadAll(io.LimitReader(resp.Body, pac.MaxSize+1))
	if resp.StatusCode != http.StatusOK {
		f.Failure, f.Title = BadAnswer, titleOf(body)
		return nil, nil
	}
	return body, err
}

// scriptClient goes straight to the server, by this computer's own look-up, and trusts what this computer trusts: the
// server is most often an inside one.
func (e *Env) scriptClient() *http.Client {
	return &http.Client{
		Transport: &http.Transport{DisableKeepAlives: true, MaxResponseHeaderBytes: 64 << 10, DialContext: e.dialInside},
		CheckRedirect: func(_ *http.Request, via []*http.Request) error {
			if len(via) > maxScriptRedirects {
				return errBadAnswer
			}
			return nil
		},
	}
}

// dialInside connects to a host by this computer's own look-up only: nobody else knows an inside name.
func (e *Env) dialInside(ctx context.Context, network, address string) (net.Conn, error) {
	name, port, err := splitServer(address)
	if err != nil {
		return nil, err
	}
	list, failure := e.insideAddresses(ctx, name)
	err = error(&net.DNSError{Err: string(failure), Name: name, IsNotFound: true})
	for _, a := range list {
		var conn net.Conn
		limited, cancel := context.WithTimeout(ctx, connectLimit)
		conn, err = e.Dial(limited, network, netip.AddrPortFrom(a, port).String())
		cancel()
		if err == nil {
			return conn, nil
		}
	}
	return nil, err
}

func (e *Env) insideAddresses(ctx context.Context, name string) ([]netip.Addr, Failure) {
	if a, err := netip.ParseAddr(name); err == nil {
		return []netip.Addr{a}, ""
	}
	sys, ok := e.names.System(ctx, name)
	if !ok {
		return nil, Cancelled
	}
	if len(sys.Addresses) == 0 && sys.Failure == "" {
		sys.Failure = NameEmpty
	}
	return sys.Addresses[:min(2, len(sys.Addresses))], sys.Failure
}

func portOf(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}
