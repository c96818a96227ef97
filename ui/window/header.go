package window

import "fyne.io/fyne/v2"

// narrow is the width below which buttons go under the text they stand beside.
const narrow = 960

// header is the verdict: a badge, a headline, its meaning, and at most two buttons.
type header struct {
	badge    *icon
	headline *text
	meaning  *text
	buttons  [2]*button
	content  *fyne.Container
}

func newHeader(h host) *header {
	v := &header{badge: newIcon(badgeRunning), headline: newText(fontHeadline, ""), meaning: newText(fontMeaning, "")}
	for i := range v.buttons {
		v.buttons[i] = newButton(outline, action{}, h)
	}
	v.content = newFlow(v.arrange, v.badge, v.headline, v.meaning, v.buttons[0], v.buttons[1])
	return v
}

func (h *header) set(v view) {
	h.badge.set(v.Badge)
	h.headline.set(v.Headline)
	h.meaning.set(v.Meaning)
	for i, b := range h.buttons {
		if i >= len(v.Buttons) {
			b.Hide()
			continue
		}
		b.set(kindOf(v.Buttons[i]), v.Buttons[i])
		b.Show()
	}
}

func kindOf(a action) buttonKind {
	if a.Primary {
		return primary
	}
	return outline
}

func (h *header) arrange(width float32, place placer) float32 {
	const left, right, top, gap = 90, 26, 20, 28
	wide := float32(0)
	for _, b := range h.visible() {
		wide = max(wide, b.MinSize().Width)
	}
	textWidth := width - left - right
	if width >= narrow {
		wide = max(wide, 160)
		textWidth -= wide + gap
	}
	place(h.badge, 26, top, 46, 46)
	y := float32(top) + heightOf(h.headline, textWidth)
	place(h.headline, left, top, textWidth, y-top)
	y += 4
	place(h.meaning, left, y, textWidth, heightOf(h.meaning, textWidth))
	y += heightOf(h.meaning, textWidth)
	if width >= narrow {
		return max(y, h.stack(width-right-wide, top, wide, place)-8, 102) + 20
	}
	if len(h.visible()) == 0 {
		return y + 18
	}
	return h.line(left, y+14, place) + 18
}

// stack puts the buttons one under the other.
func (h *header) stack(x, y, width float32, place placer) float32 {
	for _, b := range h.visible() {
		place(b, x, y, width, b.MinSize().Height)
		y += b.MinSize().Height + 8
	}
	return y
}

// line puts the buttons side by side.
func (h *header) line(x, y float32, place placer) float32 {
	for _, b := range h.visible() {
		size := b.MinSize()
		place(b, x, y, size.Width, size.Height)
		x += size.Width + 8
	}
	return y + h.buttons[0].MinSize().Height
}

func (h *header) visible() []*button {
	for i, b := range h.buttons {
		if !b.Visible() {
			return h.buttons[:i]
		}
	}
	return h.buttons[:]
}
