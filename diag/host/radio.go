package host

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// Radio is how this computer's Wi-Fi hears its access point, at one moment. What the system does not tell stays zero.
type Radio struct {
	SignalDBM    int
	FrequencyMHz int
	BandGHz      float64 // 2.4, 5 or 6
	Channel      int
	RateMbps     float64 // what sender and access point have agreed on, for sending
	AccessPoint  string  // its hardware address. It tells where somebody is: compare it, keep it nowhere
}

// ReadRadio asks the system about the Wi-Fi interface of that name and index. It changes nothing, starts no search for
// networks, needs no rights, and never causes the system to ask the person for anything. macOS takes some seconds.
// ErrUnsupported where the system does not tell.
func ReadRadio(ctx context.Context, name string, index int) (Radio, error) {
	r, err := readRadio(ctx, name, index)
	if err != nil {
		return Radio{}, err
	}
	return r.completed(), nil
}

// told reports whether there is anything to go by.
func (r Radio) told() bool { return r.SignalDBM < 0 || r.Channel > 0 || r.FrequencyMHz > 0 }

// completed derives channel and band from the frequency, where that is known, and drops a signal that can be none:
// drivers that know it not say 0, and 0 dBm is a thousand times what an antenna takes.
func (r Radio) completed() Radio {
	if r.SignalDBM >= 0 || r.SignalDBM < -120 {
		r.SignalDBM = 0
	}
	if channel, ghz := channelOf(r.FrequencyMHz); channel > 0 {
		r.Channel, r.BandGHz = channel, ghz
	}
	return r
}

// channelOf tells channel and band of a centre frequency (IEEE 802.11-2020, annex E, and 802.11ax for 6 GHz).
func channelOf(mhz int) (channel int, ghz float64) {
	switch {
	case mhz == 2484:
		return 14, 2.4
	case mhz >= 2412 && mhz <= 2472:
		return (mhz - 2407) / 5, 2.4
	case mhz == 5935:
		return 2, 6
	case mhz >= 5955 && mhz <= 7115:
		return (mhz - 5950) / 5, 6
	case mhz >= 5035 && mhz <= 5895:
		return (mhz - 5000) / 5, 5
	}
	return 0, 0
}

// bandOf tells the band by the channel's number alone: 0 where several bands have that number. 6 GHz counts 1, 5, 9, … 233.
func bandOf(channel int) float64 {
	inSix := channel%4 == 1 && channel <= 233
	switch {
	case channel < 1 || inSix:
		return 0
	case channel <= 14:
		return 2.4
	case channel >= 36 && channel <= 177:
		return 5
	}
	return 0
}

// strength turns Windows' percents into dBm: 0 is -100, 100 is -50 or more (WLAN_ASSOCIATION_ATTRIBUTES).
func strength(percent uint32) int { return int(min(percent, 100))/2 - 100 }

// parseConnectionQuality reads a WLAN_REALTIME_CONNECTION_QUALITY: kind of network, link quality in percent, receiving
// and sending rate in kbit/s, "several links", number of links, u32 each; then for each link 272 bytes: number u8,
// centre frequency (documented in kHz, seen in MHz), width, signal in dBm i32, and its rates. The strongest link counts.
func parseConnectionQuality(b []byte) (Radio, bool) {
	const head, link = 24, 272
	if len(b) < head {
		return Radio{}, false
	}
	word := func(at int) uint32 { return binary.LittleEndian.Uint32(b[at:]) }
	r := Radio{SignalDBM: strength(word(4)), RateMbps: float64(word(12)) / 1000}
	best := -1000
	for i, at := 0, head; i < int(min(word(20), 8)) && at+link <= len(b); i, at = i+1, at+link {
		frequency, signal := int(word(at+4)), int(int32(word(at+12)))
		if frequency > 100_000 {
			frequency /= 1000
		}
		if signal < 0 && signal > best {
			best, r.SignalDBM, r.FrequencyMHz = signal, signal, frequency
		}
	}
	return r, true
}

