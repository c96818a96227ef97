package lab

import (
	"crypto/tls"
	"errors"
	"net"
	"regexp"
	"slices"
	"testing"
)

var slug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func TestEveryScenarioHasAnOwnNameAndAStory(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Scenarios {
		if seen[s.Name] || !slug.MatchString(s.Name) {
			t.Errorf("%q is no name for a scenario, or there twice", s.Name)
		}
		if s.Story == "" || s.Want.Cause == "" || s.Want.Where == "" {
			t.Errorf("%s lacks its story or what must be said", s.Name)
		}
		seen[s.Name] = true
	}
}

func TestAMisspeltScenarioFindsItsNeighbours(t *testing.T) {
	for typed, meant := range map[string]string{"hotl": "hotel", "vpm": "vpn", "udp": "office-udp", "helthy": "healthy"} {
		s, near := Find(typed)
		if s.Name != "" || !slices.Contains(near, meant) {
			t.Errorf("%q finds %q and %v, want %q among the neighbours", typed, s.Name, near, meant)
		}
	}
}

// TestServerNameIsReadFromACutOffHello takes a real ClientHello, which is longer than one packet, and cuts it.
func TestServerNameIsReadFromACutOffHello(t *testing.T) {
	hello := clientHello(t, "us04web.zoom.us")
	for _, size := range []int{len(hello), 1400, 600} {
		if name, ok := serverName(hello[:min(size, len(hello))]); !ok || name != "us04web.zoom.us" {
			t.Errorf("of the first %d bytes: got %q, %v", size, name, ok)
		}
	}
	for size := range 80 {
		serverName(hello[:size]) // must not panic
	}
	if name, ok := serverName([]byte("GET / HTTP/1.1\r\nHost: zoom.us\r\n\r\n")); ok {
		t.Errorf("read the server name %q out of plain HTTP", name)
	}
}

// clientHello returns the first flight of a TLS client.
func clientHello(t *testing.T, name string) []byte {
	t.Helper()
	client, server := net.Pipe()
	t.Cleanup(func() { errors.Join(client.Close(), server.Close()) })
	go tls.Client(client, &tls.Config{ServerName: name}).Handshake() //nolint:errcheck // nobody answers
	b := make([]byte, 1<<14)
	n, err := server.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	return b[:n]
}
