package lab

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// The shapes of Atlassian Statuspage's public API, as far as anyone reads them.
type (
	statusSummary struct {
		Page       statusPage        `json:"page"`
		Components []statusComponent `json:"components"`
		Incidents  []statusIncident  `json:"incidents"`
		Scheduled  []statusIncident  `json:"scheduled_maintenances"`
		Status     statusIndicator   `json:"status"`
	}
	statusPage struct {
		ID      string    `json:"id"`
		Name    string    `json:"name"`
		URL     string    `json:"url"`
		Updated time.Time `json:"updated_at"`
	}
	statusComponent struct {
		ID     string `json:"id"`
		Name   string `json:"name"`
		Status string `json:"status"`
		Group  bool   `json:"group"`
	}
	statusIncident struct {
		ID         string            `json:"id"`
		Name       string            `json:"name"`
		Status     string            `json:"status"`
		Impact     string            `json:"impact"`
		Started    time.Time         `json:"started_at"`
		Shortlink  string            `json:"shortlink"`
		Components []statusComponent `json:"components"`
	}
	statusIndicator struct {
		Indicator   string `json:"indicator"`
		Description string `json:"description"`
	}
)

var zoomComponents = []string{
	"Zoom Meetings", "Zoom Phone", "Zoom Website", "Zoom Team Chat", "Zoom Sign In / Sign Up", "Zoom Contact Center",
}

func (w *World) statusPage(out http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.URL.Path, "/api/v2/summary.json") {
		http.NotFound(out, r)
		return
	}
	out.Header().Set("Content-Type", "application/json; charset=utf-8")
	json.NewEncoder(out).Encode(w.summary()) //nolint:errcheck // the reader may have gone
}

func (w *World) summary() statusSummary {
	s := statusSummary{
		Page:      statusPage{"14qjgk812kgk", "Zoom", "https://www.zoomstatus.com", w.now().UTC()},
		Incidents: []statusIncident{}, Scheduled: []statusIncident{},
		Status: statusIndicator{"none", "All Systems Operational"},
	}
	for _, name := range zoomComponents {
		id := strings.ToLower(strings.ReplaceAll(name, " ", "-"))
		s.Components = append(s.Components, statusComponent{id, name, "operational", false})
	}
	if w.plan.Incident != nil {
		s.open(*w.plan.Incident, w.now())
	}
	return s
}

// open puts an incident on the page.
func (s *statusSummary) open(i Incident, now time.Time) {
	s.Status = statusIndicator{i.Indicator, i.Title}
	one := statusIncident{
		ID: "lab1", Name: i.Title, Status: "investigating", Impact: i.Indicator,
		Started: now.Add(-time.Hour).UTC(), Shortlink: "https://stspg.io/lab1",
	}
	for n := range s.Components {
		if c := &s.Components[n]; c.Name == i.Component {
			c.Status = i.Status
			one.Components = append(one.Components, *c)
		}
	}
	s.Incidents = append(s.Incidents, one)
}

// newestVersions is Zoom's download feed: the version of each system's program, as far as anyone reads it.
func (w *World) newestVersions(out http.ResponseWriter) {
	if w.plan.NoFeed {
		http.Error(out, "try again later", http.StatusServiceUnavailable)
		return
	}
	program := map[string]any{"version": newestVersion, "displayVersion": "7.2.1 (5760)"}
	json.NewEncoder(out).Encode(map[string]any{ //nolint:errcheck // the reader may have gone
		"status": true,
		"result": map[string]any{"downloadVO": map[string]any{"zoom": program, "zoomArm64": program}},
	})
}
