package change

import (
	"context"
	"encoding/json"
	"maps"
)

const proxyPlace = "System Settings > Network"

func readProxy(ctx context.Context) (proxyState, error) { return readMacProxy(ctx, thisSystem()) }

func wantedProxy(before proxyState, wish ProxyWish) proxyState {
	after := maps.Clone(before)
	wantedMacProxy(after, wish)
	return after
}

func writeProxy(ctx context.Context, from, to proxyState) error {
	return writeMacProxy(ctx, thisSystem(), from, to)
}

// keepProxy: only switches and the list of exceptions are changed, and those are part of the state.
func keepProxy() (json.RawMessage, error) { return nil, nil }

func restoreProxy(json.RawMessage) error { return nil }
