package host

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"regexp"
	"strings"
)

// Product is one security product as the operating system itself lists it.
type Product struct {
	Name   string       `json:"name"` // as its maker wrote it
	Kind   ProductKind  `json:"kind"`
	State  ProductState `json:"state"`
	Bundle string       `json:"bundle,omitempty"` // macOS: bundle identifier of the system extension
	Own    bool         `json:"own,omitempty"`    // the operating system's own
}

// Active reports whether the product may be at work: unknown counts as on.
func (p Product) Active() bool { return p.State == ProductOn || p.State == ProductUnknown }

// ProductKind is what a product is listed as.
type ProductKind string

// The kinds of product.
const (
	Antivirus     ProductKind = "antivirus"
	FirewallKind  ProductKind = "firewall"
	NetworkFilter ProductKind = "network-filter"    // macOS network extension: content filter, transparent proxy or VPN
	Endpoint      ProductKind = "endpoint-security" // macOS endpoint security extension
	Authority     ProductKind = "authority"         // a certificate authority that was added to this computer by hand (Linux)
)

// ProductState is whether a product is at work.
type ProductState string

// The states. Waiting is an extension that the person has not allowed yet.
const (
	ProductOn      ProductState = "on"
	ProductOff     ProductState = "off"
	ProductSnoozed ProductState = "snoozed"
	ProductExpired ProductState = "expired"
	ProductWaiting ProductState = "waiting"
	ProductUnknown ProductState = "unknown"
)

// SecurityProducts lists what the system knows about security software: Windows Security Center, macOS system
// extensions, or the authorities that were added to a Linux computer by hand. ErrUnsupported where the system keeps no
// list, as Windows Server.
func SecurityProducts(ctx context.Context) ([]Product, error) { return securityProducts(ctx) }

// wscState reads WSC_SECURITY_PRODUCT_STATE of wscapi.h.
func wscState(n int32) ProductState {
	switch n {
	case 0:
		return ProductOn
	case 1:
		return ProductOff
	case 2:
		return ProductSnoozed
	case 3:
		return ProductExpired
	}
	return ProductUnknown
}

// isWindowsOwn recognises Microsoft's products in the Security Center: their names are not translated.
func isWindowsOwn(name string) bool {
	n := strings.ToLower(name)
	return strings.Contains(n, "defender") && (strings.HasPrefix(n, "windows") || strings.HasPrefix(n, "microsoft")) || n == "windows firewall"
}

// extensionLine is one line of systemextensionsctl: enabled, active, team, bundle identifier (version), name, [state];
// separated by tabs. The name may be missing.
var extensionLine = regexp.MustCompile(`^(\*?)\t(\*?)\t([^\t]*)\t(\S+) \(([^)]*)\)\t([^\t]*?)\t?\[([a-z ]+)\]\s*$`)

// extensionSections are the headings whose extensions see the network's traffic.
var extensionSections = map[string]ProductKind{
	"com.apple.system_extension.network_extension": NetworkFilter, "com.apple.system_extension.endpoint_security": Endpoint,
}

// parseExtensions reads "systemextensionsctl list". Extensions that are on their way out are left out.
func parseExtensions(text []byte) []Product {
	var found []Product
	kind := ProductKind("")
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n")
		if heading, ok := strings.CutPrefix(line, "--- "); ok {
			name, _, _ := strings.Cut(heading, " ")
			kind = extensionSections[name]
			continue
		}
		m := extensionLine.FindStringSubmatch(line)
		if m == nil || kind == "" || strings.HasPrefix(m[7], "terminated") {
			continue
		}
		found = append(found, Product{Name: clip(extensionName(m[6], m[4])), Kind: kind, State: extensionState(m[1], m[2], m[7]), Bundle: clip(m[4])})
	}
	return found
}

func extensionName(name, bundle string) string {
	if name = strings.TrimSpace(name); name != "" {
		return name
	}
	return bundle
}

func extensionState(enabled, active, state string) ProductState {
	switch {
	case strings.Contains(state, "waiting for user"):
		return ProductWaiting
	case enabled == "*" && active == "*":
		return ProductOn
	}
	return ProductOff
}

// parseAuthorities reads certificate files as administrators put them into a Linux computer's store: PEM or DER.
func parseAuthorities(file []byte) []Product {
	var found []Product
	ders := [][]byte{}
	for rest := file; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		ders = append(ders, block.Bytes)
	}
	if len(ders) == 0 {
		ders = append(ders, file)
	}
	for _, der := range ders {
		if c, err := x509.ParseCertificate(der); err == nil && c.IsCA {
			found = append(found, Product{Name: clip(authorityName(c)), Kind: Authority, State: ProductOn})
		}
	}
	return found
}

func authorityName(c *x509.Certificate) string {
	if c.Subject.CommonName != "" {
		return c.Subject.CommonName
	}
	return strings.Join(c.Subject.Organization, ", ")
}
