//go:build pictures

package main

import (
	"log"
	"os"
	"strings"
	"text/template"

	"linecheck/diag"
	"linecheck/ui/words"
)

var book, bookError = words.Load("en")

// say looks into ui/window/words.txt first, where words wait until they are taken into the message files.
func say(id string, args diag.Args) string {
	if bookError != nil {
		log.Fatal(bookError)
	}
	file, _ := os.ReadFile("ui/window/words.txt")
	for l := range strings.Lines(string(file)) {
		name, text, _ := strings.Cut(strings.TrimSpace(l), " = ")
		if name != id {
			continue
		}
		var b strings.Builder
		if err := template.Must(template.New(id).Parse(text)).Execute(&b, args); err != nil {
			log.Fatal(err)
		}
		return b.String()
	}
	return book.Say(id, args)
}
