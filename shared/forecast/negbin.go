package forecast

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// Above this mean the normal distribution is as good, and much faster.
const normalAbove = 1e5

// CDF is the probability that demand is at most q.
func (f Forecast) CDF(q float64) float64 {
	k := math.Floor(q)
	switch {
	case k < 0:
		return 0
	case f.Mean <= 0:
		return 1
	case f.Mean > normalAbove:
		return distuv.Normal{Mu: f.Mean, Sigma: math.Sqrt(f.variance())}.CDF(k + 0.5)
	}
	r := 1 / max(f.Dispersion, 1e-6)
	// Johnson, Kemp, Kotz, Univariate Discrete Distributions (2005), eq. 5.31.
	return mathext.RegIncBeta(r, k+1, r/(r+f.Mean))
}

func (f Forecast) variance() float64 { return f.Mean + f.Dispersion*f.Mean*f.Mean }

// Quantile is the smallest whole number of units that demand does not exceed
// with probability p.
func (f Forecast) Quantile(p float64) float64 {
	if f.Mean <= 0 || p <= 0 {
		return 0
	}
	low, high := -1.0, f.Mean+1
	for f.CDF(high) < p && high < 1e12 {
		low, high = high, 2*high
	}
	high = math.Ceil(high)
	low = math.Floor(low)
	for high-low > 1 {
		if mid := math.Floor((low + high) / 2); f.CDF(mid) >= p {
			high = mid
		} else {
			low = mid
		}
	}
	return high
}

// ExpectedSales is the mean of the smaller of demand and stock.
func (f Forecast) ExpectedSales(stock float64) float64 {
	stock = math.Floor(stock)
	if stock <= 0 || f.Mean <= 0 {
		return 0
	}
	if f.Mean > normalAbove {
		n := distuv.Normal{Mu: f.Mean, Sigma: math.Sqrt(f.variance())}
		z := (stock - f.Mean) / n.Sigma
		return f.Mean - n.Sigma*(distuv.UnitNormal.Prob(z)-z*(1-distuv.UnitNormal.CDF(z)))
	}
	// E min(D, s) = E[D; D <= s] + s·P(D > s), and for the negative binomial
	// E[D; D <= s] = m·P(D' <= s-1), D' with r+1 successes and the same p.
	r := 1 / max(f.Dispersion, 1e-6)
	below := f.Mean * mathext.RegIncBeta(r+1, stock, r/(r+f.Mean))
	return min(below+stock*(1-f.CDF(stock)), stock, f.Mean)
}
