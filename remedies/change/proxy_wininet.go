package change

import (
	"encoding/binary"
	"maps"
	"strconv"
)

// The flags of a connection (wininet.h). Their number is the setting "flags".
const (
	proxyDirect = 1
	proxyManual = 2
	proxyScript = 4
	proxyDetect = 8
)

// wininetWish works out what is wanted of Windows' settings, connection by connection: the empty name is everything that
// is not dialled. Turning off leaves server and script filled in, as Windows' own dialog does.
func wininetWish(before proxyState, wish ProxyWish) proxyState {
	after := maps.Clone(before)
	for _, place := range before.places("flags") {
		flags, _ := strconv.Atoi(before.get("flags", place))
		switch {
		case wish == ProxyOff:
			after.set("flags", place, strconv.Itoa(proxyDirect))
		case flags&proxyManual != 0:
			after.set("bypass", place, withZoom(before.get("bypass", place), ";", zoomNames))
		}
	}
	return after
}

// sameButCounter compares two connection blobs. Bytes 4 to 8 count how often they were changed: Windows tells running
// programs by it that something is new, so it only ever goes up.
func sameButCounter(a, b []byte) bool {
	const counter, rest = 4, 8
	if len(a) != len(b) || len(a) < rest {
		return false
	}
	return string(a[:counter]) == string(b[:counter]) && string(a[rest:]) == string(b[rest:])
}

// withCounterOf is a blob with another's counter, where that one is higher.
func withCounterOf(blob, other []byte) []byte {
	out := append([]byte(nil), blob...)
	if len(out) >= 8 && len(other) >= 8 && binary.LittleEndian.Uint32(other[4:]) > binary.LittleEndian.Uint32(out[4:]) {
		copy(out[4:8], other[4:8])
	}
	return out
}
