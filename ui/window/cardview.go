package window

import "fyne.io/fyne/v2"

// cardView is one thing to do: words, and maybe a button at the right, or below where that would squeeze the words.
type cardView struct {
	back        *box
	title, text *text
	button      *button // nil for none
}

func (v *paneView) newCard(c card) *fyne.Container {
	k := &cardView{back: newBox(fillPage, lineRule, 8), title: newText(fontBody, c.Title), text: newText(fontNote, c.Text)}
	objects := []fyne.CanvasObject{k.back, k.title, k.text}
	if c.Button != nil {
		k.button = v.button(*c.Button)
		objects = append(objects, k.button)
	}
	return newFlow(k.arrange, objects...)
}

const (
	cardPad   = 14
	cardGap   = 16
	cardWords = 240 // the narrowest words beside a button
)

func (k *cardView) arrange(width float32, place placer) float32 {
	room := width - 2*cardPad
	if k.button == nil {
		return k.frame(width, k.words(cardPad-2, room, 0, place)+cardPad-2, place)
	}
	b := k.button.MinSize()
	if room-cardGap-b.Width < cardWords {
		y := k.words(cardPad-2, room, 0, place) + 10
		place(k.button, cardPad, y, b.Width, b.Height)
		return k.frame(width, y+b.Height+cardPad, place)
	}
	end := k.words(cardPad-2, room-cardGap-b.Width, b.Height, place)
	height := end + cardPad - 2
	place(k.button, width-cardPad-b.Width, snap((height-b.Height)/2, 1), b.Width, b.Height)
	return k.frame(width, height, place)
}

// words sets title and text in the middle of at least some height, and returns their end.
func (k *cardView) words(y, width, least float32, place placer) float32 {
	title, text := heightOf(k.title, width), heightOf(k.text, width)
	if k.text.value == "" {
		text = 0
	}
	top := y + snap(max(least-title-text, 0)/2, 1)
	place(k.title, cardPad, top, width, title)
	place(k.text, cardPad, top+title, width, text)
	return y + max(title+text, least)
}

func (k *cardView) frame(width, height float32, place placer) float32 {
	place(k.back, 0, 0, width, height)
	return height
}
