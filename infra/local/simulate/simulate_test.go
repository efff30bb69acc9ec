package simulate

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/salesfile"
)

// The days on which the tests say it is: in every season, a market day or not.
var todays = []civil.Date{civil.NewDate(2026, time.November, 23), civil.NewDate(2026, time.March, 7), civil.NewDate(2027, time.July, 15)}

func export(t *testing.T, w *World, from, to civil.Date) string {
	t.Helper()
	var b bytes.Buffer
	if err := w.WriteSquareItems(&b, from, to); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTheSeedDecidesAll(t *testing.T) {
	t.Parallel()
	today := todays[0]
	one := New(7, today)
	all := export(t, one, one.From(), today+70)
	if again := New(7, today); export(t, again, again.From(), today) != all {
		t.Error("the same seed makes another world")
	}
	if other := New(8, today); export(t, other, other.From(), today) == all {
		t.Error("another seed makes the same world")
	}
	_, body, _ := strings.Cut(export(t, one, today-100, today-50), "\n")
	if body == "" || !strings.Contains(all, body) {
		t.Error("fifty days of the file are not what they are in the whole of it")
	}
}

// What is sold is what is wanted or what was brought, whichever is less.
func TestOutcomesAddUp(t *testing.T) {
	t.Parallel()
	for seed, today := range todays {
		w := New(uint64(seed), today)
		carry := map[string]bool{}
		for _, p := range w.Products() {
			carry[p.Name] = p.CarryOver
		}
		for _, v := range w.Venues() {
			for _, d := range w.Days(v.Name, civil.First, civil.Last) {
				for _, o := range w.Day(v.Name, d) {
					left := o.Brought - o.Sold + o.Returned
					if carry[o.Product] {
						left = 0
					}
					open := o.SoldOutAt >= v.Opens && o.SoldOutAt < v.Closes
					if o.Sold != min(o.Demand, o.Brought) || o.SoldOut != (o.Sold == o.Brought) || o.ThrownAway != left || open != o.SoldOut || o.Brought <= 0 || o.Returned > o.Sold {
						t.Fatalf("%s on %s: %+v", v.Name, d, o)
					}
				}
			}
		}
	}
}

// demand is the mean of the demand per market day over those days that count says.
func demand(w *World, v Venue, counts func(civil.Date) bool) float64 {
	var sum, n float64
	for _, d := range w.Days(v.Name, w.From(), civil.Last) {
		if !counts(d) {
			continue
		}
		n++
		for _, o := range w.Day(v.Name, d) {
			sum += o.Demand.Units()
		}
	}
	return sum / n
}

func TestPlausible(t *testing.T) {
	t.Parallel()
	for seed := range uint64(5) {
		w := New(seed, todays[0])
		saturday, wednesday, sunday := w.venues[0], w.venues[1], w.venues[2]
		always := func(civil.Date) bool { return true }
		if a, b, c := demand(w, saturday, always), demand(w, sunday, always), demand(w, wednesday, always); a < 1.3*b || b < 1.1*c {
			t.Errorf("seed %d: Saturday %.0f, Sunday %.0f, Wednesday %.0f: want clearly less each", seed, a, b, c)
		}
		warm := func(d civil.Date) bool {
			return d.Format("01") > "03" && d.Format("01") < "11" && w.eventFactor(saturday.Name, d) == 1
		}
		rain := func(d civil.Date) float64 { return w.Weather(saturday.Name, d).RainMM }
		dry := demand(w, saturday, func(d civil.Date) bool { return warm(d) && rain(d) == 0 })
		wet := demand(w, saturday, func(d civil.Date) bool { return warm(d) && rain(d) > 2 })
		if wet > 0.92*dry {
			t.Errorf("seed %d: %.0f on dry Saturdays, %.0f on wet ones: rain must cost", seed, dry, wet)
		}
		fair := demand(w, saturday, func(d civil.Date) bool { return w.eventFactor(saturday.Name, d) == largeFactor })
		around := demand(w, saturday, func(d civil.Date) bool {
			before, after := w.eventFactor(saturday.Name, d-7), w.eventFactor(saturday.Name, d+7)
			return w.eventFactor(saturday.Name, d) == 1 && max(before, after) == largeFactor
		})
		if fair < 1.15*around {
			t.Errorf("seed %d: %.0f at large events, %.0f the weeks around them: they must bring visitors", seed, fair, around)
		}
		if share := soldOut(w); share < 0.2 || share > 0.45 {
			t.Errorf("seed %d: %.0f %% of all products sell out, want about a third", seed, 100*share)
		}
	}
}

func soldOut(w *World) float64 {
	var n, all float64
	for p := range w.days {
		for _, o := range w.Day(w.venues[p.venue].Name, p.date) {
			all++
			if o.SoldOut {
				n++
			}
		}
	}
	return n / all
}

// line is what a day sold of a product, as the file says it.
type line struct {
	sold, returned amount.Quantity
	last           civil.Clock
}

// The reader of sales files finds in the export what happened.
func TestTheExportSaysWhatHappened(t *testing.T) {
	t.Parallel()
	for seed, today := range todays {
		w := New(uint64(seed), today)
		current := map[string]string{}
		for _, p := range w.products {
			current[p.Name], current[p.FormerName] = p.Name, p.Name
		}
		got := map[string]line{}
		report, err := salesfile.Read(strings.NewReader(export(t, w, w.From(), today)), salesfile.Options{Latest: today}, func(l salesfile.Line) error {
			if l.Kind == salesfile.CustomAmount {
				return nil
			}
			key := l.Date.String() + l.Location + current[l.Item]
			x := got[key]
			if l.Return {
				x.returned -= l.Quantity
			} else {
				x.sold += l.Quantity
				x.last = max(x.last, l.Minute)
			}
			got[key] = x
			return nil
		})
		if err != nil || report.Rejected > 0 || report.CustomAmounts == 0 || report.Last >= today || report.Last < today-7 || report.First > w.From()+7 {
			t.Errorf("read again: %v, %+v", err, report)
		}
		checkExport(t, w, got)
	}
}

func checkExport(t *testing.T, w *World, got map[string]line) {
	want := map[string]line{}
	returned := amount.Quantity(0)
	for _, v := range w.venues {
		for _, d := range w.Days(v.Name, w.From(), w.today-1) {
			for _, o := range w.Day(v.Name, d) {
				key := d.String() + v.Name + o.Product
				if o.SoldOut && got[key].last > o.SoldOutAt {
					t.Errorf("%s was sold out at %s and is sold at %s", key, o.SoldOutAt, got[key].last)
				}
				if o.Sold > 0 {
					want[key] = line{o.Sold, o.Returned, got[key].last}
				}
				returned += o.Returned
			}
		}
	}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(line{})); d != "" {
		t.Errorf("the file says otherwise:\n%.2000s", d)
	}
	if returned == 0 {
		t.Error("nothing ever comes back")
	}
}

