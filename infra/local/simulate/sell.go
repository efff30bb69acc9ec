package simulate

import (
	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
)

// purchase is a wish that came true.
type purchase struct {
	wish
	returned bool
}

// returns is the share of purchases that come back.
const returns = 1.0 / 250

// sell lets the visitors of d buy what was brought, the first who come first.
func (w *World) sell(d *marketDay, brought []amount.Quantity) ([]Outcome, []purchase) {
	var outcomes []Outcome
	at := make([]int, len(w.products)) // index in outcomes, from 1
	for i, p := range w.products {
		if brought[i] > 0 {
			outcomes = append(outcomes, Outcome{Product: p.Name, Brought: brought[i], SoldOutAt: -1})
			at[i] = len(outcomes)
		}
	}
	r := w.random("returns", w.venues[d.venue].Name, d.date)
	var sold []purchase
	for _, x := range d.wishes {
		returned := r.Float64() < returns // drawn for all, so that bringing more changes no other
		if at[x.product] == 0 {
			continue
		}
		o := &outcomes[at[x.product]-1]
		o.Demand += x.quantity
		x.quantity = min(x.quantity, o.Brought-o.Sold) // the last buyer of tomatoes takes what is left
		if x.quantity == 0 {
			continue
		}
		o.Sold += x.quantity
		if returned {
			o.Returned += x.quantity
		}
		if o.Sold == o.Brought {
			o.SoldOut, o.SoldOutAt = true, civil.Clock(x.second/60)
		}
		sold = append(sold, purchase{x, returned})
	}
	for i, p := range w.products {
		if at[i] > 0 && !p.CarryOver {
			o := &outcomes[at[i]-1]
			o.ThrownAway = o.Brought - o.Sold + o.Returned
		}
	}
	return outcomes, sold
}
