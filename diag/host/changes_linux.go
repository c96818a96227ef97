package host

import (
	"errors"
	"fmt"
	"sync"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"
)

// networkGroups are the kernel's notices (linux/rtnetlink.h) that say how this computer is connected. Rules count: a VPN
// with a table of its own (wg-quick, Tailscale) comes and goes by them.
var networkGroups = []uint{
	unix.RTNLGRP_LINK, unix.RTNLGRP_IPV4_IFADDR, unix.RTNLGRP_IPV6_IFADDR, unix.RTNLGRP_IPV4_ROUTE, unix.RTNLGRP_IPV6_ROUTE,
	unix.RTNLGRP_IPV4_RULE, unix.RTNLGRP_IPV6_RULE,
}

// listen opens the sockets in the caller's own network namespace. heard is closed when deaf was called, or when the
// kernel tells no more.
func listen() (heard <-chan struct{}, deaf func(), err error) {
	network, err := nl.Subscribe(unix.NETLINK_ROUTE, networkGroups...)
	if err != nil {
		return nil, nil, fmt.Errorf("listening to the kernel: %w", err)
	}
	sockets := []*nl.NetlinkSocket{network}
	if air, err := listenAir(); err == nil { // no Wi-Fi in this kernel, or a sandbox: the rest still tells
		sockets = append(sockets, air)
	}
	notices := make(chan struct{}, 1)
	var wg sync.WaitGroup
	for _, s := range sockets {
		wg.Go(func() { relay(s, notices) })
	}
	go func() {
		wg.Wait()
		close(notices)
	}()
	return notices, func() {
		for _, s := range sockets {
			s.Close()
		}
	}, nil
}

// listenAir joins nl80211's group for what happens between a station and its access point: roaming is told here alone
// where drivers no longer speak the old wireless extensions.
func listenAir() (*nl.NetlinkSocket, error) {
	family, err := netlink.GenlFamilyGet("nl80211")
	if err != nil {
		return nil, err
	}
	s, err := nl.Subscribe(unix.NETLINK_GENERIC)
	if err != nil {
		return nil, err
	}
	for _, g := range family.Groups {
		if g.Name == "mlme" {
			return s, joined(s, g.ID)
		}
	}
	s.Close()
	return nil, ErrUnsupported
}

// joined: groups of generic netlink have numbers beyond the 32 that bind knows.
func joined(s *nl.NetlinkSocket, group uint32) error {
	err := unix.SetsockoptInt(s.GetFd(), unix.SOL_NETLINK, unix.NETLINK_ADD_MEMBERSHIP, int(group))
	if err != nil {
		s.Close()
	}
	return err
}

// relay passes on that something was said. A buffer that ran over (ENOBUFS) says so as well.
func relay(s *nl.NetlinkSocket, notices chan<- struct{}) {
	for {
		_, _, err := s.Receive()
		if err != nil && !errors.Is(err, unix.ENOBUFS) && !errors.Is(err, unix.EINTR) {
			return
		}
		tell(notices)
	}
}
