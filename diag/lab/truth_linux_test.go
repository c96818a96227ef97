package lab

import (
	"testing"

	"linecheck/diag/zoom"
)

// TestHealthyWorld goes once through everything a healthy world promises, with ordinary clients.
func TestHealthyWorld(t *testing.T) {
	t.Parallel()
	w := build(t, newPlan())
	compare(t, w, healthy())
}

// healthy is what a client sees in a healthy world without IPv6.
func healthy() map[string]string {
	p := zoom.Default()
	want := map[string]string{
		"lookup zoom.us":                    "170.114.52.2",
		"lookup nothing-here.zoom.us":       "no such host",
		"tcp 170.114.52.2:8801":             "refused",
		"foreign zoom.us www.wikipedia.org": "wrong name",
		"https zoom.us/":                    "200 <html><title>zoom.us</title></html>",
		"hops 162.255.37.14:8801":           "192.168.1.1 10.20.0.1 203.0.113.1 reply",
		"hops 1.1.1.1:9":                    "192.168.1.1 10.20.0.1 203.0.113.1 1.1.1.1",
		"http http://zoom.us/x":             "301 to https://zoom.us/x",
		"https status.zoom.us/":             "302 to https://www.zoomstatus.com/",
		"ask udp 10.20.0.53 zoom.us":        "170.114.52.2",
		"ask tcp 192.168.1.1 zoom.us":       "170.114.52.2",
	}
	for _, h := range p.Hosts {
		want["tls "+h.Name] = "DigiCert Inc"
	}
	for _, s := range p.Controls.Sites {
		want["tls "+s.Name] = "DigiCert Inc"
	}
	healthyControls(p, want)
	for _, m := range p.Media {
		if m.Address == prohibiting {
			want["hops "+hostPort(m.Address, 3478)] = "192.168.1.1 10.20.0.1 203.0.113.1 206.247.10.253"
			continue
		}
		for _, port := range m.UDPPorts {
			want["dialect "+hostPort(m.Address, port)] = filterWAN.Addr().String()
		}
		for _, port := range append(m.TCPPorts, 443) {
			want["tcp "+hostPort(m.Address, port)] = "open, closed"
		}
		want["stun "+hostPort(m.Address, 3478)] = "silence"
	}
	return want
}

func healthyControls(p *zoom.Profile, want map[string]string) {
	for _, r := range p.Controls.Resolvers {
		want["ask udp "+r.Address.String()+" zoom.us"] = "170.114.52.2"
		want["ask tcp "+r.Address.String()+" zoom.us"] = "170.114.52.2"
		want["ask udp "+r.Address.String()+" no.zoom.us"] = "NXDOMAIN"
		want["doh get "+r.DoHName+" zoom.us"] = "HTTP/2.0 170.114.52.2"
		want["doh post "+r.DoHName+" no.zoom.us"] = "HTTP/2.0 NXDOMAIN"
	}
	for _, s := range p.Controls.STUN {
		want["stun "+s.Name+":"+port(s)] = filterWAN.Addr().String()
	}
	for _, s := range p.Controls.NTP {
		want["ntp "+s.Name] = "0 days"
	}
	for _, page := range p.Controls.Portals {
		want["http "+page.URL] = knownAnswer(page)
	}
}

// TestTheProgramIsAnOrdinaryPerson keeps the program from passing only because it is root in its own small world.
func TestTheProgramIsAnOrdinaryPerson(t *testing.T) {
	t.Parallel()
	switch got := build(t, newPlan()).look(t, []string{"power"})["power"]; got {
	case "uid 1000: operation not permitted":
	case "uid 0: raw sockets":
		t.Skip("this system does not nest user namespaces, so the program runs as root")
	default:
		t.Errorf("got %q", got)
	}
}

// TestTheLabTellsTheTruth looks at each broken world from its client: what is said to be broken is, and what stands
// beside it works.
func TestTheLabTellsTheTruth(t *testing.T) {
	for name, want := range truths {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := Find(name)
			if s.Name == "" {
				t.Fatalf("no scenario is called %q", name)
			}
			compare(t, build(t, s.Plan()), want)
		})
	}
}

// TestEveryScenarioIsLookedAt keeps the table of truths complete.
func TestEveryScenarioIsLookedAt(t *testing.T) {
	for _, s := range Scenarios {
		if _, ok := truths[s.Name]; !ok && s.Name != "healthy" {
			t.Errorf("nobody looks whether %q is true", s.Name)
		}
	}
}

func compare(t *testing.T, w *World, want map[string]string) {
	t.Helper()
	var questions []string
	for q := range want {
		questions = append(questions, q)
	}
	got := w.look(t, questions)
	for _, q := range questions {
		for more := 2; got[q] != want[q] && more > 0; more-- {
			t.Logf("%s: got %q at first", q, got[q])
			got[q] = w.look(t, []string{q})[q] // this machine plays many worlds at a time, and what it says late is silence
		}
		if got[q] != want[q] {
			t.Errorf("%s: got %q, want %q", q, got[q], want[q])
		}
	}
}
