package change

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

const kindWiFiProfile = "wifi-profile"

// WLAN is a connected Wi-Fi adapter of Windows.
type WLAN struct {
	ID      string `json:"id"`      // GUID of the adapter
	Adapter string `json:"adapter"` // what its maker calls it
	Profile string `json:"profile"` // the network as Windows has stored it, by which it connects again
}

// WiFiProfile leaves a Wi-Fi network and joins it again. What is put back is being connected, should it end half-way: a
// network that was left on purpose is not joined by itself.
type WiFiProfile struct{ WLAN WLAN }

// Kind names the change.
func (WiFiProfile) Kind() string { return kindWiFiProfile }

// Line says what will be done.
func (c WiFiProfile) Line() string {
	return fmt.Sprintf("disconnect %q and connect it to %q again", c.WLAN.Adapter, c.WLAN.Profile)
}

// Save makes sure that it is still connected.
func (c WiFiProfile) Save(context.Context) (json.RawMessage, error) {
	connected, err := wlanIsConnected(c.WLAN.ID)
	if err != nil {
		return nil, err
	}
	if !connected {
		return nil, ErrNothing
	}
	return pack(c.WLAN)
}

// Make leaves and joins.
func (WiFiProfile) Make(ctx context.Context, saved json.RawMessage) error {
	w, err := unpack[WLAN](saved)
	if err != nil {
		return err
	}
	connected, err := wlanIsConnected(w.ID)
	if err != nil {
		return err
	}
	if connected {
		if err := wlanLeave(w); err != nil {
			return fmt.Errorf("leaving the Wi-Fi: %w", err)
		}
		waitForWLAN(ctx, w.ID, false, leaveLimit) //nolint:errcheck // joining anew leaves as well
	}
	return joinWLAN(ctx, w)
}

func putBackWiFiProfile(ctx context.Context, saved json.RawMessage) error {
	w, err := unpack[WLAN](saved)
	if err != nil {
		return err
	}
	connected, err := wlanIsConnected(w.ID)
	if err != nil || connected {
		return err
	}
	return joinWLAN(ctx, w)
}

// What leaving and joining may take: joining with sign-in to a company network has been seen to take ten seconds.
const (
	leaveLimit = 5 * time.Second
	joinLimit  = 25 * time.Second
)

func joinWLAN(ctx context.Context, w WLAN) error {
	if err := wlanJoin(w); err != nil {
		return fmt.Errorf("joining the Wi-Fi: %w", err)
	}
	return waitForWLAN(ctx, w.ID, true, joinLimit)
}

// waitForWLAN looks until the adapter is connected, or is not.
func waitForWLAN(ctx context.Context, id string, want bool, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		if is, err := wlanIsConnected(id); err != nil || is == want {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for the Wi-Fi: %w", ctx.Err())
		case <-time.After(200 * time.Millisecond):
		}
	}
}
