package planner

import (
	"encoding/binary"
	"encoding/json"
	"hash/fnv"
	"math"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/forecast"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/recommendation"
)

// oracle predicts demand by the best means at hand.
type oracle struct {
	model  *forecast.Model // nil: none
	method recommendation.Method
	asOf   civil.Date
	// The model's numbers of products and venues, by id: an old fit's may differ
	// from those of the history of today.
	product, venue map[string]int32
}

// kept is a fit as it is stored.
type kept struct {
	Fingerprint      uint64
	Products, Venues []string // ids, by the fit's number
	Model            []byte
}

// newOracle takes the stored fit if it is of the same history, else makes a new
// one and returns it to be stored, else falls back to the stored one, else to the
// heuristic.
func newOracle(in Input, h *history, asOf civil.Date) (*oracle, []byte) {
	o := &oracle{method: recommendation.Model, asOf: asOf, product: h.product, venue: h.venue}
	stored, model := readKept(in.Model)
	print := fingerprint(h, asOf)
	if model != nil && stored.Fingerprint == print {
		o.model = model
		return o, nil
	}
	if o.model = fit(h, asOf); o.model != nil {
		b, err := o.model.MarshalBinary()
		if err != nil {
			return o, nil
		}
		b, err = json.Marshal(kept{print, h.products, h.venues, b})
		if err != nil {
			return o, nil
		}
		return o, b
	}
	o.method = recommendation.Heuristic
	if model != nil {
		o.model, o.method = model, recommendation.LastModel
		o.product, o.venue = numbers(stored.Products), numbers(stored.Venues)
	}
	return o, nil
}

// readKept returns a stored fit, and nil for its model if it cannot be read.
func readKept(b []byte) (kept, *forecast.Model) {
	var k kept
	model := new(forecast.Model)
	if len(b) == 0 || json.Unmarshal(b, &k) != nil || model.UnmarshalBinary(k.Model) != nil {
		return k, nil
	}
	return k, model
}

func numbers(ids []string) map[string]int32 {
	m := make(map[string]int32, len(ids))
	for i, id := range ids {
		m[id] = int32(i)
	}
	return m
}

// fit returns nil if there is nothing to fit, or if the model panics: no fault of
// ours in the arithmetic may cost a vendor the list.
func fit(h *history, asOf civil.Date) (m *forecast.Model) {
	if len(h.Sales) == 0 {
		return nil
	}
	defer func() {
		if recover() != nil {
			m = nil
		}
	}()
	return forecast.Fit(&h.History, forecast.Day(asOf))
}

// predict returns a forecast for each of the products, which are numbers of h.
func (o *oracle) predict(h *history, day market.Day, products []int32, c forecast.Conditions) (forecasts []forecast.Forecast, method recommendation.Method) {
	heuristic := func() []forecast.Forecast {
		return forecast.Heuristic(&h.History, forecast.Day(o.asOf), forecast.Request{Venue: h.venue[day.Venue], Day: forecast.Day(day.Date), Products: products, Conditions: c})
	}
	defer func() {
		if recover() != nil {
			forecasts, method = heuristic(), recommendation.Heuristic
		}
	}()
	if o.model == nil {
		return heuristic(), recommendation.Heuristic
	}
	request := forecast.Request{Day: forecast.Day(day.Date), Conditions: c}
	var ok bool
	if request.Venue, ok = o.venue[day.Venue]; !ok {
		return heuristic(), recommendation.Heuristic
	}
	for _, p := range products {
		number, ok := o.product[h.products[p]]
		if !ok {
			return heuristic(), recommendation.Heuristic
		}
		request.Products = append(request.Products, number)
	}
	return o.model.Predict(request), o.method
}

// fingerprint tells two histories apart.
func fingerprint(h *history, asOf civil.Date) uint64 {
	sum := fnv.New64a()
	var b []byte
	number := func(v float64) { b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v)) }
	for _, s := range h.Sales {
		b = binary.LittleEndian.AppendUint32(b, uint32(s.Product))
		b = binary.LittleEndian.AppendUint32(b, uint32(s.Venue))
		b = binary.LittleEndian.AppendUint32(b, uint32(s.Day))
		number(s.Units)
		number(s.Brought)
		number(s.OpenShare)
		if s.SoldOut {
			b = append(b, 1)
		}
		sum.Write(b)
		b = b[:0]
	}
	for _, d := range h.Days {
		b = binary.LittleEndian.AppendUint32(b, uint32(d.Venue))
		b = binary.LittleEndian.AppendUint32(b, uint32(d.Day))
		number(d.Conditions.TempC)
		number(d.Conditions.RainMM)
		b = append(b, byte(d.Conditions.Event))
	}
	for i, id := range h.products {
		b = append(b, id...)
		b = binary.LittleEndian.AppendUint32(b, uint32(h.Category[i]))
		if h.Core[i] {
			b = append(b, 1)
		}
	}
	for i, id := range h.venues {
		b = append(b, id...)
		number(h.VisitorsPerDay[i])
	}
	b = binary.LittleEndian.AppendUint32(append(b, h.Region...), uint32(asOf))
	sum.Write(b)
	return sum.Sum64()
}
