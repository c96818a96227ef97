package words

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Cells is how many columns of a terminal a text takes: signs of the East Asian scripts are two wide (Unicode, UAX 11).
func Cells(s string) (n int) {
	for _, r := range s {
		n++
		if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
			n++
		}
		if unicode.In(r, unicode.Mn, unicode.Me) {
			n--
		}
	}
	return n
}

// Chunks splits text after each place where a line may end: after blanks, and between the signs of scripts that write
// without them. A blank that holds a sign to its word, as French has them, is no such place.
func Chunks(s string) []string {
	var parts []string
	start := 0
	var before rune
	for i, r := range s {
		if i > start && (before == ' ' && r != ' ' || breakable(before) && !closing(r) || breakable(r) && before != ' ' && !closing(r)) {
			parts = append(parts, s[start:i])
			start = i
		}
		before = r
	}
	return append(parts, s[start:])
}

// breakable tells the scripts that write without spaces.
func breakable(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }

// closing signs stay with the sign before them.
func closing(r rune) bool {
	return strings.ContainsRune("、。，．」』）)]!?！？：；”’％…ーっゃゅょッャュョ", r)
}
