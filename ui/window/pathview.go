package window

import "fyne.io/fyne/v2"

// pathView is the picture of the way: five stations with lines between them.
type pathView struct {
	stops   []*stopView
	content *fyne.Container
}

// stopView is one station with the line before it.
type stopView struct {
	line  *track
	icon  *icon
	title *text
	below *text
}

func newPathView() *pathView {
	p := &pathView{}
	var objects []fyne.CanvasObject
	for range stretches {
		s := &stopView{newTrack(), newIcon(stationWaiting), newText(fontStation, ""), newText(fontHop, "")}
		p.stops = append(p.stops, s)
		objects = append(objects, s.line, s.icon, s.title, s.below)
	}
	p.content = newFlow(p.arrange, objects...)
	return p
}

func (p *pathView) set(stations []station) {
	for i, st := range stations {
		s := p.stops[i]
		s.line.set(st.Line)
		s.icon.set(st.Shape)
		s.title.set(st.Title)
		s.below.set(st.Below)
	}
}

func (p *pathView) arrange(width float32, place placer) float32 {
	const top, side, air = 16, 42, 13
	margin := min(max(width*96/1120, 68), 150)
	step := (width - 2*margin) / float32(len(p.stops)-1)
	label := min(step-10, 2*margin-8)
	low := float32(0)
	for i, s := range p.stops {
		x := snap(margin+float32(i)*step, 1)
		if i > 0 {
			place(s.line, x-step+side/2+air, top+side/2-1.5, step-side-2*air, 3)
		}
		place(s.icon, x-side/2, top, side, side)
		titleHeight := heightOf(s.title, label)
		place(s.title, x-label/2, top+side+4, label, titleHeight)
		place(s.below, x-label/2, top+side+4+titleHeight, label, heightOf(s.below, label))
		low = max(low, top+side+4+titleHeight+heightOf(s.below, label))
	}
	return low + 12
}
