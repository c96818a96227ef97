package window

import (
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// TestContrast holds text to 4.5:1 and signs to 3:1 (WCAG 2.2, 1.4.3 and 1.4.11), light and dark.
func TestContrast(t *testing.T) {
	surfaces := []fyne.ThemeColorName{fillPage, fillList, fillPicked, fillHover}
	for _, c := range []struct {
		ink   []fyne.ThemeColorName
		on    []fyne.ThemeColorName
		least float64
	}{
		{[]fyne.ThemeColorName{inkText, inkMuted}, surfaces, 4.5},
		{[]fyne.ThemeColorName{inkButton}, []fyne.ThemeColorName{fillPrimary, fillPressed}, 4.5},
		{[]fyne.ThemeColorName{toneFine, toneFault, toneWarn, toneGrey}, surfaces, 3},
		{[]fyne.ThemeColorName{inkSign}, []fyne.ThemeColorName{toneFine, toneFault, toneWarn}, 3},
		{[]fyne.ThemeColorName{toneFine}, []fyne.ThemeColorName{tintFine}, 3},
		{[]fyne.ThemeColorName{toneFault}, []fyne.ThemeColorName{tintFault}, 3},
		{[]fyne.ThemeColorName{toneWarn}, []fyne.ThemeColorName{tintWarn}, 3},
		{[]fyne.ThemeColorName{toneGrey}, []fyne.ThemeColorName{tintGrey}, 3},
		{[]fyne.ThemeColorName{theme.ColorNameFocus}, surfaces, 3},
	} {
		for _, ink := range c.ink {
			for _, on := range c.on {
				for variant, name := range []string{"light", "dark"} {
					if got := contrast(palette[ink][variant], palette[on][variant]); got < c.least {
						t.Errorf("%s: %s on %s is %.2f:1, want %.1f:1", name, ink, on, got, c.least)
					}
				}
			}
		}
	}
}

func contrast(a, b uint32) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(v uint32) float64 {
	channel := func(shift int) float64 {
		c := float64(v>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0)
}

func TestThemeFollowsTheVariantItIsAskedFor(t *testing.T) {
	for name, pair := range palette {
		if (look{}).Color(name, theme.VariantLight) != rgb(pair[0]) || (look{}).Color(name, theme.VariantDark) != rgb(pair[1]) {
			t.Errorf("%s is not its own colour", name)
		}
	}
}