// parseConnectionAttributes reads a WLAN_CONNECTION_ATTRIBUTES: state and mode u32, profile name 256 UTF-16 characters,
// network name {length u32, 32 bytes}, kind u32, access point 6 bytes and 2 of padding, then u32 each: physical kind,
// its index, signal in percent, receiving and sending rate in kbit/s.
func parseConnectionAttributes(b []byte) (Radio, bool) {
	const accessPoint, signal, sending = 560, 576, 584
	if len(b) < sending+4 {
		return Radio{}, false
	}
	word := func(at int) uint32 { return binary.LittleEndian.Uint32(b[at:]) }
	return Radio{SignalDBM: strength(word(signal)), RateMbps: float64(word(sending)) / 1000, AccessPoint: string(b[accessPoint : accessPoint+6])}, true
}

// lastOpenBuild is the last Windows that shows access points to every program: 11 23H2. From the previews of 24H2 on, a
// program without consent to be told the location is refused, and the first time the person is asked.
const lastOpenBuild = 22631

// parseAirPort reads `system_profiler SPAirPortDataType -json` for one interface.
func parseAirPort(text []byte, name string) (Radio, bool) {
	var page struct {
		Data []struct {
			Interfaces []struct {
				Name    string `json:"_name"`
				Current struct {
					Channel json.RawMessage `json:"spairport_network_channel"`
					Rate    json.RawMessage `json:"spairport_network_rate"`
					Signal  string          `json:"spairport_signal_noise"`
				} `json:"spairport_current_network_information"`
			} `json:"spairport_airport_interfaces"`
		} `json:"SPAirPortDataType"`
	}
	if json.Unmarshal(text, &page) != nil {
		return Radio{}, false
	}
	for _, d := range page.Data {
		for _, i := range d.Interfaces {
			if i.Name != name {
				continue
			}
			r := Radio{SignalDBM: leadingNumber(i.Current.Signal)}
			r.RateMbps, _ = strconv.ParseFloat(unquoted(i.Current.Rate), 64)
			r.Channel, r.BandGHz = airPortChannel(unquoted(i.Current.Channel))
			return r, r.told()
		}
	}
	return Radio{}, false
}

// unquoted is a JSON number or text as text: Apple has written both.
func unquoted(raw json.RawMessage) string { return strings.Trim(string(raw), `" `) }

// airPortChannel reads "37 (6GHz, 160MHz)", and "37" as older systems say.
func airPortChannel(text string) (channel int, ghz float64) {
	channel = leadingNumber(text)
	for word, band := range map[string]float64{"(2GHz": 2.4, "(2.4GHz": 2.4, "(5GHz": 5, "(6GHz": 6} {
		if strings.Contains(text, word) {
			return channel, band
		}
	}
	return channel, bandOf(channel)
}

var leading = regexp.MustCompile(`^\s*-?\d{1,6}`)

// leadingNumber is the number a text begins with, else 0.
func leadingNumber(text string) int {
	n, _ := strconv.Atoi(strings.TrimSpace(leading.FindString(text)))
	return n
}

// summaryAccessPoint reads the access point in `ipconfig getsummary`; "" where the system hides it (macOS 14 and later).
func summaryAccessPoint(text []byte) string {
	at := colonValues(text)["BSSID"]
	if strings.Contains(at, "redacted") {
		return ""
	}
	return clip(at)
}

// parseWireless reads /proc/net/wireless: two header lines, then for each interface status, link, level and noise.
// A level above 0 is dBm as an unsigned byte, from drivers of old.
func parseWireless(text []byte, name string) (Radio, bool) {
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		key, rest, ok := strings.Cut(strings.TrimSpace(lines.Text()), ":")
		fields := strings.Fields(rest)
		if !ok || key != name || len(fields) < 3 {
			continue
		}
		level := leadingNumber(fields[2])
		if level >= 128 && level < 256 {
			level -= 256
		}
		return Radio{SignalDBM: level}, level < 0
	}
	return Radio{}, false
}
