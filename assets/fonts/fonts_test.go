package fonts

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"
)

// Every sign of every language's messages has a glyph in both weights: none shows as a box on a computer without other fonts.
func TestEveryLanguageCanBeDrawn(t *testing.T) {
	files, err := filepath.Glob("../words/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, path := range files {
		language := strings.TrimSuffix(filepath.Base(path), ".json")
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for weight, face := range map[string][]byte{"regular": For(language).Regular, "bold": For(language).Bold} {
			if missing := withoutGlyph(t, face, string(b)); missing != "" {
				t.Errorf("%s, %s: no glyphs for %q; cut the font anew (make fonts)", language, weight, missing)
			}
		}
	}
}

func withoutGlyph(t *testing.T, face []byte, text string) string {
	t.Helper()
	font, err := sfnt.Parse(face)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[rune]bool{'\n': true, '\t': true}
	missing := ""
	var buf sfnt.Buffer
	for _, r := range text {
		if seen[r] {
			continue
		}
		seen[r] = true
		if i, err := font.GlyphIndex(&buf, r); err != nil || i == 0 {
			missing += string(r)
		}
	}
	return missing
}
