package settings

// posixLanguage reads the environment as gettext does: LC_ALL, LC_MESSAGES and LANG in this order name the locale, and
// LANGUAGE lists better ones, but not when the locale is C.
// https://www.gnu.org/software/gettext/manual/html_node/The-LANGUAGE-variable.html
func posixLanguage(env func(string) string) string {
	locale := ""
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale = env(name); locale != "" {
			break
		}
	}
	if locale == "" || locale == "C" || locale == "POSIX" {
		return locale
	}
	if list := env("LANGUAGE"); list != "" {
		return list
	}
	return locale
}
