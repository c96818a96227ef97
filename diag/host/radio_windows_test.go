package host

import (
	"testing"

	"golang.org/x/sys/windows"
)

// An adapter that is none: the service is asked all the same, and has nothing to tell.
func TestWLANServiceWithoutARadio(t *testing.T) {
	if err := wlanapi.Load(); err != nil {
		t.Skipf("this Windows has no WLAN service: %v", err)
	}
	r, err := askWLAN(windows.GUID{Data1: 0x12345678})
	if err == nil {
		t.Errorf("%+v", r)
	}
	t.Logf("it says: %v", err)
}
