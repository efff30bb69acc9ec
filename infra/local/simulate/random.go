package simulate

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// random is the stream of random numbers for one purpose. Each has its own, so
// that one more draw somewhere changes nothing elsewhere.
func (w *World) random(purpose ...any) *rand.Rand {
	h := fnv.New64a()
	fmt.Fprintln(h, purpose...)
	return rand.New(rand.NewPCG(w.seed, h.Sum64()))
}

// negativeBinomial draws a count with the given mean and variance mean + mean²/k,
// as a Poisson count whose mean is drawn from a gamma distribution.
func negativeBinomial(r *rand.Rand, mean, k float64) int {
	return poisson(r, gamma(r, k)*mean/k)
}

// gamma draws from the gamma distribution with shape a ≥ 1 and scale 1.
// Marsaglia and Tsang, "A simple method for generating gamma variables", ACM
// Transactions on Mathematical Software 26 (2000).
func gamma(r *rand.Rand, a float64) float64 {
	d := a - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		v := math.Pow(1+c*x, 3)
		if v > 0 && math.Log(r.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// poisson draws a count by counting the arrivals of a unit of time.
func poisson(r *rand.Rand, mean float64) int {
	n := 0
	for t := r.ExpFloat64(); t < mean; t += r.ExpFloat64() {
		n++
	}
	return n
}

// beta draws from the beta distribution with shapes a, b ≥ 1.
func beta(r *rand.Rand, a, b float64) float64 {
	x := gamma(r, a)
	return x / (x + gamma(r, b))
}
