package window

import (
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"linecheck/assets/fonts"
)

// The colours of the window by what they are for.
const (
	inkText     fyne.ThemeColorName = "lc.text"
	inkMuted    fyne.ThemeColorName = "lc.muted"
	inkButton   fyne.ThemeColorName = "lc.button" // text on a primary button
	inkSign     fyne.ThemeColorName = "lc.sign"   // the sign inside a filled status icon
	fillPage    fyne.ThemeColorName = "lc.page"
	fillList    fyne.ThemeColorName = "lc.list"
	fillPicked  fyne.ThemeColorName = "lc.picked"
	fillHover   fyne.ThemeColorName = "lc.hover"
	fillPrimary fyne.ThemeColorName = "lc.primary"
	fillPressed fyne.ThemeColorName = "lc.pressed" // a primary button under the mouse
	lineRule    fyne.ThemeColorName = "lc.rule"
	lineEdge    fyne.ThemeColorName = "lc.edge" // of an outlined button
	lineUnknown fyne.ThemeColorName = "lc.unknown"
	toneFine    fyne.ThemeColorName = "lc.tone.fine"
	toneWarn    fyne.ThemeColorName = "lc.tone.warn"
	toneFault   fyne.ThemeColorName = "lc.tone.fault"
	toneGrey    fyne.ThemeColorName = "lc.tone.grey"
	tintFine    fyne.ThemeColorName = "lc.tint.fine"
	tintWarn    fyne.ThemeColorName = "lc.tint.warn"
	tintFault   fyne.ThemeColorName = "lc.tint.fault"
	tintGrey    fyne.ThemeColorName = "lc.tint.grey"
)

// palette is the one table of colours, light and dark, as 0xRRGGBB.
var palette = map[fyne.ThemeColorName][2]uint32{
	inkText:     {0x1b2330, 0xe6eaf0},
	inkMuted:    {0x5b6675, 0xa3adba},
	inkButton:   {0xffffff, 0xffffff},
	inkSign:     {0xffffff, 0x12161c},
	fillPage:    {0xffffff, 0x161b22},
	fillList:    {0xfafbfc, 0x1b212a},
	fillPicked:  {0xe4effc, 0x22354f},
	fillHover:   {0xf0f3f7, 0x252c37},
	fillPrimary: {0x1769d2, 0x2a6fd1},
	fillPressed: {0x115ab8, 0x2464c0},
	lineRule:    {0xdfe4ea, 0x2d3541},
	lineEdge:    {0xc4ccd5, 0x48525f},
	lineUnknown: {0xc4ccd5, 0x48525f},
	toneFine:    {0x2c8a4b, 0x4cb774},
	toneWarn:    {0xa87408, 0xe0ac3b},
	toneFault:   {0xc8501e, 0xf0824f},
	toneGrey:    {0x7b8694, 0x8a95a3},
	tintFine:    {0xf1faf4, 0x18291f},
	tintWarn:    {0xfdf7e8, 0x2d2616},
	tintFault:   {0xfdf1eb, 0x33201a},
	tintGrey:    {0xf6f8fa, 0x1f2630},

	theme.ColorNameBackground:      {0xffffff, 0x161b22},
	theme.ColorNameForeground:      {0x1b2330, 0xe6eaf0},
	theme.ColorNameScrollBar:       {0xc4ccd5, 0x48525f},
	theme.ColorNamePrimary:         {0x1769d2, 0x5a9bf0},
	theme.ColorNameInputBackground: {0xffffff, 0x161b22},
	theme.ColorNameInputBorder:     {0xc4ccd5, 0x48525f},
	theme.ColorNamePlaceHolder:     {0x5b6675, 0xa3adba},
	theme.ColorNameSelection:       {0xcfe1f8, 0x2f4a70},
	theme.ColorNameFocus:           {0x1769d2, 0x6aa8f7}, // the ring around what has the keyboard
}

// look is the window's theme. It stores no variant: light or dark comes with every question, so the window follows the
// system while it is open.
type look struct{ language string }

// Color looks into the palette first.
func (l look) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	pair, ok := palette[name]
	switch {
	case name == theme.ColorNameShadow || name == theme.ColorNameScrollBarBackground:
		return color.Transparent
	case !ok:
		return theme.DefaultTheme().Color(name, variant)
	case variant == theme.VariantDark:
		return rgb(pair[1])
	}
	return rgb(pair[0])
}

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}

// Font gives the language's own face; Fyne falls back to the system's fonts for signs that it does not have. Each face has a
// name of its own: Fyne keeps what it has read by name.
func (l look) Font(style fyne.TextStyle) fyne.Resource {
	face := fonts.For(l.language)
	switch {
	case style.Monospace || style.Symbol:
		return theme.DefaultTheme().Font(style)
	case style.Bold:
		return fyne.NewStaticResource(face.Name+"-Bold.otf", face.Bold)
	}
	return fyne.NewStaticResource(face.Name+"-Regular.otf", face.Regular)
}

// Icon leaves Fyne's own icons as they are.
func (l look) Icon(name fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(name) }

// Size makes the scroll bars slim.
func (l look) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameScrollBarSmall:
		return 4
	case theme.SizeNameScrollBar:
		return 10
	}
	return theme.DefaultTheme().Size(name)
}

// hex is a colour of the running theme as SVG writes it.
func hex(name fyne.ThemeColorName) string {
	r, g, b, _ := theme.Color(name).RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
