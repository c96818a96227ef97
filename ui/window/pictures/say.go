//go:build pictures

package main

import (
	"log"

	"linecheck/diag"
	"linecheck/ui/words"
)

var book, bookError = words.Load("en")

func say(id string, args diag.Args) string {
	if bookError != nil {
		log.Fatal(bookError)
	}
	return book.Say(id, args)
}
