package diag

import (
	"io"
	"log"
)

// quiet keeps what test servers complain about from the test output.
func quiet() *log.Logger { return log.New(io.Discard, "", 0) }
