package forecast

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// The regression: negative binomial (NB2) with log link, maximum a posteriori by
// Fisher scoring, that is iteratively reweighted least squares with the precision of
// the priors added (McCullagh, Nelder, Generalized Linear Models (1989), ch. 2.5;
// Cameron, Trivedi, Regression Analysis of Count Data (2013), ch. 3.3). The columns of a
// product touch no other product's, so they are eliminated product by product
// (Schur complement): the cost of a step is linear in rows and in products.

// residualCap bounds Pearson residuals: one strange day shall not move a
// coefficient (Huber's estimator; Cantoni, Ronchetti, JASA 96 (2001)).
const residualCap = 2

// scoring is one vendor's regression. Its rows are in order of product.
type scoring struct {
	m                 *Model
	rows              []row
	from              []int // rows of product p are from[p]:from[p+1]
	centre, precision []float64
	global            *mat.SymDense // Fisher information of the global columns
	score             []float64
	blocks            []block
}

// block is a product's part of the system: its columns are ownColumns, then pairs.
type block struct {
	own    *mat.SymDense // information of its own columns
	cross  *mat.Dense    // own × global
	solved *mat.Dense    // own⁻¹ cross
	score  *mat.VecDense
	chol   mat.Cholesky
	usable bool
}

// together is the correlation between the products of a market day. What keeps
// people at home keeps them from all products: the rows of a day are not so many
// independent observations (design effect; Kish, Survey Sampling (1965), ch. 5).
const together = 0.2

// newScoring prepares steps over rows.
func newScoring(m *Model, rows []row) *scoring {
	q := &scoring{m: m, rows: make([]row, len(rows)), from: make([]int, len(m.Products)+1), blocks: make([]block, len(m.Products))}
	onDay := make(map[marketDay]float64, len(rows)/8+1)
	for i := range rows {
		q.from[rows[i].product+1]++
		onDay[marketDay{m.Slots[rows[i].slot].ID.Venue, rows[i].day}]++
	}
	for p := range m.Products {
		q.from[p+1] += q.from[p]
	}
	next := slices.Clone(q.from)
	for i := range rows {
		r := &q.rows[next[rows[i].product]]
		next[rows[i].product]++
		*r = rows[i]
		r.weight /= 1 + together*(onDay[marketDay{m.Slots[r.slot].ID.Venue, r.day}]-1)
		if r.seen == 0 {
			r.weight = 0 // there was nothing to expect it by
		}
	}
	q.centre, q.precision = m.prior()
	n := len(q.centre)
	q.global, q.score = mat.NewSymDense(n, nil), make([]float64, n)
	for p := range q.blocks {
		if q.from[p+1] > q.from[p] {
			own := int(ownColumns) + len(m.Products[p].Pairs)
			q.blocks[p] = block{own: mat.NewSymDense(own, nil), cross: mat.NewDense(own, n, nil), solved: mat.NewDense(own, n, nil), score: mat.NewVecDense(own, nil)}
		}
	}
	return q
}

// step does one step of scoring and returns the largest change of a coefficient.
func (q *scoring) step() float64 {
	q.reset()
	for p := range q.blocks {
		if q.blocks[p].own == nil {
			continue
		}
		q.gather(p)
		q.eliminate(p)
	}
	var chol mat.Cholesky
	if !chol.Factorize(q.global) {
		return 0 // the coefficients stay as they are
	}
	var change mat.VecDense
	if chol.SolveVecTo(&change, mat.NewVecDense(len(q.score), q.score)) != nil {
		return 0
	}
	largest := 0.0
	for j := range q.m.Global {
		q.m.Global[j] += change.AtVec(j)
		largest = max(largest, math.Abs(change.AtVec(j)))
	}
	for p := range q.blocks {
		if q.blocks[p].usable {
			q.substitute(p, &change)
		}
	}
	return largest
}

// reset sets the system to that of the priors alone.
func (q *scoring) reset() {
	q.global.Zero()
	for j, b := range q.m.Global {
		q.global.SetSym(j, j, q.precision[j])
		q.score[j] = -q.precision[j] * (b - q.centre[j])
	}
	for p := range q.blocks {
		b := &q.blocks[p]
		if b.own == nil {
			continue
		}
		b.own.Zero()
		b.cross.Zero()
		for j := range b.score.Len() {
			b.own.SetSym(j, j, ownPrecision(j))
			b.score.SetVec(j, -ownPrecision(j)*q.m.ownCoefficient(p, j))
		}
	}
}

