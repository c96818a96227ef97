package host

import (
	"encoding/binary"
	"testing"
)

func TestChannelsAndBands(t *testing.T) {
	for mhz, want := range map[int]struct {
		channel int
		ghz     float64
	}{
		2412: {1, 2.4}, 2437: {6, 2.4}, 2484: {14, 2.4}, 5180: {36, 5}, 5745: {149, 5}, 5955: {1, 6}, 6135: {37, 6}, 5935: {2, 6}, 7115: {233, 6},
		0: {}, 900: {}, 60480: {},
	} {
		if channel, ghz := channelOf(mhz); channel != want.channel || ghz != want.ghz {
			t.Errorf("%d MHz is channel %d of %v GHz", mhz, channel, ghz)
		}
	}
	for channel, want := range map[int]float64{6: 2.4, 11: 2.4, 36: 5, 100: 5, 149: 0, 37: 0, 1: 0, 0: 0, -3: 0, 500: 0} {
		if got := bandOf(channel); got != want {
			t.Errorf("channel %d alone tells %v GHz", channel, got)
		}
	}
}

// captured is what macOS 26 prints for an interface on 6 GHz, shortened. awdl0 has a block too.
const captured = `{"SPAirPortDataType":[{"spairport_airport_interfaces":[
 {"_name":"awdl0","spairport_status_information":"spairport_status_off"},
 {"_name":"en0","spairport_status_information":"spairport_status_connected","spairport_current_network_information":{
  "_name":"<redacted>","spairport_network_channel":"37 (6GHz, 160MHz)","spairport_network_phymode":"802.11ax","spairport_network_rate":1152,
  "spairport_security_mode":"spairport_security_mode_wpa3_personal","spairport_signal_noise":"-52 dBm / -90 dBm"}}]}]}`

func TestAirPort(t *testing.T) {
	if r, ok := parseAirPort([]byte(captured), "en0"); !ok || r != (Radio{SignalDBM: -52, BandGHz: 6, Channel: 37, RateMbps: 1152}) {
		t.Errorf("%+v, %v", r, ok)
	}
	for name, text := range map[string]string{
		"another interface": captured, "no Wi-Fi": `{"SPAirPortDataType":[]}`, "nothing": ``, "cut off": captured[:200],
		"not connected": `{"SPAirPortDataType":[{"spairport_airport_interfaces":[{"_name":"en1","spairport_status_information":"spairport_status_disconnected"}]}]}`,
	} {
		if r, ok := parseAirPort([]byte(text), "en1"); ok {
			t.Errorf("%s: %+v", name, r)
		}
	}
	old := `{"SPAirPortDataType":[{"spairport_airport_interfaces":[{"_name":"en1","spairport_current_network_information":{"spairport_network_channel":44,"spairport_network_rate":"300","spairport_signal_noise":"-71 dBm / -92 dBm"}}]}]}`
	if r, ok := parseAirPort([]byte(old), "en1"); !ok || r != (Radio{SignalDBM: -71, BandGHz: 5, Channel: 44, RateMbps: 300}) {
		t.Errorf("%+v, %v", r, ok)
	}
}

func TestAccessPointInTheSummary(t *testing.T) {
	for text, want := range map[string]string{
		"<dictionary> {\n  BSSID : <redacted>\n  InterfaceType : WiFi\n  LinkStatusActive : TRUE\n": "",
		"<dictionary> {\n  BSSID : 3c:28:6d:1:2:f0\n  InterfaceType : WiFi\n":                       "3c:28:6d:1:2:f0",
		"": "",
	} {
		if got := summaryAccessPoint([]byte(text)); got != want {
			t.Errorf("%q tells %q", text, got)
		}
	}
}

const procWireless = `Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
 face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
 wlan0: 0000   54.  -56.  -256        0      0      0      0      0        0
  old0: 0000   40.  200.  0           0      0      0      0      0        0
`

func TestOldWirelessFile(t *testing.T) {
	for name, want := range map[string]int{"wlan0": -56, "old0": -56, "eth0": 0, "face": 0} {
		r, ok := parseWireless([]byte(procWireless), name)
		if r.SignalDBM != want || ok != (want != 0) {
			t.Errorf("%s: %+v, %v", name, r, ok)
		}
	}
}

// wordsOf lays out u32s as Windows hands them over, by their offset.
func wordsOf(size int, at map[int]uint32) []byte {
	b := make([]byte, size)
	for i, n := range at {
		binary.LittleEndian.PutUint32(b[i:], n)
	}
	return b
}

func below(n int32) uint32 { return uint32(n) }

// The sizes and figures of a Windows 11 24H2: one link on 5 GHz, 296 bytes.
func TestConnectionQuality(t *testing.T) {
	one := wordsOf(296, map[int]uint32{0: 8, 4: 87, 8: 780_000, 12: 650_000, 20: 1, 28: 5745, 32: 80, 36: below(-47)})
	if r, ok := parseConnectionQuality(one); !ok || r.completed() != (Radio{SignalDBM: -47, FrequencyMHz: 5745, BandGHz: 5, Channel: 149, RateMbps: 650}) {
		t.Errorf("%+v, %v", r.completed(), ok)
	}
	binary.LittleEndian.PutUint32(one[28:], 5745_000)
	if r, _ := parseConnectionQuality(one); r.FrequencyMHz != 5745 {
		t.Errorf("%d MHz, told in kHz", r.FrequencyMHz)
	}
	two := append(wordsOf(296, map[int]uint32{4: 60, 20: 2, 28: 2437, 36: below(-80)}), wordsOf(272, map[int]uint32{4: 6135, 12: below(-61)})...)
	if r, _ := parseConnectionQuality(two); r.SignalDBM != -61 || r.FrequencyMHz != 6135 {
		t.Errorf("of two links %+v counts", r)
	}
	none := wordsOf(24, map[int]uint32{4: 50, 20: 9999})
	if r, ok := parseConnectionQuality(none); !ok || r.SignalDBM != -75 || r.FrequencyMHz != 0 {
		t.Errorf("without links: %+v, %v", r, ok)
	}
	if _, ok := parseConnectionQuality(one[:20]); ok {
		t.Error("a cut answer was taken")
	}
}

func TestConnectionAttributes(t *testing.T) {
	b := wordsOf(604, map[int]uint32{0: 1, 520: 4, 576: 62, 580: 144_400, 584: 130_000})
	copy(b[560:], "\x3c\x28\x6d\x01\x02\xf0")
	if r, ok := parseConnectionAttributes(b); !ok || r != (Radio{SignalDBM: -69, RateMbps: 130, AccessPoint: "\x3c\x28\x6d\x01\x02\xf0"}) {
		t.Errorf("%+v, %v", r, ok)
	}
	if _, ok := parseConnectionAttributes(nil); ok {
		t.Error("no answer was taken")
	}
}

func TestImpossibleSignals(t *testing.T) {
	for _, dbm := range []int{0, 10, 255, -130, -256} {
		if r := (Radio{SignalDBM: dbm, Channel: 6}).completed(); r.SignalDBM != 0 {
			t.Errorf("%d dBm was taken", dbm)
		}
	}
}

// An interface that is none has no radio, on any system.
func TestNoSuchRadio(t *testing.T) {
	if r, err := ReadRadio(t.Context(), "nothing0", 1<<20); err == nil || r != (Radio{}) {
		t.Errorf("%+v, %v", r, err)
	}
}