// The two years have something of everything that happens to a vendor.
func TestTheTwoYearsTellAStory(t *testing.T) {
	t.Parallel()
	for _, today := range todays {
		w := New(1, today)
		changes := map[string]int{}
		for _, p := range w.Products() {
			if p.From > w.From() {
				changes["new"]++
			}
			if p.To < today {
				changes["dropped"]++
			}
			if p.FormerName != "" && p.NameOn(w.From()) != p.NameOn(today) {
				changes["renamed"]++
			}
		}
		for _, v := range w.Venues() {
			for _, d := range w.Cancelled(v.Name) {
				if changes["cancelled"]++; !v.planned(d) || w.Day(v.Name, d) != nil || d >= today {
					t.Errorf("%s is cancelled on %s, when it would not have been held, or was", v.Name, d)
				}
			}
			if len(w.Days(v.Name, w.From(), today-1)) < 60 {
				t.Errorf("%s has few days", v.Name)
			}
		}
		if d := cmp.Diff(map[string]int{"new": 2, "dropped": 1, "renamed": 1, "cancelled": 2}, changes); d != "" {
			t.Errorf("on %s: %s", today, d)
		}
		next := onOrAfter(today+1, time.Saturday)
		if w.Day(w.venues[0].Name, next) == nil || w.eventFactor(w.venues[0].Name, next) != largeFactor {
			t.Errorf("on %s there is nothing to look forward to on %s", today, next)
		}
		if w.Day("nowhere", next) != nil {
			t.Error("there are sales where there is no market")
		}
	}
}

// Another plan meets the same demand.
func TestBringing(t *testing.T) {
	t.Parallel()
	w := New(1, todays[0])
	venue, date := w.venues[0].Name, onOrAfter(todays[0]+1, time.Saturday)
	plan := map[string]amount.Quantity{"Baguette": 1000 * amount.One, "Butter Croissant": amount.One, "Seeded Rye": 6 * amount.One}
	var got []Outcome
	for _, o := range w.Day(venue, date) {
		if q := plan[o.Product]; q > 0 {
			o.Brought, o.Sold = q, min(q, o.Demand)
			o.SoldOut = o.Sold == q
			o.Returned, o.SoldOutAt, o.ThrownAway = 0, 0, 0
			got = append(got, o)
		}
	}
	want := w.Bring(venue, date, plan)
	for i := range want {
		want[i].Returned, want[i].SoldOutAt, want[i].ThrownAway = 0, 0, 0
	}
	if d := cmp.Diff(want, got); d != "" || len(got) != 2 {
		t.Errorf("%d products: %s", len(got), d)
	}
}

// Dates of Easter from the tables of the Book of Common Prayer.
func TestEaster(t *testing.T) {
	t.Parallel()
	for year, want := range map[int]string{2024: "2024-03-31", 2025: "2025-04-20", 2026: "2026-04-05", 2027: "2027-03-28", 2038: "2038-04-25"} {
		if got := easter(year).String(); got != want {
			t.Errorf("Easter %d is %s, want %s", year, got, want)
		}
	}
}
