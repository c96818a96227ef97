package words

import (
	"strings"

	"golang.org/x/text/language"
)

// Language is a language that the program speaks.
type Language struct {
	Tag  string // BCP 47, and the name of its file
	Name string // in its own words
}

// Languages lists them in the order in which they are offered. English comes first: it is the source of all others.
func Languages() []Language {
	return []Language{
		{"en", "English"}, {"de", "Deutsch"}, {"es", "Español"}, {"fr", "Français"}, {"it", "Italiano"}, {"pl", "Polski"},
		{"pt-BR", "Português (Brasil)"}, {"tr", "Türkçe"}, {"uk", "Українська"}, {"ja", "日本語"}, {"zh-Hans", "简体中文"},
	}
}

// Match finds the language for what a system says it speaks: BCP 47 ("de-AT") or POSIX ("de_AT.UTF-8"), several split by
// colons (LANGUAGE of gettext), best first. English is the answer to everything that is not spoken.
func Match(wanted string) string {
	for name := range strings.SplitSeq(wanted, ":") {
		name, _, _ = strings.Cut(name, "@")
		name, _, _ = strings.Cut(name, ".")
		if tag := spoken(name); tag != "" {
			return tag
		}
	}
	return Languages()[0].Tag
}

// spoken is the file for one language, "" where there is none. Traditional Chinese is another script than the one we have:
// a reader of it is better served in English.
func spoken(name string) string {
	tag, err := language.Parse(name)
	if err != nil {
		return ""
	}
	base, _ := tag.Base()
	script, _ := tag.Script()
	for _, l := range Languages() {
		own := language.MustParse(l.Tag)
		ownBase, _ := own.Base()
		ownScript, _ := own.Script()
		if base == ownBase && script == ownScript {
			return l.Tag
		}
	}
	return ""
}
