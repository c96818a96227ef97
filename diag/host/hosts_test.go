package host

import (
	"bytes"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestParseHosts(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string // line address name
	}{
		"comments and blanks":           {"# head\n\n  127.0.0.1 localhost # the loopback\n#0.0.0.0 zoom.us\n", []string{"3 127.0.0.1 localhost"}},
		"tabs and several names":        {"0.0.0.0\tzoom.us\t WWW.Zoom.US.  us04web.zoom.us\n", []string{"1 0.0.0.0 zoom.us", "1 0.0.0.0 www.zoom.us", "1 0.0.0.0 us04web.zoom.us"}},
		"windows editor: BOM and CR LF": {"\xef\xbb\xbf127.0.0.1 zoom.us\r\n::1 localhost\r\n", []string{"1 127.0.0.1 zoom.us", "2 ::1 localhost"}},
		"zone":                          {"fe80::1%lo0 localhost", []string{"1 fe80::1%lo0 localhost"}},
		"no line end, comment glued on": {"1.2.3.4 zoom.us#x", []string{"1 1.2.3.4 zoom.us"}},
		"garbage":                       {"zoom.us 1.2.3.4\n999.1.1.1 zoom.us\n1.2.3 zoom.us\n1.2.3.4\n\x00\x01\x02\n5.6.7.8 zoom.us\n", []string{"6 5.6.7.8 zoom.us"}},
		"a name longer than any can be": {"1.2.3.4 " + strings.Repeat("a", 300) + " zoom.us", []string{"1 1.2.3.4 zoom.us"}},
		"only dots":                     {"1.2.3.4 . zoom.us", []string{"1 1.2.3.4 zoom.us"}},
		"nothing":                       {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, e := range ParseHosts([]byte(c.text)) {
				got = append(got, fmt.Sprintf("%d %v %s", e.Line, e.Address, e.Name))
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestParseHostsStopsAtItsLimit(t *testing.T) {
	line := []byte("0.0.0.0 ads.example\n")
	got := ParseHosts(bytes.Repeat(line, 2*maxFile/len(line)))
	if n := len(got); n < maxFile/len(line) || n > maxFile/len(line)+1 {
		t.Errorf("%d entries", n)
	}
}

func TestReadHostsOfThisComputer(t *testing.T) {
	if _, err := ReadHosts(); err != nil {
		t.Skip(err)
	}
}

func TestHostsFileThatIsNotThereHoldsNothing(t *testing.T) {
	for _, path := range []string{"hosts", filepath.Join("no folder", "hosts")} {
		if got, err := readHosts(filepath.Join(t.TempDir(), path)); err != nil || got != nil {
			t.Errorf("%s: %+v, %v", path, got, err)
		}
	}
	if _, err := readHosts(t.TempDir()); err == nil {
		t.Error("a folder is no hosts file")
	}
}
