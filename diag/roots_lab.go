//go:build lab

package diag

import (
	"crypto/x509"
	"errors"
	"os"
)

// addLabRoots lets a made-up internet own the name zoom.us. Only builds with the tag lab contain this.
func addLabRoots(pool *x509.CertPool) error {
	path := os.Getenv("LINECHECK_LAB_ROOTS")
	if path == "" {
		return nil
	}
	pem, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !pool.AppendCertsFromPEM(pem) {
		return errors.New("LINECHECK_LAB_ROOTS holds no certificate")
	}
	return nil
}
