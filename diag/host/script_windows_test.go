package host

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// Windows fetches a script from a server here and runs it.
func TestWindowsRunsScripts(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/proxy.pac" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/x-ns-proxy-autoconfig")
		_, _ = io.WriteString(w, `function FindProxyForURL(url, host) {
			return shExpMatch(host, "*zoom.us") ? "PROXY proxy.corp.example:3128" : "DIRECT"; }`)
	}))
	t.Cleanup(server.Close)
	for address, want := range map[string]string{"https://zoom.us/": "proxy.corp.example:3128", "https://www.example.com/": ""} {
		got, err := SystemScript(t.Context(), ScriptQuestion{Address: address, PACURL: server.URL + "/proxy.pac"})
		if err != nil || got != want {
			t.Errorf("%s: got %q, %v", address, got, err)
		}
	}
	_, err := SystemScript(t.Context(), ScriptQuestion{Address: "https://zoom.us/", PACURL: server.URL + "/nothing.pac"})
	var told ScriptError
	if !errors.As(err, &told) {
		t.Errorf("without a script: %v", err)
	}
}
