package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// plot draws a season of the product that sells most and how well ranges and
// confidence hold, as SVG files in a folder. Equal scores make equal files.
func plot(folder string, s *scorer) error {
	for name, svg := range map[string]string{"forecast-season.svg": s.season(), "forecast-calibration.svg": s.calibration()} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(svg), 0o644); err != nil { //nolint:gosec // a drawing for everybody
			return fmt.Errorf("backtest: draw: %w", err)
		}
	}
	return nil
}

// The size of a drawing, and of its margins.
const width, height, margin = 860, 360, 44

// drawing collects the elements of an SVG whose plane goes from 0 to right and top.
type drawing struct {
	strings.Builder
	right, top float64
}

func newDrawing(title string, right, top float64) *drawing {
	d := &drawing{right: right, top: top}
	fmt.Fprintf(d, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n", width, height)
	fmt.Fprintf(d, `<rect width="%d" height="%d" fill="#fff"/><text x="%d" y="20" font-size="14">%s</text>`+"\n", width, height, margin, title)
	for i := range 5 {
		v := top * float64(i) / 4
		fmt.Fprintf(d, `<path d="M%d %.1fH%d" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%.4g</text>`+"\n", margin, d.y(v), width-margin/2, margin-6, d.y(v)+4, v)
	}
	return d
}

func (d *drawing) x(v float64) float64 { return margin + v/d.right*(width-1.5*margin) }
func (d *drawing) y(v float64) float64 { return height - margin - v/d.top*(height-2*margin) }

// line draws a line through points, or fills it with a colour.
func (d *drawing) line(points [][2]float64, style string) {
	command := "M"
	d.WriteString(`<path d="`)
	for _, p := range points {
		fmt.Fprintf(d, "%s%.1f %.1f", command, d.x(p[0]), d.y(p[1]))
		command = "L"
	}
	fmt.Fprintf(d, "\" %s/>\n", style)
}

func (d *drawing) label(x float64, text string) {
	fmt.Fprintf(d, `<text x="%.1f" y="%d" text-anchor="middle">%s</text>`+"\n", d.x(x), height-margin+18, text)
}

func (d *drawing) end(legend string) string {
	fmt.Fprintf(d, "<text x=\"%d\" y=\"%d\">%s</text>\n</svg>\n", margin, height-8, legend)
	return d.String()
}

// season draws demand, expectation, 80 % range and order of the pair that sells most.
func (s *scorer) season() string {
	units := map[[3]string]float64{}
	var best [3]string
	for i := range s.rows {
		n := s.rows[i].row.names
		k := [3]string(n[:3])
		if units[k] += s.rows[i].truth; units[k] > units[best] {
			best = k
		}
	}
	var rows []scored
	top := 0.0
	for _, r := range s.rows {
		if [3]string(r.row.names[:3]) == best {
			rows = append(rows, r)
			top = max(top, r.truth, r.quantiles[q90])
		}
	}
	slices.SortStableFunc(rows, byDay)
	d := newDrawing(fmt.Sprintf("%s at %s", best[2], best[1]), float64(max(len(rows)-1, 1)), math.Ceil(1.1*top))
	var band, low, expected, order, truth [][2]float64
	for i, r := range rows {
		x := float64(i)
		band = append(band, [2]float64{x, r.quantiles[q90]})
		low = append(low, [2]float64{x, r.quantiles[q10]})
		expected = append(expected, [2]float64{x, r.forecast.Mean})
		order = append(order, [2]float64{x, r.quantiles[q75]})
		truth = append(truth, [2]float64{x, r.truth})
		if i%max(len(rows)/6, 1) == 0 {
			d.label(x, r.row.names[3])
		}
	}
	slices.Reverse(low)
	d.line(append(band, low...), `fill="#cfe3f5"`)
	d.line(order, `fill="none" stroke="#d07a00" stroke-dasharray="4 3"`)
	d.line(expected, `fill="none" stroke="#1f6fb2" stroke-width="2"`)
	d.line(truth, `fill="none" stroke="#222"`)
	return d.end("black: what was wanted · blue: expected, with the 80 % range · orange: to bring at 3:1")
}

// calibration draws how often demand was below each quantile, and came as near as the
// confidence said.
func (s *scorer) calibration() string {
	d := newDrawing("What was said, and how often it held", 1, 1)
	d.line([][2]float64{{0, 0}, {1, 1}}, `fill="none" stroke="#999"`)
	var below, confidence [][2]float64
	for i, level := range levels {
		n := 0.0
		for j := range s.rows {
			n += one(s.rows[j].truth <= s.rows[j].quantiles[i])
		}
		below = append(below, [2]float64{level, n / float64(len(s.rows))})
	}
	for _, b := range s.confidence() {
		confidence = append(confidence, [2]float64{b.said, b.held})
	}
	d.line(below, `fill="none" stroke="#1f6fb2" stroke-width="2"`)
	d.line(confidence, `fill="none" stroke="#d07a00" stroke-width="2"`)
	for _, x := range []float64{0, 0.25, 0.5, 0.75, 1} {
		d.label(x, fmt.Sprint(x))
	}
	return d.end("across: what was said · up: the share that held · blue: quantiles (of whole units, so a little above) · orange: confidence")
}
