// Package words carries the message files: every sentence a person reads, one file per language.
package words

import "embed"

// Files holds <lang>.json in go-i18n's format.
//
//go:embed *.json
var Files embed.FS
