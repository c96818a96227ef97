package window

import "fyne.io/fyne/v2"

// addDetails puts the fold at the end of the pane and, while it is open, the facts under it.
func (v *paneView) addDetails(p pane, open bool) {
	if len(p.Facts) == 0 {
		return
	}
	b := v.button(action{Do: doDetails, Label: v.say("window.details")})
	b.set(fold, b.action)
	b.open(open)
	v.add(12, atLeft(b))
	if !open {
		return
	}
	v.add(2, newFacts(p.Facts))
	if p.More != "" {
		v.add(4, newText(fontNote, p.More))
	}
	c := v.button(action{Do: doCopy, Label: v.say("window.copy-details")})
	c.set(quiet, c.action)
	v.items = append(v.items, item{object: atLeft(c), above: 4, shift: 8})
}

// atLeft keeps a button as wide as its label.
func atLeft(b *button) *fyne.Container {
	return newFlow(func(_ float32, place placer) float32 {
		size := b.MinSize()
		place(b, 0, 0, size.Width, size.Height)
		return size.Height
	}, b)
}

// factsView is two columns: names, as wide as the widest but at most a good third, and values.
type factsView struct{ keys, values []*text }

func newFacts(facts []fact) *fyne.Container {
	v := &factsView{}
	var objects []fyne.CanvasObject
	for _, f := range facts {
		key, value := newText(fontSmall, f.Key), newText(fontFact, f.Value)
		v.keys, v.values = append(v.keys, key), append(v.values, value)
		objects = append(objects, key, value)
	}
	return newFlow(v.arrange, objects...)
}

func (v *factsView) arrange(width float32, place placer) float32 {
	const gap = 18
	keyWidth, y := float32(0), float32(0)
	for _, k := range v.keys {
		keyWidth = max(keyWidth, k.natural())
	}
	keyWidth = min(keyWidth, snap(width*0.36, 1))
	for i, k := range v.keys {
		key, value := heightOf(k, keyWidth), heightOf(v.values[i], width-keyWidth-gap)
		place(k, 0, y+1, keyWidth, key)
		place(v.values[i], keyWidth+gap, y, width-keyWidth-gap, value)
		y += max(key+2, value) + 2
	}
	return y
}
