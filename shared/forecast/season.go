package forecast

import "math"

// The annual season has two parts: a smooth one (sine and cosine of the year, which
// hurt in the first year and are therefore let in as the square of the years that
// are known) and what the same weeks were like a year ago.

// weeks is how many weeks back the model remembers.
const weeks = 64

// weekState is a week's demand beside what was usual then.
type weekState struct {
	Week int32
	ratio
}

// week is the memory of d's week, empty if it is new.
func (m *Model) week(d Day) *weekState {
	w := int32(d) / 7
	s := &m.Weeks[(w%weeks+weeks)%weeks]
	if s.Week != w {
		*s = weekState{Week: w}
	}
	return s
}

// yearBefore is how the three weeks around the day a year before d compared with
// what was usual then, log; 0 if that is not known.
func (m *Model) yearBefore(d Day) float64 {
	var sum ratio
	for w := int32(d-364)/7 - 1; w <= int32(d-364)/7+1; w++ {
		if s := m.Weeks[(w%weeks+weeks)%weeks]; s.Week == w {
			sum.add(s.Num, s.Den)
		}
	}
	if sum.Den == 0 {
		return 0
	}
	return min(max(math.Log((sum.Num+1)/(sum.Den+1)), -0.7), 0.7)
}

// yearAngle is the day's place in the year, in radians.
func yearAngle(d Day) float64 { return 2 * math.Pi * float64(d) / 365.25 }

// normal is a quantity's mean and its annual swing.
type normal struct{ Mean, Sine, Cosine float64 }

func (n normal) at(d Day) float64 {
	return n.Mean + n.Sine*math.Sin(yearAngle(d)) + n.Cosine*math.Cos(yearAngle(d))
}

// normalOf fits a normal by ridge regression (Gauss-Seidel), the swing shrunk to
// nothing by five observations: half a year says little of the other half.
func normalOf(days []Day, values []float64) normal {
	var n normal
	if len(days) == 0 {
		return n
	}
	for _, v := range values {
		n.Mean += v / float64(len(values))
	}
	for range 20 {
		var all, sine, cosine, sines, cosines float64
		for i, d := range days {
			s, c := math.Sincos(yearAngle(d))
			e := values[i] - n.at(d)
			all, sine, cosine = all+e, sine+e*s, cosine+e*c
			sines, cosines = sines+s*s, cosines+c*c
		}
		n.Mean += 0.7 * all / (float64(len(days)) + 1)
		n.Sine += 0.7 * sine / (sines + 5)
		n.Cosine += 0.7 * cosine / (cosines + 5)
	}
	return n
}
