package forecast

import "testing"

// BenchmarkFit fits a vendor with 50 products at 5 venues, two years of weekly
// markets, and a quarter, four and sixteen times as much: time must grow with the rows.
func BenchmarkFit(b *testing.B) {
	for _, size := range []struct {
		name                    string
		products, venues, weeks int
	}{{"50x5x2y", 50, 5, 104}, {"rows1", 25, 2, 32}, {"rows4", 25, 2, 128}, {"rows16", 50, 4, 128}} {
		h := stand(size.products, size.venues, size.weeks)
		asOf := Day(19000 + 7*size.weeks)
		b.Run(size.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Fit(h, asOf).Predict(everything(h, asOf+4))
			}
		})
	}
}

func BenchmarkStored(b *testing.B) {
	h := stand(50, 5, 104)
	stored, err := Fit(h, 19728).MarshalBinary()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(len(stored)), "B/model")
	for b.Loop() {
		m := new(Model)
		if err := m.UnmarshalBinary(stored); err != nil {
			b.Fatal(err)
		}
		m.Predict(everything(h, 19732))
	}
}
