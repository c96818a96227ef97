package diag

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"linecheck/diag/zoom"
)

var checkPortal = Check{
	ID: "sign-in-page", Group: GroupSite, Finds: []*Problem{CaptivePortal},
	Limit: 8 * time.Second, Probe: probePortal, Judge: judgePortal,
}

// CaptivePortal: the venue wants a sign-in page completed first.
var CaptivePortal = &Problem{Cause: "captive-portal", Who: You, SymptomOf: []*Problem{NoNetwork}, Remedies: []string{"portal-open", "restart-zoom"}}

// PortalFact is what pages with a known answer really said.
type PortalFact struct {
	Pages []PortalPage `json:"pages"`
}

// PortalPage is one maker's page. Replaced means that somebody else's answer came back.
type PortalPage struct {
	Maker      string    `json:"maker"`
	URL        string    `json:"url"`
	StatusCode int       `json:"status_code,omitempty"`
	Expected   bool      `json:"expected"`
	Replaced   bool      `json:"replaced"`
	Redirect   string    `json:"redirect,omitempty"` // host it sends to
	Date       time.Time `json:"date,omitzero"`      // of the answer
	Local      time.Time `json:"local,omitzero"`     // this computer's clock at that moment
	Failure    Failure   `json:"failure,omitempty"`
}

func (f *PortalFact) store(ev *Evidence) { ev.Portal = f }

// portalBodyLimit is far above the few bytes of a genuine page; a sign-in page is read no further than that.
const portalBodyLimit = 4 << 10

func probePortal(ctx context.Context, e *Env) (Fact, error) {
	f := &PortalFact{Pages: make([]PortalPage, len(e.Profile.Controls.Portals))}
	each(e.Profile.Controls.Portals, func(i int, p zoom.Portal) { f.Pages[i] = e.fetchPortal(ctx, p) })
	return f, nil
}

// fetchPortal asks without a proxy and follows no redirect: the first answer is the evidence.
func (e *Env) fetchPortal(ctx context.Context, p zoom.Portal) PortalPage {
	page := PortalPage{Maker: p.Maker, URL: p.URL}
	limited, cancel := context.WithTimeout(ctx, 6*time.Second)
	defer cancel()
	resp, err := e.getPlain(limited, p.URL)
	if err != nil {
		page.Failure = failureOf(ctx, err)
		return page
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, portalBodyLimit))
	page.Failure = failureOf(ctx, err)
	page.StatusCode, page.Local = resp.StatusCode, e.Now()
	page.Expected = expected(p, resp.StatusCode, string(body))
	page.Replaced = !page.Expected && replaced(resp.StatusCode)
	page.Redirect = redirectHost(resp)
	if d, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		page.Date = d
	}
	return page
}

// replaced: a redirect, another page, or RFC 6585's 511. A server error may well be the maker's own.
func replaced(status int) bool {
	return status >= 200 && status < 400 || status == http.StatusNetworkAuthenticationRequired
}

func expected(p zoom.Portal, status int, body string) bool {
	switch {
	case status != p.Status:
		return false
	case p.Contains != "":
		return strings.Contains(body, p.Contains)
	}
	return strings.TrimSpace(body) == p.Body
}

func redirectHost(resp *http.Response) string {
	u, err := url.Parse(resp.Header.Get("Location"))
	if err != nil {
		return ""
	}
	return Clean(u.Hostname(), 100)
}

// getPlain fetches over one plain connection to the first address that opens.
func (e *Env) getPlain(ctx context.Context, address string) (*http.Response, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	transport := &http.Transport{
		DisableKeepAlives:      true,
		MaxResponseHeaderBytes: 16 << 10,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return e.dialHost(ctx, u.Hostname(), 80, nil)
		},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	return transport.RoundTrip(req) // not a client: it would look into the redirect, which may be nonsense
}

// dialHost connects to the first address of a host that opens.
func (e *Env) dialHost(ctx context.Context, name string, port uint16, known []netip.Addr) (net.Conn, error) {
	err := error(&net.DNSError{Err: "no address", Name: name, IsNotFound: true})
	for _, t := range e.names.Targets(ctx, name, known) {
		var conn net.Conn
		limited, cancel := context.WithTimeout(ctx, connectLimit)
		conn, err = e.Dial(limited, "tcp", netip.AddrPortFrom(t.Address, port).String())
		cancel()
		if err == nil {
			return conn, nil
		}
	}
	return nil, err
}

func (ev *Evidence) portalReplied() bool {
	if ev.Portal == nil {
		return false
	}
	for _, p := range ev.Portal.Pages {
		if p.Expected {
			return true
		}
	}
	return false
}

func judgePortal(ev *Evidence) Opinion {
	var expected, replaced, asked []string
	redirect := ""
	for _, p := range ev.Portal.Pages {
		switch {
		case p.Expected:
			expected = append(expected, p.Maker)
		case p.Replaced:
			replaced = append(replaced, p.Maker)
			redirect = firstText(redirect, p.Redirect)
		}
		asked = append(asked, p.Maker)
	}
	args := Args{N: len(replaced), Total: len(asked), Name: redirect, Hosts: replaced}
	switch {
	case len(replaced) >= 2 && len(expected) == 0:
		return broken("check.sign-in-page.fail", portalFinding(ev, args, Certain))
	case len(replaced) >= 2 && len(replaced) > len(expected) && !ev.zoomReached():
		return broken("check.sign-in-page.fail", portalFinding(ev, args, Likely))
	case len(expected) > 0:
		return Opinion{Status: Pass, Summary: say("check.sign-in-page.pass")}
	case ev.proxyCarries():
		return Opinion{Status: Skipped, Summary: say("check.sign-in-page.proxy")}
	}
	return Opinion{Status: Untested, Summary: say("check.sign-in-page.untested")}
}

// portalFinding blocks until somebody has signed in; where Zoom is reached all the same it is only possible: a filter
// that rewrites plain pages looks alike.
func portalFinding(ev *Evidence, args Args, c Confidence) Finding {
	f := Finding{problem: CaptivePortal, Where: WhereSite, Impact: Blocks, Confidence: c, args: args,
		Because: []Sentence{say("because.portal-replaced", args)}}
	if args.Name != "" {
		f.Because = append(f.Because, say("because.portal-redirect", args))
	}
	if ev.zoomReached() {
		f.Impact, f.Confidence = Degrades, Possible
		f.Against = []Sentence{say("against.zoom-reached")}
	}
	return f
}

func firstText(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
