// Command icons draws Linecheck's sign, a line that ends in a tick, and writes it in every form a system asks for:
// SVG, PNG from 16 to 1024 pixels, one .ico for Windows and one .icns for macOS. Run it with go generate ./assets/...
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/png"
	"log"
	"math"
	"os"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
)

type point struct{ x, y float64 }

// The sign on a square of 512: a line from the left that becomes a tick.
var sign = []point{{80, 276}, {170, 276}, {236, 346}, {414, 158}}

const (
	thick = 54
	blue  = "#1769d2"
)

func main() {
	test.NewApp()
	pictures := map[int][]byte{}
	for _, size := range []int{16, 24, 32, 48, 64, 128, 256, 512, 1024} {
		pictures[size] = render(size)
	}
	write("linecheck.svg", []byte(svg()))
	for _, size := range []int{16, 24, 32, 48, 64, 128, 256, 512} {
		write(fmt.Sprintf("linecheck-%d.png", size), pictures[size])
	}
	write("linecheck.ico", ico(pictures))
	write("linecheck.icns", icns(pictures))
}

func write(name string, data []byte) {
	if err := os.WriteFile(name, data, 0o644); err != nil {
		log.Fatal(err)
	}
}

// svg uses filled shapes only: strokes do not scale in every renderer.
func svg() string {
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="0 0 512 512">` + "\n")
	fmt.Fprintf(&b, `<rect x="16" y="16" width="480" height="480" rx="112" ry="112" fill="%s"/>`+"\n", blue)
	for i, p := range sign {
		fmt.Fprintf(&b, `<circle cx="%g" cy="%g" r="%g" fill="#ffffff"/>`+"\n", p.x, p.y, thick/2.0)
		if i > 0 {
			fmt.Fprintf(&b, `<path d="%s" fill="#ffffff"/>`+"\n", bar(sign[i-1], p))
		}
	}
	return b.String() + "</svg>\n"
}

// bar is the outline of a straight stroke.
func bar(from, to point) string {
	long := math.Hypot(to.x-from.x, to.y-from.y)
	dx, dy := (to.y-from.y)/long*thick/2, -(to.x-from.x)/long*thick/2
	return fmt.Sprintf("M%.1f %.1f L%.1f %.1f L%.1f %.1f L%.1f %.1f Z",
		from.x+dx, from.y+dy, to.x+dx, to.y+dy, to.x-dx, to.y-dy, from.x-dx, from.y-dy)
}

func render(size int) []byte {
	c := software.NewTransparentCanvas()
	c.SetPadded(false)
	c.SetContent(canvas.NewImageFromResource(fyne.NewStaticResource(fmt.Sprint("sign", size, ".svg"), []byte(svg()))))
	c.Resize(fyne.NewSquareSize(float32(size)))
	var b bytes.Buffer
	if err := png.Encode(&b, exactly(c.Capture(), size)); err != nil {
		log.Fatal(err)
	}
	return b.Bytes()
}

// exactly guards against a canvas that was scaled: a wrong size would be refused by the systems.
func exactly(i image.Image, size int) image.Image {
	if i.Bounds().Dx() != size || i.Bounds().Dy() != size {
		log.Fatalf("drew %v where %d was asked", i.Bounds(), size)
	}
	return i
}

// ico packs PNGs as Windows has read them since Vista. https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10)
func ico(pictures map[int][]byte) []byte {
	sizes := []int{16, 24, 32, 48, 64, 128, 256}
	var head, body bytes.Buffer
	put := func(v any) { binary.Write(&head, binary.LittleEndian, v) }
	put([3]uint16{0, 1, uint16(len(sizes))})
	start := 6 + 16*len(sizes)
	for _, size := range sizes {
		put([4]uint8{uint8(size), uint8(size), 0, 0}) // 256 is written as 0
		put([2]uint16{1, 32})
		put([2]uint32{uint32(len(pictures[size])), uint32(start + body.Len())})
		body.Write(pictures[size])
	}
	return append(head.Bytes(), body.Bytes()...)
}

// icns packs PNGs under Apple's four-letter types; the second of a pair is the double-resolution form.
func icns(pictures map[int][]byte) []byte {
	var body bytes.Buffer
	for _, e := range []struct {
		kind string
		size int
	}{{"icp4", 16}, {"ic11", 32}, {"icp5", 32}, {"ic12", 64}, {"ic07", 128}, {"ic13", 256}, {"ic08", 256}, {"ic14", 512}, {"ic09", 512}, {"ic10", 1024}} {
		body.WriteString(e.kind)
		binary.Write(&body, binary.BigEndian, uint32(8+len(pictures[e.size])))
		body.Write(pictures[e.size])
	}
	head := binary.BigEndian.AppendUint32([]byte("icns"), uint32(8+body.Len()))
	return append(head, body.Bytes()...)
}
