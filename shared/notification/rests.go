package notification

import (
	"math"
	"strconv"
	"strings"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/vendor"
	"github.com/marketprep/marketprep/shared/weather"
)

// fewDays is from how many market days at a venue on a list is no first guess.
const fewDays = 4

// restsOn writes what a list rests on where something was missing.
func (w *writer) restsOn(s recommendation.Set) {
	r, before := s.RestsOn, len(w.lines)
	switch {
	case r.LastSale == nil:
		w.say(w.NoSales)
	case r.MarketDays == 0:
		w.say(w.NoSalesHere)
	case r.MarketDays < fewDays:
		w.say(w.count(w.FewDays, r.MarketDays))
	}
	if r.LastSale != nil && s.Method == recommendation.LastModel {
		w.say(w.LastModel)
	}
	if r.LastSale != nil && s.Method == recommendation.Heuristic {
		w.say(w.Mean)
	}
	if c := r.Conditions; c != nil && c.IsFallback {
		switch late := int(weather.Late.Seconds()); {
		case c.Source == weather.Usual || c.Source == weather.Neutral:
			w.say(w.NoForecast)
		case c.AgeSeconds > late:
			w.say(w.WeatherLate, "n", strconv.Itoa(c.AgeSeconds/3600))
		}
	}
	if r.TillRead != nil && s.Generated.Sub(*r.TillRead) > recommendation.TillLate {
		at := r.TillRead.In(w.stall.Vendor.Location())
		w.say(w.TillLate, "moment", fill(w.Moment, "date", w.date(at), "clock", w.clock(at.Hour()*60+at.Minute(), w.imperial())))
	}
	var late []string
	for _, e := range r.EventSources {
		if e.IsFallback {
			late = append(late, e.Name)
		}
	}
	if len(late) > 0 {
		w.say(w.EventsLate, "names", w.list(named(late)))
	}
	if len(w.lines) > before {
		w.gap()
	}
}

// amount is m in whole units of the vendor's currency: it is an expectation.
func (w *writer) amount(m amount.Money) string {
	v := w.stall.Vendor
	return w.money(int(math.Round(float64(m)/math.Pow10(vendor.Decimals(v.Currency)))), v.Currency)
}

// sky is what the weather is like, in the vendor's units; with c more of it.
func (w *writer) sky(k *recommendation.KnownSky, c *recommendation.Conditions) string {
	if k == nil {
		return ""
	}
	var parts []string
	if k.TempC != nil && w.imperial() {
		parts = append(parts, w.number(int(math.Round(*k.TempC*1.8+32)))+" °F")
	} else if k.TempC != nil {
		parts = append(parts, w.number(int(math.Round(*k.TempC)))+" °C")
	}
	if words := w.Sky[weather.Words(k.Code)]; words != "" {
		parts = append(parts, words)
	}
	if mm := k.RainMM; mm != nil && *mm >= wetFrom {
		if w.imperial() {
			parts = append(parts, w.decimal(*mm/25.4, 2)+" "+w.Inches)
		} else {
			parts = append(parts, w.decimal(*mm, 1)+" mm")
		}
	}
	if c != nil && c.RainChance != nil && *c.RainChance >= likely {
		parts = append(parts, fill(w.Rain, "percent", strconv.Itoa(int(math.Round(*c.RainChance*100)))))
	}
	if c != nil && c.GustKMH != nil && *c.GustKMH >= strong {
		speed := w.number(int(math.Round(*c.GustKMH))) + " " + w.Kmh
		if w.imperial() {
			speed = w.number(int(math.Round(*c.GustKMH/1.609344))) + " " + w.Mph
		}
		parts = append(parts, fill(w.Gusts, "speed", speed))
	}
	return strings.Join(parts, ", ")
}

// From which rain on it is told, in millimetres; from which chance of it; and from which
// gusts, in kilometres per hour: tents want more weight then.
const (
	wetFrom = 0.5
	likely  = 0.2
	strong  = 40
)
