//go:build labreal

package real

import (
	"fmt"
	"maps"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"linecheck/diag/lab"
	"linecheck/diag/zoom"
)

// allClear is Statuspage's summary on an ordinary day, and outage the same on a bad one.
const (
	allClear = `{"page":{"id":"14qjgk812kgk","name":"Zoom","url":"https://www.zoomstatus.com","time_zone":"Etc/UTC","updated_at":"2026-11-20T08:00:00Z"},
"components":[{"id":"z1","name":"Zoom Meetings","status":"operational","group":true},{"id":"z2","name":"Zoom Phone","status":"operational","group":true},
{"id":"z3","name":"Zoom Website","status":"operational","group":false}],"incidents":[],"scheduled_maintenances":[],
"status":{"indicator":"none","description":"All Systems Operational"}}`
	outage = `{"page":{"id":"14qjgk812kgk","name":"Zoom","url":"https://www.zoomstatus.com","time_zone":"Etc/UTC","updated_at":"2026-11-20T08:00:00Z"},
"components":[{"id":"z1","name":"Zoom Meetings","status":"major_outage","group":true},{"id":"z2","name":"Zoom Phone","status":"operational","group":true},
{"id":"z3","name":"Zoom Website","status":"operational","group":false}],
"incidents":[{"id":"i1","name":"Users unable to join meetings","status":"investigating","impact":"critical","created_at":"2026-11-20T07:40:00Z",
"started_at":"2026-11-20T07:40:00Z","shortlink":"https://stspg.io/x","components":[{"id":"z1","name":"Zoom Meetings","status":"major_outage"}],
"incident_updates":[{"id":"u1","status":"investigating","body":"We are investigating.","affected_components":[{"code":"z1","name":"Zoom Meetings","old_status":"operational","new_status":"major_outage"}]}]}],
"scheduled_maintenances":[],"status":{"indicator":"critical","description":"Major Service Outage"}}`
	newest = `{"status":true,"result":{"downloadVO":{"zoom":{"version":"7.2.1.5760","displayVersion":"7.2.1 (5760)"}}}}`
)

// servePages starts one nginx for every public web server.
func (g *ground) servePages(w world) {
	g.t.Helper()
	var b strings.Builder
	p := zoom.Default()
	book := lab.Directory()
	doh := map[string]bool{}
	for _, r := range p.Controls.Resolvers {
		doh[r.DoHName] = true
	}
	for _, name := range slices.Sorted(maps.Keys(book)) {
		if doh[name] || strings.HasSuffix(name, ".example") {
			continue
		}
		addrs := slices.DeleteFunc(slices.Clone(book[name]), func(a netip.Addr) bool { return a.Is6() && !w.ipv6 })
		b.WriteString(site(name, name, addrs, pageOf(name, w.status), plainOf(name)))
	}
	for _, m := range p.Media {
		b.WriteString(site("_", "zoom.us", []netip.Addr{m.Address}, "return 404;", "return 404;"))
		for _, port := range m.TCPPorts {
			fmt.Fprintf(&b, "server { listen %s:%d; return 404; }\n", m.Address, port)
		}
	}
	no := `default_type text/html; return 403 "<html><head><title>Blocked by policy</title></head><body>This site is not allowed here.</body></html>";`
	b.WriteString(site("_", "block.office.example", []netip.Addr{netip.MustParseAddr(blockPage)}, no, no))
	g.nginx("internet", "web", b.String(), "tcp/443", "tcp/80")
}

// nginx starts a web server with these server blocks.
func (g *ground) nginx(node, name, servers string, ports ...string) *daemon {
	g.t.Helper()
	return g.nginxConf(node, name, "http { access_log off; server_names_hash_bucket_size 128; client_body_temp_path "+g.folder(name+"-body")+
		"; proxy_temp_path "+g.folder(name+"-proxy")+"; fastcgi_temp_path "+g.folder(name+"-fcgi")+"; uwsgi_temp_path "+g.folder(name+"-uwsgi")+
		"; scgi_temp_path "+g.folder(name+"-scgi")+";\n"+servers+"}", ports...)
}

func (g *ground) nginxConf(node, name, body string, ports ...string) *daemon {
	g.t.Helper()
	head := "daemon off; user root; worker_processes 1; error_log stderr warn; pid " + g.dir + "/" + name + ".pid;\n" +
		"include /etc/nginx/modules-enabled/50-mod-stream.conf;\nevents { worker_connections 512; }\n"
	return g.start(node, ports, "nginx", "-e", "stderr", "-c", g.file(name+".conf", head+body))
}

// site is one web server, plain and over TLS, at its addresses.
func site(name, certificate string, addrs []netip.Addr, page, plain string) string {
	secure, open := "", ""
	for _, a := range addrs {
		secure += fmt.Sprintf("listen %s ssl http2; ", netip.AddrPortFrom(a, 443))
		open += fmt.Sprintf("listen %s; ", netip.AddrPortFrom(a, 80))
	}
	return fmt.Sprintf("server { %sserver_name %s; ssl_certificate %s; ssl_certificate_key %s; ssl_protocols TLSv1.2 TLSv1.3; %s }\nserver { %sserver_name %s; %s }\n",
		secure, name, at(certificate+".pem"), at(certificate+".key"), page, open, name, plain)
}

// pageOf is what a name serves over TLS.
func pageOf(name, status string) string {
	if status == "" {
		status = allClear
	}
	switch {
	case name == hostOf(zoom.Default().Status.URLs[0]):
		return "location /api/v2/summary.json { default_type application/json; return 200 '" + strings.ReplaceAll(status, "\n", "") + "'; }"
	case name == "status.zoom.us":
		return "return 302 https://www.zoomstatus.com$request_uri;"
	case zoom.Owns(name):
		return "location /rest/download { default_type application/json; return 200 '" + newest + "'; } location / { default_type text/html; return 200 '<html><title>Zoom</title></html>'; }"
	}
	return "location / { default_type text/html; return 200 '<html><title>" + name + "</title></html>'; }"
}

// plainOf is what a name serves on port 80: a page whose answer is known in advance, or the way to TLS.
func plainOf(name string) string {
	for _, p := range zoom.Default().Controls.Portals {
		u, err := url.Parse(p.URL)
		if err != nil || u.Host != name {
			continue
		}
		body := p.Body
		if p.Contains != "" {
			body = "<HTML><HEAD><TITLE>Success</TITLE></HEAD>" + p.Contains + "</HTML>"
		}
		if p.Status == 204 {
			return fmt.Sprintf("location = %s { return 204; }", u.Path)
		}
		return fmt.Sprintf("location = %s { default_type text/html; return %d '%s'; }", u.Path, p.Status, body)
	}
	return "return 301 https://$host$request_uri;"
}
