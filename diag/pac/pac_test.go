package pac

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// office is what scripts see in these tests: a Friday, 20 November 2026, half past one in the afternoon, UTC+1.
func office() World {
	names := map[string][]netip.Addr{
		"zoom.us":         {netip.MustParseAddr("2407:30c0:182::aa72:3402"), netip.MustParseAddr("170.114.52.2")},
		"intranet.office": {netip.MustParseAddr("10.1.2.3")},
		"six.office":      {netip.MustParseAddr("fd00::7")},
	}
	return World{
		Resolve: func(_ context.Context, name string) []netip.Addr { return names[name] },
		Own:     []netip.Addr{netip.MustParseAddr("10.9.8.7"), netip.MustParseAddr("fd00::9")},
		Now:     time.Date(2026, 11, 20, 13, 30, 15, 0, time.FixedZone("here", 3600)),
	}
}

func ask(t *testing.T, script, host string) (string, error) {
	t.Helper()
	s, err := Compile([]byte(script))
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	list, err := s.Find(ctx, host, office())
	return said(list), err
}

func said(list []Proxy) string {
	var parts []string
	for _, p := range list {
		parts = append(parts, strings.TrimSpace(p.Scheme+" "+p.Server))
	}
	return strings.Join(parts, ", ")
}

func TestAnswers(t *testing.T) {
	for answer, want := range map[string]string{
		"DIRECT":                              "direct",
		"direct ;":                            "direct",
		"":                                    "direct",
		"whatever":                            "direct",
		"PROXY":                               "direct",
		"PROXY a:8080":                        "http a:8080",
		"proxy a":                             "http a:80",
		"HTTP a:1; HTTPS b; SOCKS c":          "http a:1, https b:443, socks c:1080",
		"SOCKS4 a:1;SOCKS5 b:2;DIRECT":        "socks4 a:1, socks5 b:2, direct",
		"PROXY [2001:db8::1]:3128":            "http [2001:db8::1]:3128",
		"PROXY a:0; PROXY b:70000; PROXY c:x": "direct",
		"QUIC a:1; PROXY b:2":                 "http b:2",
		"PROXY me:secret@a:1; PROXY a/path":   "direct",
		"PROXY a:1 b:2; PROXY c:3":            "http c:3",
		"PROXY \x1b[2J:1; DIRECT":             "direct",
		strings.Repeat("PROXY a:1;", 1000):    strings.TrimSuffix(strings.Repeat("http a:1, ", maxEntries), ", "),
		"PROXY " + strings.Repeat("a", 1000) + ":1": "direct",
	} {
		if got := said(Parse(answer)); got != want {
			t.Errorf("%.60q: got %s, want %s", answer, got, want)
		}
	}
}

func TestAnswersOfWindows(t *testing.T) {
	for list, want := range map[string]string{
		"":                                "",
		"a:8080":                          "http a:8080",
		"a:8080;b:3128 c":                 "http a:8080, http b:3128, http c:80",
		"http=a:1;https=b:2;ftp=c:3":      "http b:2",
		"socks=c:3":                       "socks c:3",
		"http://a:1;https://b;socks5://c": "http a:1, https b:443, socks5 c:1080",
		"https=http://a:1/":               "",
		"https=http://a:1":                "http a:1",
		"=; ==;;; http=":                  "",
		"[2001:db8::1]:80":                "http [2001:db8::1]:80",
	} {
		if got := said(ParseWinHTTP(list)); got != want {
			t.Errorf("%q: got %s, want %s", list, got, want)
		}
	}
}

