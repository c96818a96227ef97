// Package maker knows who makes what stands between a computer and Zoom: how the certificates of TLS-inspecting products
// are signed, and what their programs are called. It is data and three look-ups; it imports nothing of ours.
package maker

import (
	"regexp"
	"strings"
	"sync"
)

// Date is when the table was last gone through, YYYY-MM-DD.
const Date = "2026-11-20"

// Kind is where a product does its work.
type Kind string

// The kinds.
const (
	Computer Kind = "computer" // a program on the computer itself
	Network  Kind = "network"  // a box or a cloud service that the network sends its traffic through
	Either   Kind = "either"   // an agent and a gateway that sign with the same authority
)

// Maker is one product, or one maker's family of products.
type Maker struct {
	Name string
	Kind Kind
	// Seen: the names of the authority come from its certificates or its maker's papers. Otherwise they are general
	// knowledge, and the match is worth less.
	Seen       bool
	Signs      []Names  // as any of these; empty for products that sign nothing
	Programs   []string // process names, lower case, without ".exe"; a trailing * stands for anything
	Extensions []string // how the bundle identifiers of macOS system extensions begin
}

// Names are the fields of an issuer, each as a regular expression for the whole field, whatever its case; "" fits
// everything.
type Names struct{ CommonName, Organization, Unit string }

// ByIssuer finds the product that signs in this name. The fields are those of a certificate's issuer.
func ByIssuer(commonName, organization, unit string) (Maker, bool) {
	for i, patterns := range compiled() {
		for _, p := range patterns {
			if p.fits(commonName, organization, unit) {
				return table[i], true
			}
		}
	}
	return Maker{}, false
}

// ByProgram finds the product a process belongs to. The name may end in ".exe", and it may be a name that the system
// has cut off after 15 characters.
func ByProgram(process string) (Maker, bool) {
	name := strings.TrimSuffix(strings.ToLower(process), ".exe")
	if name == "" {
		return Maker{}, false
	}
	for _, m := range table {
		for _, p := range m.Programs {
			if isProgram(name, p) {
				return m, true
			}
		}
	}
	return Maker{}, false
}

// cutAt is where Linux and macOS cut the name of a process.
const cutAt = 15

func isProgram(name, pattern string) bool {
	if start, wild := strings.CutSuffix(pattern, "*"); wild {
		return strings.HasPrefix(name, start)
	}
	return name == pattern || len(name) >= cutAt && strings.HasPrefix(pattern, name)
}

// ByProduct finds a product by the name it gives itself, such as "Avast Antivirus" or "Kaspersky Plus".
func ByProduct(name string) (Maker, bool) {
	given := strings.ToLower(name)
	if rest, windows := strings.CutPrefix(given, "windows defender"); windows {
		given = "microsoft defender" + rest
	}
	for _, m := range table {
		for _, known := range strings.Split(strings.ToLower(m.Name), " / ") {
			if given == known || strings.HasPrefix(given, known+" ") {
				return m, true
			}
		}
	}
	return Maker{}, false
}

// ByExtension finds the product a macOS system extension belongs to.
func ByExtension(bundleID string) (Maker, bool) {
	id := strings.ToLower(bundleID)
	for _, m := range table {
		for _, start := range m.Extensions {
			if strings.HasPrefix(id, start) {
				return m, true
			}
		}
	}
	return Maker{}, false
}

// All returns the table.
func All() []Maker { return table }

// pattern is Names made ready; nil fits everything.
type pattern struct{ commonName, organization, unit *regexp.Regexp }

func (p pattern) fits(commonName, organization, unit string) bool {
	return fits(p.commonName, commonName) && fits(p.organization, organization) && fits(p.unit, unit)
}

func fits(r *regexp.Regexp, s string) bool { return r == nil || r.MatchString(s) }

var compiled = sync.OnceValue(func() [][]pattern {
	all := make([][]pattern, len(table))
	for i, m := range table {
		for _, n := range m.Signs {
			all[i] = append(all[i], pattern{whole(n.CommonName), whole(n.Organization), whole(n.Unit)})
		}
	}
	return all
})

// whole matches a field from end to end: a customer may well be called something with a maker's name in it.
func whole(expression string) *regexp.Regexp {
	if expression == "" {
		return nil
	}
	return regexp.MustCompile(`(?i)^(?:` + expression + `)$`)
}
