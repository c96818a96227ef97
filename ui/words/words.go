// Package words looks messages up. It loads the message files and knows nothing else of the program.
package words

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/template"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	files "linecheck/assets/words"
)

// Book is one language's messages.
type Book struct {
	localizer *i18n.Localizer
	ids       map[string]bool
}

// Load opens a language; English stands in for what it lacks.
func Load(lang string) (*Book, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	entries, err := files.Files.ReadDir(".")
	if err != nil {
		return nil, fmt.Errorf("reading messages: %w", err)
	}
	book := &Book{ids: map[string]bool{}}
	for _, e := range entries {
		f, err := bundle.LoadMessageFileFS(files.Files, e.Name())
		if err != nil {
			return nil, fmt.Errorf("reading messages: %w", err)
		}
		for _, m := range f.Messages {
			book.ids[m.ID] = true
		}
	}
	book.localizer = i18n.NewLocalizer(bundle, lang, "en")
	return book, nil
}

// Has reports whether there is a message with that id.
func (b *Book) Has(id string) bool { return b.ids[id] }

// IDs returns the ids of all messages.
func (b *Book) IDs() map[string]bool { return b.ids }

// Counted is implemented by values that decide between singular and plural.
type Counted interface{ Count() int }

// Say returns the message with values put in. A message that does not exist reads as its id in brackets: visible in
// every test, and never an empty screen.
func (b *Book) Say(id string, values any) string {
	config := &i18n.LocalizeConfig{MessageID: id, TemplateData: values, Funcs: template.FuncMap{"list": b.list}}
	if c, ok := values.(Counted); ok {
		config.PluralCount = c.Count()
	}
	text, err := b.localizer.Localize(config)
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