// Each line is an expression of a script, asked about zoom.us, with what it comes to.
func TestHelpers(t *testing.T) {
	for expression, want := range map[string]string{
		`url`:                                                     "https://zoom.us/",
		`host`:                                                    "zoom.us",
		`isPlainHostName(host)`:                                   "false",
		`isPlainHostName("intranet")`:                             "true",
		`isPlainHostName("::1")`:                                  "false",
		`dnsDomainIs(host, ".us")`:                                "true",
		`dnsDomainIs(host, "Zoom.US")`:                            "false",
		`dnsDomainIs("us", ".zoom.us")`:                           "false",
		`localHostOrDomainIs("www", "www.zoom.us")`:               "true",
		`localHostOrDomainIs("www.zoom.us", "zoom.us")`:           "false",
		`localHostOrDomainIs("home.zoom.us", "www.zoom.us")`:      "false",
		`dnsDomainLevels("us04web.zoom.us")`:                      "2",
		`shExpMatch(host, "*.zoom.us")`:                           "false",
		`shExpMatch("us04web.zoom.us", "*.zoom.us")`:              "true",
		`shExpMatch(host, "z??m.us")`:                             "true",
		`shExpMatch(host, "zoom")`:                                "false",
		`shExpMatch(host, "ZOOM*")`:                               "false",
		`shExpMatch("a.b", "a?b")`:                                "true",
		`shExpMatch("axb", "a.b")`:                                "false",
		`shExpMatch(url, "https://*")`:                            "true",
		`shExpMatch("", "*")`:                                     "true",
		`isResolvable(host)`:                                      "true",
		`isResolvable("nowhere.office")`:                          "false",
		`isResolvable("six.office")`:                              "false",
		`isResolvableEx("six.office")`:                            "true",
		`dnsResolve(host)`:                                        "170.114.52.2",
		`dnsResolve("zoom.us.")`:                                  "170.114.52.2",
		`dnsResolve("nowhere.office")`:                            "null",
		`dnsResolve("192.0.2.7")`:                                 "192.0.2.7",
		`dnsResolveEx(host)`:                                      "2407:30c0:182::aa72:3402;170.114.52.2",
		`dnsResolveEx("nowhere.office")`:                          "",
		`myIpAddress()`:                                           "10.9.8.7",
		`myIpAddressEx()`:                                         "10.9.8.7;fd00::9",
		`isInNet(host, "170.114.0.0", "255.255.0.0")`:             "true",
		`isInNet(myIpAddress(), "10.0.0.0", "255.0.0.0")`:         "true",
		`isInNet("intranet.office", "10.1.9.3", "255.255.0.255")`: "true",
		`isInNet("nowhere.office", "0.0.0.0", "0.0.0.0")`:         "false",
		`isInNet(host, "nonsense", "255.0.0.0")`:                  "false",
		`isInNetEx("fd00::7", "fd00::/16")`:                       "true",
		`isInNetEx("10.1.2.3", "10.0.0.0/8")`:                     "true",
		`isInNetEx("10.1.2.3", "10.0.0.0")`:                       "false",
		`sortIpAddressList("10.0.0.2;10.0.0.1;fd00::1")`:          "fd00::1;10.0.0.1;10.0.0.2",
		`sortIpAddressList("x")`:                                  "false",
		`convert_addr("1.2.3.4")`:                                 "16909060",
		`convert_addr("x")`:                                       "0",
		`getClientVersion()`:                                      "1.0",
		`alert("hello")`:                                          "undefined",
		`weekdayRange("FRI")`:                                     "true",
		`weekdayRange("mon", "wed")`:                              "false",
		`weekdayRange("THU", "MON")`:                              "true",
		`weekdayRange("SAT", "MON")`:                              "false",
		`weekdayRange("FRI", "GMT")`:                              "true",
		`weekdayRange("someday")`:                                 "false",
		`weekdayRange()`:                                          "false",
		`timeRange(13)`:                                           "true",
		`timeRange(12, "GMT")`:                                    "true",
		`timeRange(9, 17)`:                                        "true",
		`timeRange(22, 6)`:                                        "false",
		`timeRange(13, 0, 13, 30)`:                                "true",
		`timeRange(13, 31, 14, 0)`:                                "false",
		`timeRange(13, 30, 16, 14, 0, 0)`:                         "false",
		`timeRange(1, 2, 3)`:                                      "false",
		`timeRange("x")`:                                          "false",
		`dateRange(20)`:                                           "true",
		`dateRange(1, 15)`:                                        "false",
		`dateRange("NOV")`:                                        "true",
		`dateRange("OCT", "FEB")`:                                 "true",
		`dateRange(2026)`:                                         "true",
		`dateRange(2024, 2025)`:                                   "false",
		`dateRange(15, "NOV", 1, "DEC")`:                          "true",
		`dateRange("JAN", 2026, "OCT", 2026)`:                     "false",
		`dateRange(20, "NOV", 2026, 20, "NOV", 2026)`:             "true",
		`dateRange(21, "NOV", 2026, 31, "DEC", 2026)`:             "false",
		`dateRange(20, "GMT")`:                                    "true",
		`dateRange(1, "NOV", 2)`:                                  "false",
		`dateRange()`:                                             "false",
		`typeof XMLHttpRequest + typeof require + typeof fetch + typeof ActiveXObject`: "undefinedundefinedundefinedundefined",
		`[3, 1, 2].sort().join("-") + "abc".toUpperCase() + /o{2}/.test(host)`:         "1-2-3ABCtrue",
		`JSON.stringify({a: [1, 2]})`: `{"a":[1,2]}`,
		`/(?=z)zoom/.test(host)`:      "true",
	} {
		s, err := Compile([]byte(`function FindProxyForURL(url, host) { return "x" + (` + expression + `); }`))
		if err != nil {
			t.Errorf("%s: %v", expression, err)
			continue
		}
		m := newMachine(t.Context(), office())
		if _, err := m.RunProgram(s.program); err != nil {
			t.Fatal(err)
		}
		find, _ := m.function("FindProxyForURL")
		got, err := find(nil, m.ToValue("https://zoom.us/"), m.ToValue("zoom.us"))
		if err != nil || got.String() != "x"+want {
			t.Errorf("%s: got %v, %v, want %s", expression, got, err, want)
		}
	}
}

