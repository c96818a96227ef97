package ui

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"linecheck/diag"
)

// FactLine is one raw fact, ready to be shown: "controls.0.rtt_ms" and "31".
type FactLine struct{ Key, Value string }

// maxFactLines bounds what a details view shows of one check.
const maxFactLines = 400

// FactLines flattens a check's facts in their own order. Values are cleaned: they come from the network.
func FactLines(facts json.RawMessage) []FactLine {
	d := json.NewDecoder(bytes.NewReader(facts))
	d.UseNumber()
	var lines []FactLine
	if len(facts) > 0 {
		_ = flatten(d, "", &lines) // half a document still shows its first half
	}
	return lines
}

func flatten(d *json.Decoder, path string, lines *[]FactLine) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	open, compound := t.(json.Delim)
	if !compound {
		if len(*lines) < maxFactLines {
			*lines = append(*lines, FactLine{path, diag.Clean(fmt.Sprint(t), 200)})
		}
		return nil
	}
	for i := 0; d.More(); i++ {
		key := strconv.Itoa(i)
		if open == '{' {
			k, err := d.Token()
			if err != nil {
				return err
			}
			key = diag.Clean(fmt.Sprint(k), 60)
		}
		if err := flatten(d, join(path, key), lines); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// Bytes says a number of bytes in kB, as people read it.
func Bytes(n int64) string { return strconv.FormatInt((n+500)/1000, 10) + " kB" }
