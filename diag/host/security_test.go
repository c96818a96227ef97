package host

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"reflect"
	"testing"
	"time"
)

const extensionList = `3 extension(s)
--- com.apple.system_extension.network_extension (Go to 'System Settings > General > Login Items & Extensions > Network Extensions' to modify these system extension(s))
enabled	active	teamID	bundleID (version)	name	[state]
*	*	78UFGP42EU	ch.tripmode.TripMode.FilterExtension (3.1.0/1304)	FilterExtension	[activated enabled]
		ABCDE12345	com.example.filter (1.0/1)	Example Filter	[activated waiting for user]
		W5364U7YZB	com.adguard.mac.adguard.network-extension (2.12/1)	AdGuard	[terminated waiting to uninstall on reboot]
*	*	MLZF7K7B5R	at.obdev.littlesnitch.networkextension (6.1/6500)	[activated enabled]
--- com.apple.system_extension.endpoint_security
enabled	active	teamID	bundleID (version)	name	[state]
*		X9E956P446	com.crowdstrike.falcon.Agent (7.10/185.3)	Agent	[activated disabled]
--- com.apple.system_extension.driver_extension
enabled	active	teamID	bundleID (version)	name	[state]
*	*	FLZ4T4GNW3	com.example.mouse.driver (1.0/1)	Mouse	[activated enabled]
`

func TestSystemExtensions(t *testing.T) {
	want := []Product{
		{Name: "FilterExtension", Kind: NetworkFilter, State: ProductOn, Bundle: "ch.tripmode.TripMode.FilterExtension"},
		{Name: "Example Filter", Kind: NetworkFilter, State: ProductWaiting, Bundle: "com.example.filter"},
		{Name: "at.obdev.littlesnitch.networkextension", Kind: NetworkFilter, State: ProductOn, Bundle: "at.obdev.littlesnitch.networkextension"},
		{Name: "Agent", Kind: Endpoint, State: ProductOff, Bundle: "com.crowdstrike.falcon.Agent"},
	}
	if got := parseExtensions([]byte(extensionList)); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	old := "--- com.apple.system_extension.network_extension\r\n*\t*\tTEAM\tcom.x.y (1)\tX\t[activated enabled]\r\n"
	if got := parseExtensions([]byte(old)); len(got) != 1 || got[0].State != ProductOn {
		t.Errorf("an older macOS: %+v", got)
	}
	if got := parseExtensions([]byte("0 extension(s)\n")); len(got) != 0 {
		t.Errorf("none: %+v", got)
	}
}

func TestAuthoritiesAddedByHand(t *testing.T) {
	ca, leaf := certificateOf(t, "Example Filter CA", true), certificateOf(t, "server.example", false)
	file := append(asPEM(ca), asPEM(leaf)...)
	if got := parseAuthorities(file); len(got) != 1 || got[0].Name != "Example Filter CA" || got[0].Kind != Authority || !got[0].Active() {
		t.Errorf("a PEM file: %+v", got)
	}
	if got := parseAuthorities(ca); len(got) != 1 {
		t.Errorf("a DER file: %+v", got)
	}
	if got := parseAuthorities([]byte("README")); len(got) != 0 {
		t.Errorf("no certificate: %+v", got)
	}
}

func asPEM(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func certificateOf(t *testing.T, name string, ca bool) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now(),
		NotAfter: time.Now().Add(time.Hour), IsCA: ca, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestSecurityCenterStates(t *testing.T) {
	for n, want := range map[int32]ProductState{0: ProductOn, 1: ProductOff, 2: ProductSnoozed, 3: ProductExpired, -1: ProductUnknown, 9: ProductUnknown} {
		if got := wscState(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
	for name, want := range map[string]bool{"Windows Defender": true, "Microsoft Defender Antivirus": true, "Windows Firewall": true, "Avast Antivirus": false, "Web Defender Pro": false} {
		if isWindowsOwn(name) != want {
			t.Errorf("%s is Windows' own: %v", name, !want)
		}
	}
}

// Whatever this system keeps, asking for it works or says that there is nothing to ask.
func TestSecurityProductsOfThisComputer(t *testing.T) {
	list, err := SecurityProducts(t.Context())
	if err != nil && !errors.Is(err, ErrUnsupported) {
		t.Error(err)
	}
	for _, p := range list {
		if p.Name == "" || p.Kind == "" || p.State == "" {
			t.Errorf("incomplete: %+v", p)
		}
	}
}
