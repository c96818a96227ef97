package lab

import (
	"encoding/binary"
	"net/netip"
	"time"
)

// serveNTP opens the time servers, which tell the world's time.
func (w *World) serveNTP() error {
	for _, s := range w.profile.Controls.NTP {
		for _, a := range w.servedOn(s.Name) {
			if err := w.packets(Internet, a, 123, w.ntpReply); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *World) ntpReply(b []byte, _ netip.AddrPort) []byte { return NTPReply(b, w.now()) }

// NTPReply is a stratum 1 server's answer (RFC 5905 §7.3): 48 bytes, the asker's transmit time sent back as origin. What is
// no question gets none, which is nil.
func NTPReply(b []byte, now time.Time) []byte {
	const client, server = 3, 4
	if len(b) < 48 || b[0]&7 != client {
		return nil
	}
	r := make([]byte, 48)
	r[0] = b[0]&0x38 | server // no leap warning, the asker's version
	r[1] = 1                  // stratum
	r[2] = b[2]               // poll
	r[3] = 0xec               // precision 2^-20 s
	copy(r[12:16], "GPS\x00")
	binary.BigEndian.PutUint64(r[16:], ntpTime(now.Add(-time.Minute))) // reference
	copy(r[24:32], b[40:48])                                           // origin
	binary.BigEndian.PutUint64(r[32:], ntpTime(now))                   // receive
	binary.BigEndian.PutUint64(r[40:], ntpTime(now))                   // transmit
	return r
}

// ntpTime counts from 1900 in seconds and 2^-32 seconds.
func ntpTime(t time.Time) uint64 {
	const from1900 = 2208988800
	return uint64(t.Unix()+from1900)<<32 | uint64(t.Nanosecond())<<32/1e9
}
