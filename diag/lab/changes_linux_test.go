package lab

import (
	"context"
	"testing"
	"time"

	"github.com/vishvananda/netlink"

	"linecheck/diag/host"
)

// TestTheKernelTellsOfChanges: a cable is pulled at the other end, an address comes, a route goes; nobody asks in turns.
func TestTheKernelTellsOfChanges(t *testing.T) {
	w := build(t, newPlan())
	client := w.nodes[Client]
	var changes <-chan struct{}
	ctx, cancel := context.WithCancel(t.Context())
	if err := client.do(func() (err error) { changes, err = host.Changes(ctx); return err }); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what string
		do   func() error
	}{
		{"the router's end of the cable goes down", func() error { return w.nodes[Router].change(inside, netlink.LinkSetDown) }},
		{"and up", func() error { return w.nodes[Router].change(inside, netlink.LinkSetUp) }},
		{"the default route goes", client.dropDefault},
		{"an address comes", func() error {
			return client.change("eth0", func(l netlink.Link) error {
				a, err := netlink.ParseAddr("192.168.1.99/24")
				if err != nil {
					return err
				}
				return netlink.AddrAdd(l, a)
			})
		}},
	} {
		if err := c.do(); err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		select {
		case <-changes:
		case <-time.After(5 * time.Second):
			t.Errorf("%s: nobody told", c.what)
		}
	}
	cancel()
	for range changes { //nolint:revive // until it is closed
	}
}
