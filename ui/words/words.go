// Package words looks messages up. It loads the message files and knows nothing else of the program.
package words

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"text/template"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	files "linecheck/assets/words"
)

// Book is one language's messages at a time. It may be asked from any goroutine.
type Book struct {
	ids     map[string]bool // of English, which has them all
	current atomic.Pointer[speaker]
}

// speaker is a language that is spoken.
type speaker struct {
	tag       string
	localizer *i18n.Localizer
}

// Load opens the language that fits best; English stands in for what it lacks.
func Load(lang string) (*Book, error) {
	book := &Book{}
	return book, book.Use(Match(lang))
}

// Use changes to another language, one of Languages. What was said stays as it was.
func (b *Book) Use(lang string) error {
	if now := b.current.Load(); now != nil && now.tag == lang {
		return nil
	}
	if !slices.ContainsFunc(Languages(), func(l Language) bool { return l.Tag == lang }) {
		return fmt.Errorf("no messages in %q", lang)
	}
	bundle := i18n.NewBundle(language.English) // a new one: the old one may be asked meanwhile
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	for _, tag := range slices.Compact([]string{"en", lang}) {
		f, err := bundle.LoadMessageFileFS(files.Files, tag+".json")
		if err != nil {
			return fmt.Errorf("reading messages: %w", err)
		}
		if b.ids == nil {
			b.ids = idsOf(f.Messages)
		}
	}
	b.current.Store(&speaker{lang, i18n.NewLocalizer(bundle, lang, "en")})
	return nil
}

func idsOf(messages []*i18n.Message) map[string]bool {
	ids := map[string]bool{}
	for _, m := range messages {
		ids[m.ID] = true
	}
	return ids
}

// In is a book of its own in another language, for words to somebody else.
func (b *Book) In(lang string) (*Book, error) {
	if lang == "" || lang == b.Language() {
		return b, nil
	}
	return Load(lang)
}

// Language is the tag of the language that is spoken.
func (b *Book) Language() string { return b.current.Load().tag }

// Has reports whether there is a message with that id.
func (b *Book) Has(id string) bool { return b.ids[id] }

// IDs returns the ids of all messages.
func (b *Book) IDs() map[string]bool { return b.ids }

// Counted is implemented by values that decide between singular and plural.
type Counted interface{ Count() int }

// Say returns the message with values put in. A message that does not exist reads as its id in brackets: visible in
// every test, and never an empty screen.
func (b *Book) Say(id string, values any) string {
	config := &i18n.LocalizeConfig{MessageID: id, TemplateData: values, Funcs: template.FuncMap{"list": b.list, "clock": b.clock}}
	if c, ok := values.(Counted); ok {
		config.PluralCount = c.Count()
	}
	text, err := b.current.Load().localizer.Localize(config)
	if err != nil && text == "" {
		return "[" + id + "]"
	}
	return text
}

// maxListed is how many of a list a sentence names before it counts the rest.
const maxListed = 4

func (b *Book) list(items []string) string {
	if len(items) <= maxListed+1 { // "and 1 more" would be no shorter
		return strings.Join(items, ", ")
	}
	rest := struct {
		Text string
		N    int
	}{strings.Join(items[:maxListed], ", "), len(items) - maxListed}
	return b.Say("list.more", rest)
}

// counted is a number that decides between singular and plural.
type counted struct{ N int }

// Count is the number itself.
func (c counted) Count() int { return c.N }

// clock says in whole units by how much a clock is wrong: "3 h behind". Positive means that it must be put forward.
func (b *Book) clock(shift *time.Duration) string {
	if shift == nil {
		return ""
	}
	d, side := shift.Abs(), "-behind"
	if *shift < 0 {
		side = "-ahead"
	}
	hours := int(d.Round(time.Hour).Hours())
	switch {
	case d >= 48*time.Hour:
		return b.Say("clock.days"+side, counted{(hours + 12) / 24})
	case d >= 2*time.Hour:
		return b.Say("clock.hours"+side, counted{hours})
	case d >= 2*time.Minute:
		return b.Say("clock.minutes"+side, counted{int(d.Round(time.Minute).Minutes())})
	}
	return b.Say("clock.seconds", struct{ Text string }{b.Decimal(d.Seconds(), 1)})
}

// Decimal writes a number with so many places behind the decimal sign of the language.
func (b *Book) Decimal(v float64, places int) string {
	return strings.Replace(strconv.FormatFloat(v, 'f', places, 64), ".", b.Say("window.decimal-sign", nil), 1)
}
