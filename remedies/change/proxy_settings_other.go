//go:build !windows

package change

import (
	"context"
	"encoding/json"
	"errors"
)

const proxyPlace = "the proxy settings of this person"

func wantedProxy(before proxyState, _ ProxyWish) proxyState { return before }

func readProxy(context.Context) (proxyState, error) { return nil, errors.ErrUnsupported }

func writeProxy(context.Context, proxyState, proxyState) error { return errors.ErrUnsupported }

func keepProxy() (json.RawMessage, error) { return nil, nil }

func restoreProxy(json.RawMessage) error { return nil }
