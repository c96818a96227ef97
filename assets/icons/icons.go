// Package icons holds Linecheck's own sign in every size a system asks for. All files here are made by assets/gen/icons.
package icons

import _ "embed"

//go:generate go run ../gen/icons

// Window is the picture for the window's title bar and the task bar, 256 pixels wide.
//
//go:embed linecheck-256.png
var Window []byte