func TestScripts(t *testing.T) {
	const each = `function FindProxyForURL(url, host) {
		if (shExpMatch(host, "*.zoom.us") || host == "zoom.us") return "PROXY a.office:8080; DIRECT";
		return isPlainHostName(host) ? "DIRECT" : "PROXY b.office:3128"; }`
	for name, c := range map[string]struct {
		script, host, want string
		err                error
	}{
		"Zoom":               {each, "us04web.zoom.us", "http a.office:8080, direct", nil},
		"another site":       {each, "www.example.com", "http b.office:3128", nil},
		"a plain name":       {each, "intranet", "direct", nil},
		"capital letters":    {each, "ZOOM.us.", "http a.office:8080, direct", nil},
		"a UTF-8 mark":       {"\xef\xbb\xbf" + each, "zoom.us", "http a.office:8080, direct", nil},
		"Latin-1":            {"// f\xfcr alle\n" + each, "zoom.us", "http a.office:8080, direct", nil},
		"for Windows alone":  {`function FindProxyForURLEx(u, h) { return "PROXY six:1"; }`, "zoom.us", "http six:1", nil},
		"an expression":      {`var FindProxyForURL = function() { return "SOCKS5 s:1"; };`, "zoom.us", "socks5 s:1", nil},
		"nothing":            {"", "zoom.us", "", ErrNoFunction},
		"a web page":         {"<html><title>Not found</title></html>", "zoom.us", "", ErrSyntax},
		"cut in the middle":  {each[:100], "zoom.us", "", ErrSyntax},
		"another function":   {"function FindProxy() {}", "zoom.us", "", ErrNoFunction},
		"no function":        {"var FindProxyForURL = 7;", "zoom.us", "", ErrNoFunction},
		"answers nothing":    {"function FindProxyForURL() {}", "zoom.us", "", ErrNoText},
		"answers null":       {"function FindProxyForURL() { return null; }", "zoom.us", "", ErrNoText},
		"answers a number":   {"function FindProxyForURL() { return 7; }", "zoom.us", "", ErrNoText},
		"answers an object":  {"function FindProxyForURL() { return {toString: function() { return 'DIRECT'; }}; }", "zoom.us", "", ErrNoText},
		"throws":             {"function FindProxyForURL() { throw new Error('x'); }", "zoom.us", "", ErrThrew},
		"throws at once":     {"undefinedThing.foo();", "zoom.us", "", ErrThrew},
		"calls for ever":     {"function FindProxyForURL(u, h) { return FindProxyForURL(u, h); }", "zoom.us", "", ErrThrew},
		"one megabyte":       {each + strings.Repeat(" ", MaxSize-len(each)), "zoom.us", "http a.office:8080, direct", nil},
		"more":               {each + strings.Repeat(" ", MaxSize), "zoom.us", "", ErrTooLarge},
		"a text of 1 GB":     {`function FindProxyForURL() { return "x".repeat(1 << 30); }`, "zoom.us", "", ErrThrew},
		"padded to 1 GB":     {`function FindProxyForURL() { return "x".padEnd(1 << 30); }`, "zoom.us", "", ErrThrew},
		"a list of billions": {`function FindProxyForURL() { return new Array(4000000000).join("x"); }`, "zoom.us", "", ErrThrew},
		"a buffer of 2 GB":   {`function FindProxyForURL() { return "" + new ArrayBuffer(2e9); }`, "zoom.us", "", ErrThrew},
		"replaced by much":   {`function FindProxyForURL() { var s = "x".repeat(1e6); return s.replace(/x/g, s); }`, "zoom.us", "", ErrThrew},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ask(t, c.script, c.host)
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("got %q, %v; want %q, %v", got, err, c.want, c.err)
			}
		})
	}
}

