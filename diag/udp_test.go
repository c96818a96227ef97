package diag

import (
	"context"
	"encoding/hex"
	"errors"
	"net/netip"
	"os"
	"testing"
	"time"

	"github.com/pion/stun/v3"

	"linecheck/diag/host"
)

// The datagram of Zoom's client, byte for byte as in public captures (zoom-facts §2.1).
func TestZoomsOwnDatagram(t *testing.T) {
	id := transaction{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
	want := "00010018" + "000102030405060708090a0b0c0d0e0f" + "01010014" + hex.EncodeToString([]byte("1234567890123456789\x00"))
	if got := hex.EncodeToString(zoomProbe(id)); got != want {
		t.Errorf("sends\n%s, want\n%s", got, want)
	}
	if newTransaction() == newTransaction() {
		t.Error("two transactions are alike")
	}
	if !stun.IsMessage(bindingRequest()) {
		t.Error("the second dialect is no STUN")
	}
}

func TestDialectsOfAnswers(t *testing.T) {
	id := newTransaction()
	zoomReply := append([]byte{0, 2, 0, 24}, id[:]...)
	other := newTransaction()
	for name, c := range map[string]struct {
		answer []byte
		want   string
	}{
		"Zoom's own":                        {zoomReply, "zoom"},
		"Zoom's, to somebody else's asking": {append([]byte{0, 2, 0, 24}, other[:]...), "other"},
		"plain STUN":                        {stun.MustBuild(stun.TransactionID, stun.BindingSuccess).Raw, "stun"},
		"one byte":                          {[]byte{0}, "other"},
		"nothing":                           {nil, "other"},
		"text":                              {[]byte("go away, nobody is home here"), "other"},
	} {
		if got := dialectOf(c.answer, id); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// script is a datagram socket that answers by heart.
type script struct {
	sent    int
	sendErr error
	answer  func(sent int, buf []byte) (int, *host.ICMP, error)
}

func (s *script) Send([]byte) error { s.sent++; return s.sendErr }
func (s *script) Close() error      { return nil }
func (s *script) Receive(ctx context.Context, buf []byte) (int, *host.ICMP, error) {
	if s.answer != nil {
		return s.answer(s.sent, buf)
	}
	<-ctx.Done()
	return 0, nil, ctx.Err()
}

func noAnswer(int, []byte) (int, *host.ICMP, error) { return 0, nil, context.DeadlineExceeded }

func TestConversations(t *testing.T) {
	p := UDPProbe{Address: mediaServer, Port: 8801}
	answersAfter := func(n int) func(int, []byte) (int, *host.ICMP, error) {
		return func(sent int, buf []byte) (int, *host.ICMP, error) {
			if sent < n {
				return 0, nil, context.DeadlineExceeded
			}
			return copy(buf, "anything"), nil, nil
		}
	}
	for name, c := range map[string]struct {
		socket *script
		open   bool
		sent   int
		fail   Failure
	}{
		"the first datagram is answered":  {&script{answer: answersAfter(2)}, true, 2, ""},
		"only the third try is answered":  {&script{answer: answersAfter(6)}, true, 6, ""},
		"silence":                         {&script{answer: noAnswer}, false, 6, Timeout},
		"the firewall here forbids it":    {&script{sendErr: os.NewSyscallError("sendto", errForbidden)}, false, 0, Denied},
		"no route":                        {&script{sendErr: os.NewSyscallError("sendto", errNoRoute)}, false, 0, NoRoute},
		"a late refusal while sending":    {&script{sendErr: errRefused, answer: noAnswer}, false, 6, Timeout},
		"Zoom says that the port is shut": {&script{answer: icmpAnswer(mediaServer, host.PortUnreachable)}, true, 2, Refused},
		"a filter says no":                {&script{answer: icmpAnswer(siteFilter, host.Prohibited)}, false, 2, Prohibited},
	} {
		got := converse(t.Context(), c.socket, p)
		if got.Open() != c.open || got.Sent != c.sent || got.Failure != c.fail {
			t.Errorf("%s: open %v, sent %d, %q; want %v, %d, %q", name, got.Open(), got.Sent, got.Failure, c.open, c.sent, c.fail)
		}
	}
}

func icmpAnswer(from netip.Addr, kind host.ICMPKind) func(int, []byte) (int, *host.ICMP, error) {
	return func(int, []byte) (int, *host.ICMP, error) { return 0, &host.ICMP{Kind: kind, From: from}, nil }
}

func TestConversationCutOff(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if got := converse(ctx, &script{}, UDPProbe{Address: mediaServer, Port: 8801}); got.Failure != Cancelled || got.Open() {
		t.Errorf("got %+v", got)
	}
}

func TestSocketThatCannotBeOpened(t *testing.T) {
	e := &Env{OpenUDP: func(netip.AddrPort, host.UDPOptions) (Datagrams, error) {
		return nil, errors.Join(host.ErrNoRoute, errNoRoute)
	}}
	if got := e.tryUDP(t.Context(), UDPProbe{Address: mediaServer, Port: 3478}); got.Failure != NoRoute || got.Sent != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestPortsForPeople(t *testing.T) {
	for _, c := range []struct {
		ports []int
		want  string
	}{
		{nil, ""},
		{[]int{3478}, "UDP 3478"},
		{[]int{3478, 3479}, "UDP 3478, 3479"},
		{[]int{8801, 8802, 8803}, "UDP 8801–8803"},
		{[]int{3478, 3479, 8801, 8802, 8803, 8804, 8805, 8806, 8807, 8808, 8809, 8810}, "UDP 3478, 3479, 8801–8810"},
		{[]int{1, 3, 5}, "UDP 1, 3, 5"},
	} {
		if got := portsText("UDP", c.ports); got != c.want {
			t.Errorf("%v reads %q, want %q", c.ports, got, c.want)
		}
	}
}
