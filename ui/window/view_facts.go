package window

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
)

// fact is one line of the details for IT.
type fact struct{ Key, Value string }

// The details are for reading, the saved report is for everything.
const (
	maxFacts     = 60
	maxFactRunes = 240
)

// flatten makes lines of a check's raw facts, in the order of the document: an object in a list becomes one line
// ("address 10.0.0.1 · sent 3"), anything else one line each. more counts the lines beyond maxFacts.
func flatten(raw json.RawMessage) (facts []fact, more int) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	value, err := decode(d)
	if err != nil {
		return nil, 0
	}
	facts = lines("", value)
	if len(facts) > maxFacts {
		return facts[:maxFacts], len(facts) - maxFacts
	}
	return facts, 0
}

// member is a name and value of a JSON object. A map would lose the order in which the check put its facts.
type member struct {
	name  string
	value any // string, json.Number, bool, nil, []member or []any
}

func decode(d *json.Decoder) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		return decodeObject(d)
	case json.Delim('['):
		return decodeList(d)
	}
	return token, nil
}

func decodeObject(d *json.Decoder) (any, error) {
	members := []member{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		value, err := decode(d)
		if err != nil {
			return nil, err
		}
		members = append(members, member{fmt.Sprint(name), value})
	}
	_, err := d.Token()
	return members, err
}

func decodeList(d *json.Decoder) (any, error) {
	list := []any{}
	for d.More() {
		value, err := decode(d)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	_, err := d.Token()
	return list, err
}

func lines(key string, value any) []fact {
	switch value := value.(type) {
	case []member:
		return objectLines(key, value)
	case []any:
		return listLines(key, value)
	case nil:
		return nil
	}
	name, unit := unitOf(key)
	return []fact{{name, cut(clean(fmt.Sprint(value))) + unit}}
}

func objectLines(key string, members []member) []fact {
	var facts []fact
	for _, m := range members {
		facts = append(facts, lines(strings.TrimSpace(key+" "+clean(m.name)), m.value)...)
	}
	return facts
}

func listLines(key string, list []any) []fact {
	name, unit := unitOf(key)
	if text, ok := inline(list); ok {
		if text == "" {
			return nil
		}
		return []fact{{name, cut(text) + unit}}
	}
	var facts []fact
	for i, item := range list {
		numbered := fmt.Sprintf("%s %d", name, i+1)
		if text, ok := inline(item); ok {
			facts = append(facts, fact{numbered, cut(text)})
			continue
		}
		facts = append(facts, lines(numbered, item)...)
	}
	return facts
}

// inline writes a flat object or list on one line; ok is false for a list or object that holds an object itself.
func inline(value any) (text string, ok bool) {
	switch value := value.(type) {
	case []any:
		return inlineAll(value, ", ", inlineItem)
	case []member:
		return inlineAll(value, " · ", inlineMember)
	case nil:
		return "", true
	}
	return clean(fmt.Sprint(value)), true
}

func inlineAll[T any](parts []T, separator string, one func(T) (string, bool)) (text string, ok bool) {
	var texts []string
	for _, p := range parts {
		text, ok := one(p)
		if !ok {
			return "", false
		}
		if text != "" {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, separator), true
}

func inlineItem(item any) (text string, ok bool) {
	if _, object := item.([]member); object {
		return "", false
	}
	return inline(item)
}

func inlineMember(m member) (text string, ok bool) {
	if _, object := m.value.([]member); object {
		return "", false
	}
	value, ok := inline(m.value)
	if !ok || value == "" {
		return "", ok
	}
	name, unit := unitOf(clean(m.name))
	return name + " " + value + unit, true
}

// units are the endings of names that say in what a number is counted.
var units = []struct{ ending, sign string }{{"_ms", " ms"}, {"_bytes", " bytes"}, {"_percent", " %"}, {"_dbm", " dBm"}, {"_mbps", " Mbit/s"}, {"_s", " s"}}

// unitOf splits "rtt_ms" into "rtt" and " ms".
func unitOf(key string) (name, unit string) {
	for _, u := range units {
		if rest, ok := strings.CutSuffix(key, u.ending); ok {
			return strings.ReplaceAll(rest, "_", " "), u.sign
		}
	}
	return strings.ReplaceAll(key, "_", " "), ""
}

// clean takes out what could forge or scramble a line: control characters and marks that turn the writing direction.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// cut keeps a line readable; the saved report has all of it.
func cut(s string) string {
	if r := []rune(s); len(r) > maxFactRunes {
		return string(r[:maxFactRunes-1]) + "…"
	}
	return s
}
