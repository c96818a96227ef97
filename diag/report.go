package diag

import (
	"encoding/json"
	"time"
)

// ReportSchema names the report format of contract.md. A breaking change raises the number.
const ReportSchema = "linecheck.report/1"

// Report is the contract's document: what the faces show and what IT tools read.
// Judge fills in codes and sentence ids; package ui puts the words in.
type Report struct {
	Schema     string    `json:"schema"`
	App        App       `json:"app"`
	Started    time.Time `json:"started"`
	DurationMS int64     `json:"duration_ms"`
	VerdictMS  int64     `json:"verdict_ms"` // when the verdict could no longer change
	Complete   bool      `json:"complete"`   // false when the budget or a cancel cut the run
	Traffic    Traffic   `json:"traffic"`
	Device     Device    `json:"device"`
	Network    Summary   `json:"network"`
	Zoom       ZoomApp   `json:"zoom"`
	Verdict    Verdict   `json:"verdict"`
	Findings   []Finding `json:"findings"`
	Checks     []Result  `json:"checks"`
}

// App tells which program made the report.
type App struct {
	Version     string `json:"version"`
	Commit      string `json:"commit"`
	ProfileDate string `json:"profile_date"`
}

// Traffic counts the bytes of the run's own sockets, payload only.
type Traffic struct {
	SentBytes     int64 `json:"sent_bytes"`
	ReceivedBytes int64 `json:"received_bytes"`
}

// Device is the computer the run was made on.
type Device struct {
	OS        string `json:"os"`
	OSVersion string `json:"os_version"`
	Arch      string `json:"arch"`
	Model     string `json:"model"`
	Hostname  string `json:"hostname,omitempty"`
}

// Summary is the network in one line: enough for a help desk to know where the person sits.
type Summary struct {
	Kind      string `json:"kind"` // ethernet, wifi, cellular, tunnel, other, none
	Interface string `json:"interface"`
	VPN       string `json:"vpn"`   // the tunnel that carries Zoom, "" when none does
	Proxy     string `json:"proxy"` // host:port, "" when none is set
	Gateway   string `json:"gateway,omitempty"`
}

// ZoomApp is the Zoom program found on this computer. Not being installed is a fact, not a cause.
type ZoomApp struct {
	Installed bool   `json:"installed"`
	Version   string `json:"version"`
	Path      string `json:"path,omitempty"`
	How       string `json:"how,omitempty"`    // msi, per-user, app, deb, snap, …: who can update it
	Newest    string `json:"newest,omitempty"` // Zoom's newest for this system, as far as it is known
}

// Verdict is the first finding in a person's words, or "none"/"unknown".
type Verdict struct {
	Cause      Cause      `json:"cause"`
	Where      Where      `json:"where"`
	Impact     Impact     `json:"impact"`
	Confidence Confidence `json:"confidence"`
	Headline   Sentence   `json:"headline"`
	Meaning    Sentence   `json:"meaning"`
	NextStep   Sentence   `json:"next_step"`
	Who        Who        `json:"who"`
	Hop        string     `json:"hop,omitempty"` // the address where the way ends, when it was found
}

// Finding is one thing that is wrong, with what speaks for and against it.
type Finding struct {
	Cause       Cause      `json:"cause"`
	Where       Where      `json:"where"`
	Impact      Impact     `json:"impact"`
	Confidence  Confidence `json:"confidence"`
	ExplainedBy Cause      `json:"explained_by,omitempty"`
	Because     []Sentence `json:"because"`
	Against     []Sentence `json:"against"`
	Hosts       []string   `json:"hosts"`
	Ports       []string   `json:"ports"` // "udp/8801", "tcp/443"
	Remedies    []string   `json:"remedies"`
	Questions   []string   `json:"questions"`     // ids of Questions that speak of it
	Check       string     `json:"check"`         // the check that proves it
	Hop         string     `json:"hop,omitempty"` // the address where the way ends, when it was found

	problem *Problem
	told    string // names a wording of its own for the verdict (".join"), where the cause's does not fit what was seen; "" for none
	args    Args   // for the verdict's sentences
	silent  bool   // rests on a few silences among answers, which a line that loses packets makes by itself
	thin    bool   // a little passes: what a row of messages shows as loss is the same thing
	who     Who    // who can act, where the evidence says more than the problem
}

// Result is one check of the list with its outcome and its raw facts.
type Result struct {
	ID         string          `json:"id"`
	Group      string          `json:"group"`
	Title      Sentence        `json:"title"`
	Status     Status          `json:"status"`
	DurationMS int64           `json:"duration_ms"`
	Summary    Sentence        `json:"summary"`
	Notes      []Sentence      `json:"notes,omitempty"` // what the summary has no room for
	Facts      json.RawMessage `json:"facts"`
}

// Sentence is a message by id with its arguments; Text is what a person reads, put in by package ui.
// In JSON it is the text alone.
type Sentence struct {
	ID   string
	Args Args
	Text string
}

// MarshalJSON writes the text.
func (s Sentence) MarshalJSON() ([]byte, error) { return json.Marshal(s.Text) }

// UnmarshalJSON reads the text.
func (s *Sentence) UnmarshalJSON(b []byte) error { return json.Unmarshal(b, &s.Text) }

// Args are the values a message can mention. Flat and typed, so that a message cannot ask for what nobody measured.
type Args struct {
	Host      string
	Hosts     []string
	Address   string
	Ports     string // "UDP 3478, 3479 and 8801–8810"
	Hop       string // the address where the way ends
	HopNumber int
	Server    string // a DNS server
	Proxy     string
	Interface string
	Issuer    string
	Name      string
	Text      string         // one cleaned word or phrase from outside, such as an incident's title
	Offset    string         // a date
	Shift     *time.Duration // by how much the clock must be put forward; nil where not known
	Code      string
	N, Total  int
	MS        int64
}

// Count is the number that decides between singular and plural.
func (a Args) Count() int {
	if len(a.Hosts) > 0 {
		return len(a.Hosts)
	}
	return a.N
}
