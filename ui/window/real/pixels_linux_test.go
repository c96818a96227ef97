//go:build window

package real

import (
	"image"
	"image/color"
	"math"
)

// family is what a person would call a colour, the same in light and dark.
type family string

const (
	grey   family = "grey" // and black and white
	orange family = "orange"
	amber  family = "amber"
	green  family = "green"
	blue   family = "blue"
	other  family = "other"
)

// familyOf goes by hue, and calls everything pale grey.
func familyOf(c color.Color) family {
	r16, g16, b16, _ := c.RGBA()
	r, g, b := float64(r16), float64(g16), float64(b16)
	strong, weak := max(r, g, b), min(r, g, b)
	if strong-weak < 0.3*0xffff {
		return grey
	}
	hue := math.Mod(math.Atan2(math.Sqrt(3)*(g-b), 2*r-g-b)*180/math.Pi+360, 360)
	switch {
	case hue < 30:
		return orange
	case hue < 60:
		return amber
	case hue > 90 && hue < 165:
		return green
	case hue > 195 && hue < 235:
		return blue
	}
	return other
}

// part is a rectangle given in the window's own units, before scaling.
func part(scale float64, x0, y0, x1, y1 float64) image.Rectangle {
	at := func(v float64) int { return int(math.Round(v * scale)) }
	return image.Rect(at(x0), at(y0), at(x1), at(y1))
}

// share is how much of a part of the picture has a colour of this family, 0 to 1.
func share(i image.Image, r image.Rectangle, f family) float64 {
	r = r.Intersect(i.Bounds())
	if r.Empty() {
		return 0
	}
	n := 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if familyOf(i.At(x, y)) == f {
				n++
			}
		}
	}
	return float64(n) / float64(r.Dx()*r.Dy())
}

// badge is the colour of the verdict's disc at the top left: that of more than a third of the square around it, or grey.
func badge(i image.Image, scale float64) family {
	for _, f := range []family{green, orange, amber, blue} {
		if share(i, part(scale, 26, 20, 72, 66), f) > 0.35 {
			return f
		}
	}
	return grey
}

// running tells whether the blue bar of progress shows, which begins at the left edge under the header.
func running(i image.Image, scale float64) bool {
	return share(i, part(scale, 1, 70, 4, 260), blue) > 0
}

// colours counts the colours of a picture, to 64: a blank window has one.
func colours(i image.Image) int {
	seen := map[color.Color]bool{}
	for y := i.Bounds().Min.Y; y < i.Bounds().Max.Y && len(seen) < 64; y += 2 {
		for x := i.Bounds().Min.X; x < i.Bounds().Max.X; x += 2 {
			seen[i.At(x, y)] = true
		}
	}
	return len(seen)
}

// dark tells whether the page is dark, by its top left corner.
func dark(i image.Image) bool {
	r, _, _, _ := i.At(4, 4).RGBA()
	return r < 0x4000
}
