package window

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestFlatten(t *testing.T) {
	for raw, want := range map[string][]fact{
		``:                                  nil,
		`{"broken":`:                        nil,
		`{}`:                                nil,
		`{"offset_s":0.18,"synced":true}`:   {{"offset", "0.18 s"}, {"synced", "true"}},
		`{"a":{"b":{"rtt_ms":3}},"n":null}`: {{"a b rtt", "3 ms"}},
		`{"servers":["x","y"],"none":[]}`:   {{"servers", "x, y"}},
		`{"targets":[{"address":"10.0.0.1","sent":3},{"address":"10.0.0.2","rtt_ms":4}]}`: {
			{"targets 1", "address 10.0.0.1 · sent 3"}, {"targets 2", "address 10.0.0.2 · rtt 4 ms"},
		},
		`{"deep":[{"name":"x","hops":[{"n":1}]}]}`: {{"deep 1 name", "x"}, {"deep 1 hops 1", "n 1"}},
		`{"ssid":"caf\u0000\u001b[31m\u202eé\n!"}`: {{"ssid", "caf[31mé !"}},
		`{"big":12345678901234567890}`:             {{"big", "12345678901234567890"}},
	} {
		if got, more := flatten([]byte(raw)); !slices.Equal(got, want) || more != 0 {
			t.Errorf("%s\n got %q\nwant %q", raw, got, want)
		}
	}
}

func TestFactsAreCutToWhatCanBeRead(t *testing.T) {
	var b strings.Builder
	for i := range 100 {
		fmt.Fprintf(&b, `,"k%d":%q`, i, strings.Repeat("x", 1000))
	}
	facts, more := flatten([]byte("{" + b.String()[1:] + "}"))
	if len(facts) != maxFacts || more != 100-maxFacts {
		t.Errorf("%d facts and %d more", len(facts), more)
	}
	if n := len([]rune(facts[0].Value)); n != maxFactRunes {
		t.Errorf("a value of %d runes", n)
	}
}
