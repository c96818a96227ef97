package diag

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"crypto/tls"
	"crypto/x509"
)

var checkStatus = Check{
	ID: "zoom-status", Group: GroupZoom, Finds: []*Problem{ZoomOutage},
	Limit: 9 * time.Second, Probe: probeStatus, Judge: judgeStatus,
}

// ZoomOutage: Zoom's own status page reports a problem with meetings or sign-in.
var ZoomOutage = &Problem{Cause: "zoom-outage", Who: ZoomSupport, SymptomOf: []*Problem{NoNetwork}}

// StatusFact is what Zoom's public status page says. A page that cannot be reached is no outage.
type StatusFact struct {
	URL        string      `json:"url,omitempty"`
	Reached    bool        `json:"reached"`
	Indicator  string      `json:"indicator,omitempty"` // none, minor, major, critical
	Components []Component `json:"components,omitempty"`
	Incidents  []Incident  `json:"incidents,omitempty"`
	Resigned   bool        `json:"resigned,omitempty"` // it came under a certificate that only this computer's own store vouches for
	Failure    Failure     `json:"failure,omitempty"`
}

// Component is a part of Zoom that is not operational.
type Component struct {
	Name   string `json:"name"`
	Status string `json:"status"` // degraded_performance, partial_outage, major_outage, under_maintenance
	Needed bool   `json:"needed"` // meetings or sign-in
}

// Incident is an open incident.
type Incident struct {
	Name   string `json:"name"`
	Impact string `json:"impact"` // none, minor, major, critical
	Needed bool   `json:"needed"` // its name speaks of meetings or sign-in
}

func (f *StatusFact) store(ev *Evidence) { ev.Status = f }

// statusBodyLimit is several times the page's real size (about 60 kB).
const statusBodyLimit = 512 << 10

// statusHeadStart is how long an address of the page has for itself before the next is asked as well.
const statusHeadStart = 2 * time.Second

func probeStatus(ctx context.Context, e *Env) (Fact, error) {
	facts := make([]*StatusFact, len(e.Profile.Status.URLs))
	found, cancel := context.WithCancel(ctx)
	defer cancel()
	each(e.Profile.Status.URLs, func(i int, u string) {
		if i > 0 && !pause(found, time.Duration(i)*statusHeadStart) {
			return
		}
		if facts[i] = e.askStatus(ctx, u); facts[i].Reached {
			cancel()
		}
	})
	for _, f := range facts {
		if f != nil && f.Reached {
			return f, nil
		}
	}
	if len(facts) == 0 {
		return &StatusFact{}, nil
	}
	return facts[0], nil
}

// askStatus reads the page at one address.
func (e *Env) askStatus(ctx context.Context, u string) *StatusFact {
	f := &StatusFact{URL: u}
	body, err := e.fetch(ctx, u, statusBodyLimit, e.Roots)
	if failureOf(ctx, err) == CertUntrusted {
		// An office that reads along vouches with an authority of its own; what every browser here believes is worth
		// reading, with a word of caution.
		f.Resigned = true
		body, err = e.fetch(ctx, u, statusBodyLimit, nil)
	}
	switch {
	case errors.Is(err, errTooLarge):
		f.Failure = TooLarge
	case err != nil:
		f.Failure = failureOf(ctx, err)
	case e.readStatus(f, body) != nil:
		f.Failure = BadAnswer
	default:
		f.Reached = true
	}
	return f
}

func (e *Env) readStatus(f *StatusFact, body []byte) error {
	var page struct {
		Status *struct {
			Indicator string `json:"indicator"`
		} `json:"status"`
		Components []struct {
			Name   string `json:"name"`
			Status string `json:"status"`
			Group  bool   `json:"group"`
		} `json:"components"`
		Incidents []Incident `json:"incidents"`
	}
	if err := json.Unmarshal(body, &page); err != nil {
		return err
	}
	if page.Status == nil {
		return errors.New("no status in the page")
	}
	f.Indicator = Clean(page.Status.Indicator, 20)
	for _, c := range page.Components {
		if c.Status != "operational" && !c.Group && len(f.Components) < 50 {
			f.Components = append(f.Components, Component{Name: Clean(c.Name, 80), Status: Clean(c.Status, 30), Needed: e.needed(c.Name)})
		}
	}
	for _, i := range page.Incidents[:min(len(page.Incidents), 10)] {
		f.Incidents = append(f.Incidents, Incident{Name: Clean(i.Name, 160), Impact: Clean(i.Impact, 20), Needed: e.needed(i.Name)})
	}
	return nil
}

