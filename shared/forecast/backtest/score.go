package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/marketprep/marketprep/shared/forecast"
)

// scored is a row that counts: its product was seen in the slot before.
type scored struct {
	prediction
	truth float64
	rules [len(ruleNames)]float64
}

// scorer compares forecasts and rules of thumb on the same rows.
type scorer struct{ rows []scored }

// newScorer keeps the predictions whose product was seen at the venue on the weekday
// at least once up to horizon days before.
func newScorer(vendors, truths []*vendor, all []prediction, horizon forecast.Day) *scorer {
	truth := map[[4]string]float64{}
	for _, v := range truths {
		for i := range v.rows {
			truth[v.rows[i].names] = v.rows[i].sale.Units
		}
	}
	thumbs := map[[4]string][len(ruleNames)]float64{}
	for _, v := range vendors {
		v.rulesOfThumb(horizon, thumbs)
	}
	s := new(scorer)
	for _, p := range all {
		rules, seen := thumbs[p.row.names]
		y, ok := truth[p.row.names]
		if seen && ok {
			s.rows = append(s.rows, scored{prediction: p, truth: y, rules: rules})
		}
	}
	return s
}

// figures are the scores of one method, in per cent of the units sold unless said
// otherwise.
type figures struct {
	wape    float64 // absolute error of the median
	cost    float64 // newsvendor cost at 3:1
	pinball float64 // pinball loss at 0.8
	covered float64 // per cent of rows within the 80 % range
	near    float64 // per cent of rows whose median is within 20 %
	day     float64 // absolute error of the day's total at a venue
	nearDay float64 // per cent of days whose total is within 20 %
}

// outlook is what a method says of a row.
type outlook struct{ median, order, mean, q10, q80, q90 float64 }

func (s *scorer) figures(of func(*scored) outlook) figures {
	var f figures
	total, n := 0.0, float64(len(s.rows))
	type day struct{ truth, mean float64 }
	days := map[[3]string]*day{}
	for i := range s.rows {
		r := &s.rows[i]
		o := of(r)
		total += r.truth
		f.wape += math.Abs(r.truth - o.median)
		f.cost += 3*max(r.truth-o.order, 0) + max(o.order-r.truth, 0)
		f.pinball += max(0.8*(r.truth-o.q80), 0.2*(o.q80-r.truth))
		f.covered += one(o.q10-1e-9 <= r.truth && r.truth <= o.q90+1e-9)
		f.near += one(math.Abs(math.RoundToEven(o.median)-r.truth) <= 0.2*r.truth+1e-9)
		k := [3]string{r.row.names[0], r.row.names[1], r.row.names[3]}
		if days[k] == nil {
			days[k] = new(day)
		}
		days[k].truth += r.truth
		days[k].mean += o.mean
	}
	for _, d := range days {
		f.day += math.Abs(d.truth - d.mean)
		f.nearDay += one(math.Abs(d.truth-d.mean) <= 0.2*d.truth)
	}
	for _, sum := range []*float64{&f.wape, &f.cost, &f.pinball, &f.day} {
		*sum *= 100 / total
	}
	f.covered, f.near, f.nearDay = 100*f.covered/n, 100*f.near/n, 100*f.nearDay/float64(len(days))
	return f
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// print writes the table of methods, and how often the confidence was right.
func (s *scorer) print(w io.Writer) error {
	if len(s.rows) == 0 {
		return errors.New("backtest: no row of the panel from that date on was seen before: choose a later one")
	}
	text := fmt.Sprintf("%-20s%7s%8s%8s%8s%8s%8s%8s%8s\n", fmt.Sprintf("%d rows", len(s.rows)), "WAPE", "cost31", "PL80", "cov80", "in20", "dayWAPE", "day20", "")
	line := func(name string, f figures, ranged bool) {
		covered, pinball := "-", "-"
		if ranged {
			covered, pinball = fmt.Sprintf("%.1f", f.covered), fmt.Sprintf("%.2f", f.pinball)
		}
		text += fmt.Sprintf("%-20s%7.2f%8.2f%8s%8s%8.1f%8.2f%8.1f\n", name, f.wape, f.cost, pinball, covered, f.near, f.day, f.nearDay)
	}
	line("forecast", s.figures(func(r *scored) outlook {
		return outlook{r.quantiles[q50], math.RoundToEven(r.quantiles[q75] + 0.2), r.forecast.Mean, r.quantiles[q10], r.quantiles[q80], r.quantiles[q90]}
	}), true)
	for i, name := range ruleNames {
		line(name, s.figures(func(r *scored) outlook {
			return outlook{median: r.rules[i], order: math.RoundToEven(r.rules[i] + 1e-9), mean: r.rules[i]}
		}), false)
	}
	text += "\nconfidence: said, came near, rows\n"
	for _, b := range s.confidence() {
		text += fmt.Sprintf("%12.2f%11.2f%6d\n", b.said, b.held, b.rows)
	}
	_, err := io.WriteString(w, text)
	return err
}

// confident are the rows of like confidence: the mean of what was said, and the share
// whose demand came near to the expected (a quarter of it, or two units).
type confident struct {
	said, held float64
	rows       int
}

func (s *scorer) confidence() []confident {
	bins := make([]confident, 10)
	for i := range s.rows {
		r := &s.rows[i]
		b := &bins[min(int(r.forecast.Confidence*10), 9)]
		b.said += r.forecast.Confidence
		b.held += one(math.Abs(r.truth-r.forecast.Mean) <= max(0.25*r.forecast.Mean, 2))
		b.rows++
	}
	bins = slices.DeleteFunc(bins, func(b confident) bool { return b.rows < 20 })
	for i := range bins {
		bins[i].said /= float64(bins[i].rows)
		bins[i].held /= float64(bins[i].rows)
	}
	return bins
}

func byDay(a, b scored) int { return cmp.Compare(a.row.sale.Day, b.row.sale.Day) }
