package host

import (
	"fmt"
)

// ScriptQuestion asks for the proxy of one address. With Detect the script is looked for (WPAD), else it is at PACURL.
type ScriptQuestion struct {
	Address string // "https://zoom.us/"
	PACURL  string
	Detect  bool
}

// ScriptError is how Windows says that it has no answer: a code of winhttp.h, 12000 to 12199.
type ScriptError struct{ Code int }

// The codes that say what is wrong (Microsoft Learn, WinHttpGetProxyForUrl).
const (
	ScriptBad         = 12166 // an error in the script
	ScriptUnreachable = 12167 // it could not be downloaded
	ScriptScheme      = 12006 // neither http nor https
	ScriptNotFound    = 12180 // none is offered here: no fault
	scriptLogin       = 12015 // the server with the script wants a sign-in
)

func (e ScriptError) Error() string {
	return fmt.Sprintf("asking the proxy script: WinHTTP error %d", e.Code)
}