// needed matches a component by the words of the profile: the names on the page change.
func (e *Env) needed(component string) bool {
	component = strings.ToLower(component)
	for _, word := range e.Profile.Status.Components {
		if strings.Contains(component, word) {
			return true
		}
	}
	return false
}

var errTooLarge = errors.New("answer too large")

// fetch gets a page over TLS, vouched for by roots (nil is this computer's own store), following at most three redirects,
// on the way that programs here take.
func (e *Env) fetch(ctx context.Context, address string, limit int64, roots *x509.CertPool) ([]byte, error) {
	return e.fetchAs(ctx, "", address, limit, roots)
}

// fetchAs is fetch in the name of a browser: some servers look at it. "" is Go's own. The way is found out before the
// clock starts: a proxy script may take its time.
func (e *Env) fetchAs(ctx context.Context, agent, address string, limit int64, roots *x509.CertPool) ([]byte, error) {
	if u, err := url.Parse(address); err == nil {
		e.proxies.route(ctx, u.Hostname())
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	if agent != "" {
		req.Header.Set("User-Agent", agent)
	}
	resp, err := e.client(roots).Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, errors.New("status " + strconv.Itoa(resp.StatusCode))
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if int64(len(body)) > limit {
		return nil, errTooLarge
	}
	return body, err
}

// client takes, host by host, the way that programs here take: settings can exempt Zoom, and scripts can tell hosts apart.
func (e *Env) client(roots *x509.CertPool) *http.Client {
	transport := &http.Transport{
		DisableKeepAlives: true, MaxResponseHeaderBytes: 64 << 10, ForceAttemptHTTP2: true,
		TLSClientConfig: &tls.Config{RootCAs: roots, Time: e.Now},
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			name, port, err := net.SplitHostPort(address)
			if err != nil {
				return nil, err
			}
			n, err := strconv.ParseUint(port, 10, 16)
			if err != nil {
				return nil, err
			}
			return e.dialWay(ctx, name, uint16(n))
		},
	}
	return &http.Client{Transport: transport, CheckRedirect: func(_ *http.Request, via []*http.Request) error {
		if len(via) >= 3 {
			return errors.New("too many redirects")
		}
		return nil
	}}
}

// outage reports whether the page says that meetings or sign-in are down.
func (f *StatusFact) outage() bool {
	i, _ := f.impact()
	return i != NoImpact
}

// impact returns the worst of the needed components, and its name.
func (f *StatusFact) impact() (Impact, string) {
	impact, name := NoImpact, ""
	for _, c := range f.Components {
		if !c.Needed {
			continue
		}
		now := componentImpact(c.Status)
		if impactRank(now) < impactRank(impact) {
			impact, name = now, c.Name
		}
	}
	return impact, name
}

// incidentImpact: Zoom sometimes opens an incident before it marks a component. One that is major and names meetings or
// sign-in counts, with less certainty.
func (f *StatusFact) incidentImpact() (Impact, string, Confidence) {
	for _, i := range f.Incidents {
		if i.Needed && (i.Impact == "major" || i.Impact == "critical") {
			return Degrades, i.Name, Likely
		}
	}
	return NoImpact, "", Certain
}

// componentImpact: planned maintenance is announced on the page but most often not felt; it is shown, not blamed.
func componentImpact(status string) Impact {
	switch status {
	case "major_outage":
		return Blocks
	case "partial_outage", "degraded_performance":
		return Degrades
	}
	return NoImpact
}

func judgeStatus(ev *Evidence) Opinion {
	f := ev.Status
	if !f.Reached {
		return Opinion{Status: Untested, Summary: say("check.zoom-status.untested")}
	}
	impact, component := f.impact()
	confidence := Certain
	if impact == NoImpact {
		impact, component, confidence = f.incidentImpact()
	}
	args := Args{Name: component, N: len(f.Components)}
	if len(f.Incidents) > 0 {
		args.Text = f.Incidents[0].Name
	}
	switch {
	case impact == NoImpact && len(f.Components) == 0:
		return Opinion{Status: Pass, Summary: say("check.zoom-status.pass")}
	case impact == NoImpact:
		return Opinion{Status: Pass, Summary: say("check.zoom-status.other", args)}
	}
	finding := Finding{problem: ZoomOutage, Where: WhereZoom, Impact: impact, Confidence: confidence, args: args,
		Because: []Sentence{say("because.status-component", args)}}
	if args.Text != "" {
		finding.Because = append(finding.Because, say("because.status-incident", args))
	}
	if f.Resigned {
		finding.Confidence, finding.Against = Likely, []Sentence{say("against.status-resigned")}
	}
	return broken("check.zoom-status.fail", finding)
}
