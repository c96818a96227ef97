package diag

import (
	"testing"
	"time"
)

func TestSurgeIsTheFullestFifthOfASecond(t *testing.T) {
	start := time.Unix(1000, 0)
	type came struct {
		after time.Duration
		bytes int
	}
	for name, c := range map[string]struct {
		all  []came
		want int
	}{
		"nothing":                    {nil, 0},
		"all at once":                {[]came{{0, 25_000}}, 1000},
		"within the window":          {[]came{{0, 12_000}, {150 * time.Millisecond, 13_000}}, 1000},
		"apart":                      {[]came{{0, 25_000}, {time.Second, 25_000}}, 1000},
		"a trickle":                  {[]came{{0, 2500}, {200 * time.Millisecond, 2500}, {time.Second, 2500}, {1200 * time.Millisecond, 2500}}, 100},
		"the clock was set back":     {[]came{{time.Hour, 12_500}, {0, 12_500}}, 1000},
		"long silence, then a surge": {[]came{{0, 2500}, {time.Hour, 25_000}}, 1000},
	} {
		t.Run(name, func(t *testing.T) {
			counted := &counter{}
			for _, at := range c.all {
				counted.surge.add(start.Add(at.after), at.bytes)
			}
			if got := counted.peakKbps(); got != c.want {
				t.Errorf("got %d kbit/s, want %d", got, c.want)
			}
		})
	}
}
