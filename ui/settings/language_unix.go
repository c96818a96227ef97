//go:build !windows && !darwin

package settings

import "os"

// SystemLanguage is the language of this session, several split by colons; "" where it does not say.
func SystemLanguage() string { return posixLanguage(os.Getenv) }