func (m *Model) ownCoefficient(product, column int) float64 {
	p := &m.Products[product]
	if column < ownColumns {
		return p.Own[column]
	}
	return p.Pairs[column-ownColumns].Effect
}

// gather adds the rows of product p to the system. It allocates nothing.
func (q *scoring) gather(p int) {
	b := &q.blocks[p]
	global, cross, own := q.global.RawSymmetric(), b.cross.RawMatrix(), b.own.RawSymmetric()
	ownScore := b.score.RawVector().Data
	var index [features]int
	for i := q.from[p]; i < q.from[p+1]; i++ {
		r := &q.rows[i]
		if r.weight == 0 {
			continue
		}
		w, z := q.weigh(r)
		n := 0
		for f, x := range r.x {
			if x != 0 {
				index[n] = f
				n++
			}
		}
		slot, values := features+slotColumns*int(r.slot), slotValues(&r.x)
		columns := [4]int{ownLevel, ownWarmth, ownWet, ownColumns + int(r.pair)}
		ownValues := [4]float64{1, r.x[warmth], r.x[wet], 1}
		for k, f := range index[:n] {
			wx := w * r.x[f]
			q.score[f] += z * r.x[f]
			line := global.Data[f*global.Stride:]
			for _, g := range index[k:n] {
				line[g] += wx * r.x[g]
			}
			for j, v := range values {
				line[slot+j] += wx * v
			}
			for j, c := range columns {
				cross.Data[c*cross.Stride+f] += wx * ownValues[j]
			}
		}
		for j, v := range values {
			q.score[slot+j] += z * v
			line := global.Data[(slot+j)*global.Stride+slot:]
			for k := j; k < slotColumns; k++ {
				line[k] += w * v * values[k]
			}
			for k, c := range columns {
				cross.Data[c*cross.Stride+slot+j] += w * v * ownValues[k]
			}
		}
		for j, c := range columns {
			ownScore[c] += z * ownValues[j]
			for k, d := range columns[j:] {
				own.Data[c*own.Stride+d] += w * ownValues[j] * ownValues[j+k]
			}
		}
	}
}

// weigh returns the information of r about its log mean, and its score.
func (q *scoring) weigh(r *row) (information, score float64) {
	mu := math.Exp(bounded(q.m.eta(r)))
	deviation := math.Sqrt(mu + q.m.dispersion(r)*mu*mu)
	residual := min(max((r.demand-mu)/deviation, -residualCap), residualCap)
	return r.weight * (mu / deviation) * (mu / deviation), r.weight * residual * mu / deviation
}

// eliminate solves for the own columns of p and takes them out of the global system.
func (q *scoring) eliminate(p int) {
	b := &q.blocks[p]
	b.usable = b.chol.Factorize(b.own) && b.chol.SolveTo(b.solved, b.cross) == nil
	if !b.usable {
		return
	}
	global, cross, solved := q.global.RawSymmetric(), b.cross.RawMatrix(), b.solved.RawMatrix()
	score := b.score.RawVector().Data
	for j := range cross.Rows {
		c, s := cross.Data[j*cross.Stride:j*cross.Stride+cross.Cols], solved.Data[j*solved.Stride:j*solved.Stride+solved.Cols]
		for f, x := range c {
			if x == 0 {
				continue
			}
			line := global.Data[f*global.Stride+f : f*global.Stride+global.N]
			for k, y := range s[f:] {
				line[k] -= x * y
			}
		}
		for f, y := range s {
			q.score[f] -= y * score[j]
		}
	}
}

// substitute changes the own coefficients of p after the global ones.
func (q *scoring) substitute(p int, change *mat.VecDense) {
	b := &q.blocks[p]
	var rest, own mat.VecDense
	rest.MulVec(b.cross, change)
	rest.SubVec(b.score, &rest)
	if b.chol.SolveVecTo(&own, &rest) != nil {
		return
	}
	product := &q.m.Products[p]
	for j := range own.Len() {
		if j < ownColumns {
			product.Own[j] += own.AtVec(j)
		} else {
			product.Pairs[j-ownColumns].Effect += own.AtVec(j)
		}
	}
}
