package host

import (
	"testing"

	"golang.org/x/sys/windows"
)

// skipUnderWine leaves a test to real Windows. lacks names what Wine (8.0) does not have.
func skipUnderWine(t *testing.T, lacks string) {
	t.Helper()
	if underWine() {
		t.Skipf("Wine is not Windows: %s", lacks)
	}
}

// underWine goes by a function that only Wine's ntdll exports.
func underWine() bool {
	return windows.NewLazySystemDLL("ntdll.dll").NewProc("wine_get_version").Find() == nil
}