// What never ends is ended; nobody waits much longer than the limit.
func TestScriptsThatNeverEnd(t *testing.T) {
	for name, script := range map[string]string{
		"a loop":             `function FindProxyForURL() { while (true) {} }`,
		"a loop outside":     `while (true) {}`,
		"one that catches":   `function FindProxyForURL() { while (true) { try { for (;;) {} } catch (e) {} } }`,
		"a costly pattern":   `function FindProxyForURL() { return /(?=(a+)+b)^(a+)+$/.test("a".repeat(40) + "c") ? "DIRECT" : "" + FindProxyForURL(); }`,
		"a nested list":      `function FindProxyForURL() { var a = [1]; for (var i = 0; i < 60; i++) a = [a, a]; return "" + a; }`,
		"a nested structure": `function FindProxyForURL() { var a = {}; for (var i = 0; i < 60; i++) a = [a, a]; return JSON.stringify(a); }`,
		"a slow look-up":     `function FindProxyForURL() { return dnsResolve("slow.office") ? "DIRECT" : "" + FindProxyForURL(); }`,
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Compile([]byte(script))
			if err != nil {
				t.Fatal(err)
			}
			w := office()
			w.Resolve = func(ctx context.Context, _ string) []netip.Addr { <-ctx.Done(); return nil }
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer cancel()
			start := time.Now()
			_, err = s.Find(ctx, "zoom.us", w)
			if took := time.Since(start); took > 3*time.Second || !errors.Is(err, ErrTimeout) && !errors.Is(err, ErrThrew) {
				t.Errorf("after %s: %v", took, err)
			}
		})
	}
}

func TestScriptThatTakesAllMemory(t *testing.T) {
	for name, script := range map[string]string{
		"doubles a text":   `function FindProxyForURL() { var s = "xxxxxxxxxxxxxxxx"; while (true) s += s; }`,
		"collects texts":   `var all = []; function FindProxyForURL() { for (var i = 0;; i++) all.push("some text " + i); }`,
		"nests structures": `function FindProxyForURL() { var a = {}; while (true) a = {b: a, c: [a]}; }`,
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Compile([]byte(script))
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			// Whether a list grows too long first depends on how fast its elements are thrown away.
			if _, err := s.Find(ctx, "zoom.us", office()); !errors.Is(err, ErrMemory) && !errors.Is(err, ErrThrew) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// One script answers many questions at once, each in an engine of its own.
func TestManyQuestionsAtOnce(t *testing.T) {
	s, err := Compile([]byte(`var n = 0; function FindProxyForURL(u, h) { n++; return "PROXY " + h + ":" + n; }`))
	if err != nil {
		t.Fatal(err)
	}
	answers := make(chan string)
	for i := range 20 {
		go func() {
			list, err := s.Find(t.Context(), fmt.Sprintf("h%d", i), office())
			answers <- fmt.Sprint(said(list) == fmt.Sprintf("http h%d:1", i), err)
		}()
	}
	for range 20 {
		if got := <-answers; got != "true <nil>" {
			t.Error(got)
		}
	}
}
