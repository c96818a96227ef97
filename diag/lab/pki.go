package lab

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"sync"
	"time"
)

const day = 24 * time.Hour

// authority signs server certificates. Its certificates are cached by name: a world asks for the same few again
// and again.
type authority struct {
	cert *x509.Certificate
	key  crypto.Signer
	now  func() time.Time

	mu     sync.Mutex
	issued map[string]*tls.Certificate
}

// newAuthority makes a root. It is valid for ten years around now, so that a computer whose clock is off trusts the
// root and refuses the leaf, which is what happens in life.
func newAuthority(organisation, name string, now func() time.Time) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	t := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{Organization: []string{organisation}, CommonName: name},
		NotBefore:             now().Add(-3650 * day),
		NotAfter:              now().Add(3650 * day),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("signing the root %s: %w", name, err)
	}
	cert, err := x509.ParseCertificate(der)
	return &authority{cert: cert, key: key, now: now, issued: map[string]*tls.Certificate{}}, err
}

// issue returns a certificate for name and further names or addresses, valid from 30 days ago for 90 days, as
// public certificates are.
func (a *authority) issue(name string, more ...string) (*tls.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c := a.issued[name]; c != nil {
		return c, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.CreateCertificate(rand.Reader, a.leaf(append([]string{name}, more...)), a.cert, key.Public(), a.key)
	if err != nil {
		return nil, fmt.Errorf("signing a certificate for %s: %w", name, err)
	}
	c := &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	a.issued[name] = c
	return c, nil
}

func (a *authority) leaf(names []string) *x509.Certificate {
	t := &x509.Certificate{
		SerialNumber: big.NewInt(int64(len(a.issued)) + 2),
		Subject:      pkix.Name{CommonName: names[0]},
		NotBefore:    a.now().Add(-30 * day),
		NotAfter:     a.now().Add(60 * day),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	for _, n := range names {
		if ip := net.ParseIP(n); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, n)
		}
	}
	return t
}

// pem returns the root as a certificate file holds it.
func (a *authority) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
}

// Root is a made-up authority, for servers that are not the lab's own.
type Root struct{ a *authority }

// NewRoot makes an authority, valid around now.
func NewRoot(organisation, name string) (Root, error) {
	a, err := newAuthority(organisation, name, time.Now)
	return Root{a}, err
}

// PEM returns the root as a certificate file holds it.
func (r Root) PEM() []byte { return r.a.pem() }

// Key returns the root's own key, PKCS 8 in PEM.
func (r Root) Key() ([]byte, error) { return keyPEM(r.a.key) }

// Issue returns a certificate for names or addresses and its key, both in PEM.
func (r Root) Issue(name string, more ...string) (cert, key []byte, err error) {
	c, err := r.a.issue(name, more...)
	if err != nil {
		return nil, nil, err
	}
	key, err = keyPEM(c.PrivateKey)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate[0]}), key, err
}

func keyPEM(key any) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), err
}
