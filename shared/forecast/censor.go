package forecast

// Sales of a product that sold out are a lower bound of its demand. Taken as they
// are they bias demand down; left out they do so even more, for it is on good days
// that stock runs out. They are restored instead: the expectation of demand given
// that it was no less than the stock (the E step of EM; Tobin 1958; Beutel, Minner,
// "Safety stock planning under causal demand forecasting", IJPE 140 (2012)).

// restored is the demand behind r's sales, when mu was expected.
func (r *row) restored(mu, dispersion float64) float64 {
	if !r.soldOut {
		return r.demand
	}
	demand := atLeast(r.units, mu, dispersion)
	if r.open > 0 {
		// Until it sold out, sales went at a rate, which is the better known the
		// later it was.
		rate := r.units / max(r.open, 0.4)
		demand = r.open*rate + (1-r.open)*demand
	}
	return max(demand, r.units)
}

// atLeast is the expectation of demand with mean mu given that it is at least
// stock.
func atLeast(stock, mu, dispersion float64) float64 {
	if mu <= 0 {
		return 1.1 * stock
	}
	f := Forecast{Mean: mu, Dispersion: dispersion}
	reached := 1 - f.CDF(stock-1)
	if reached < 1e-6 {
		return 1.05 * stock // far beyond what was expected: the expectation knows no more
	}
	// E[D; D ≥ s] = E[D] − E[min(D, s)] + s·P(D ≥ s)
	return max((mu-f.ExpectedSales(stock)+stock*reached)/reached, stock)
}
