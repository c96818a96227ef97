//go:build pictures

package main

import (
	"log"
	"os"
	"strings"
	"text/template"

	"linecheck/diag"
)

// say looks into ui/window/words.txt: the words as they were written beside the window.
func say(id string, args diag.Args) string {
	file, err := os.ReadFile("ui/window/words.txt")
	if err != nil {
		log.Fatal(err)
	}
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
	return "[" + id + "]"
}
