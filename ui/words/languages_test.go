package words_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"linecheck/diag"
	"linecheck/ui/words"
)

// forms are the plural categories that whole numbers below a million need (CLDR 46), besides "other".
var forms = map[string][]string{
	"en": {"one"}, "de": {"one"}, "fr": {"one"}, "es": {"one"}, "pt-BR": {"one"}, "it": {"one"}, "tr": {"one"},
	"pl": {"one", "few", "many"}, "uk": {"one", "few", "many"}, "ja": nil, "zh-Hans": nil,
}

// message is one entry of a message file: a text, or a text for each plural category.
type message map[string]string

func (m *message) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		*m = message{"other": text}
		return nil
	}
	return json.Unmarshal(b, (*map[string]string)(m))
}

func messages(t *testing.T, lang string) map[string]message {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, "assets/words", lang+".json"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]message{}
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEveryLanguageIsListed(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "assets/words/*.json"))
	if err != nil {
		t.Fatal(err)
	}
	var there, listed []string
	for _, f := range files {
		there = append(there, strings.TrimSuffix(filepath.Base(f), ".json"))
	}
	for _, l := range words.Languages() {
		listed = append(listed, l.Tag)
	}
	slices.Sort(listed)
	if !slices.Equal(there, listed) {
		t.Errorf("files for %v, and listed are %v", there, listed)
	}
}

// Every language says all that English says, with the same values in it, in all the plural forms it has.
func TestTranslations(t *testing.T) {
	english := messages(t, "en")
	for _, l := range words.Languages() {
		t.Run(l.Tag, func(t *testing.T) {
			t.Parallel()
			own := messages(t, l.Tag)
			for id := range own {
				if _, ok := english[id]; !ok {
					t.Errorf("%s is not in English", id)
				}
			}
			for id, source := range english {
				translated, ok := own[id]
				if !ok {
					t.Errorf("%s is missing", id)
					continue
				}
				checkForms(t, l.Tag, id, translated)
				checkValues(t, id, source, translated)
				for _, text := range translated {
					checkSigns(t, id, source["other"], text)
				}
			}
		})
	}
}

func checkForms(t *testing.T, lang, id string, m message) {
	t.Helper()
	if _, ok := m["other"]; !ok {
		t.Errorf("%s has no form for other numbers", id)
	}
	if len(m) == 1 {
		return
	}
	for _, form := range forms[lang] {
		if m[form] == "" {
			t.Errorf("%s has no form %q", id, form)
		}
	}
}

var (
	fields = regexp.MustCompile(`\.([A-Z][A-Za-z]*)`)
	inside = regexp.MustCompile(`\{\{.*?\}\}`)
	quoted = regexp.MustCompile(`"([^"]*)"`)
)

// valuesOf are the values and the fixed words that a message's templates ask for.
func valuesOf(m message) []string {
	var found []string
	for _, text := range m {
		for _, action := range inside.FindAllString(text, -1) {
			for _, f := range fields.FindAllStringSubmatch(action, -1) {
				found = append(found, f[1])
			}
			for _, q := range quoted.FindAllStringSubmatch(action, -1) {
				found = append(found, `"`+q[1]+`"`)
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func checkValues(t *testing.T, id string, source, translated message) {
	t.Helper()
	want, got := valuesOf(source), valuesOf(translated)
	if len(source) > 1 || len(translated) > 1 { // a form may leave the number out: "one added authority"
		want, got = slices.DeleteFunc(want, isNumber), slices.DeleteFunc(got, isNumber)
	}
	if !slices.Equal(want, got) {
		t.Errorf("%s asks for %v, English for %v", id, got, want)
	}
}

func isNumber(name string) bool { return name == "N" }

func checkSigns(t *testing.T, id, source, text string) {
	t.Helper()
	edge := func(s string) string { return s[len(strings.TrimRight(s, " ")):] }
	switch {
	case text == "":
		t.Errorf("%s says nothing", id)
	case strings.ContainsAny(text, "!！"):
		t.Errorf("%s shouts: %q", id, text)
	case strings.HasPrefix(text, " "), edge(source) != edge(text), strings.Contains(text, "  "):
		t.Errorf("%s has stray blanks: %q", id, text)
	case strings.Count(source, "\n") != strings.Count(text, "\n"):
		t.Errorf("%s has other lines: %q", id, text)
	case strings.HasSuffix(source, "…") != strings.HasSuffix(text, "…"):
		t.Errorf("%s is cut short otherwise: %q", id, text)
	}
	for _, r := range text {
		if r != '\n' && unicode.IsControl(r) || unicode.In(r, unicode.Cf) {
			t.Errorf("%s holds the invisible rune %U", id, r)
		}
	}
}

// Every message of every language can be said, with everything known and with one of a thing, and fits where it belongs.
func TestEveryLanguageReads(t *testing.T) {
	single := full
	single.Hosts, single.N, single.Total = []string{"zoom.us"}, 1, 1
	few := full
	few.Hosts, few.N = nil, 3
	for _, l := range words.Languages() {
		t.Run(l.Tag, func(t *testing.T) {
			t.Parallel()
			book, err := words.Load(l.Tag)
			if err != nil {
				t.Fatal(err)
			}
			for id := range book.IDs() {
				for _, args := range []diag.Args{full, single, few} {
					text := book.Say(id, args)
					n := utf8.RuneCountInString(text)
					switch {
					case text == "["+id+"]", strings.Contains(text, "<no value>"), strings.Contains(text, "{{"), strings.Contains(text, "%!"):
						t.Errorf("%s: %q", id, text)
					case strings.HasPrefix(id, "check.") && n > 44:
						t.Errorf("%s does not fit a checklist row: %d runes", id, n)
					case strings.Contains(id, ".headline") && n > 100:
						t.Errorf("%s is no headline: %d runes", id, n)
					case strings.HasPrefix(id, "window.") && strings.HasSuffix(text, "…") && n > 40:
						t.Errorf("%s is no button: %d runes", id, n)
					}
				}
			}
		})
	}
}

// The person's system says what it speaks in several ways.
func TestTheSystemsLanguageIsFound(t *testing.T) {
	for _, c := range []struct{ wanted, want string }{
		{"de_DE.UTF-8", "de"}, {"de-AT", "de"}, {"pt_PT", "pt-BR"}, {"pt-BR", "pt-BR"}, {"zh_CN.GB18030", "zh-Hans"}, {"zh-SG", "zh-Hans"},
		{"zh-Hans-CN", "zh-Hans"}, {"ja", "ja"}, {"uk_UA.UTF-8@euro", "uk"}, {"es-419", "es"}, {"fr-CA", "fr"}, {"tr-TR", "tr"}, {"pl", "pl"}, {"it_CH", "it"},
		{"C", "en"}, {"C.UTF-8", "en"}, {"POSIX", "en"}, {"", "en"}, {"sv_SE", "en"}, {"en_GB", "en"}, {"../../etc", "en"}, {"zh-TW", "en"}, {"zh_HK.UTF-8", "en"},
		{"sv:de:en", "de"}, {"sv_SE:en:de", "en"},
	} {
		if got := words.Match(c.wanted); got != c.want {
			t.Errorf("%q is taken for %s, want %s", c.wanted, got, c.want)
		}
	}
}
