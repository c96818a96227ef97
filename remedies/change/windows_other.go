//go:build !windows

package change

import (
	"context"
	"errors"
)

// What only Windows has.

func readTree(string) (registryTree, error) { return registryTree{}, errors.ErrUnsupported }

func writeTree(string, registryTree, registryTree) error { return errors.ErrUnsupported }

func libraryExists(string) bool { return false }

func runOnceValue() (registryValue, error) { return registryValue{}, errors.ErrUnsupported }

func setRunOnce(registryValue) error { return errors.ErrUnsupported }

func readRule(string) (string, bool, error) { return "", false, errors.ErrUnsupported }

func switchRule(context.Context, string, string, bool) error { return errors.ErrUnsupported }

func wlanIsConnected(string) (bool, error) { return false, errors.ErrUnsupported }

func wlanLeave(WLAN) error { return errors.ErrUnsupported }

func wlanJoin(WLAN) error { return errors.ErrUnsupported }

// WLANs are the Wi-Fi adapters of Windows that are connected.
func WLANs() ([]WLAN, error) { return nil, errors.ErrUnsupported }

// Dialled are the connections that Windows has dialled.
func Dialled() []string { return nil }

// ServiceState asks Windows for one of its services.
func ServiceState(string) (Service, error) { return Service{}, errors.ErrUnsupported }

// WireGuardTunnels are the names of WireGuard's tunnels on Windows that run.
func WireGuardTunnels() []string { return nil }
