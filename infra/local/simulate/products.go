package simulate

import (
	"time"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
)

// Categories.
const (
	bread   = "Bread"
	pastry  = "Pastry"
	pantry  = "Pantry"
	produce = "Produce"
)

// Product is something the demo vendor sells.
type Product struct {
	Name       string // today
	FormerName string // before RenamedOn; empty if it never had another
	RenamedOn  civil.Date
	SKU        string // few have one
	Category   string
	Price      amount.Money
	UnitCost   amount.Money
	Pack       int  // units that are made or packed together
	Crate      int  // units that fit into one crate
	Grams      int  // of one unit, packed
	CarryOver  bool // unsold units are sold at a later market
	Core       bool
	ByWeight   bool       // a unit is a pound
	Storage    string     // on the way to market
	From, To   civil.Date // days on which it is on offer; To is civil.Last if it still is

	perHundred float64 // units wanted by each hundred visitors
	warm       float64 // what 10 °C more do to demand, as a share
	season     months
}

// months are factors for the middles of the months.
type months [12]float64

// at is the factor of a day, on the straight line between the middles of months.
func (m months) at(date civil.Date) float64 {
	const middle = 15
	first := (date - middle).Month()
	from := first.First() + middle
	to := (first + 1).First() + middle
	share := float64(date-from) / float64(to-from)
	return m[first%12]*(1-share) + m[(first+1)%12]*share
}

// NameOn is what p was called on date.
func (p Product) NameOn(date civil.Date) string {
	if p.FormerName != "" && date < p.RenamedOn {
		return p.FormerName
	}
	return p.Name
}

// offered reports whether the vendor has p on date.
func (p Product) offered(date civil.Date) bool {
	return date >= p.From && date <= p.To && p.season.at(date) > 0.15
}

// ramp is the share of its demand that a new product has yet.
func (p Product) ramp(date civil.Date, begin civil.Date) float64 {
	const known = 8 * 7
	if p.From == begin {
		return 1
	}
	return min(1, 0.6+0.4*float64(date-p.From)/known)
}

// Seasons of demand beyond that of the visitors.
var (
	always   = months{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}
	cold     = months{1.2, 1.2, 1.1, 1, 0.95, 0.85, 0.8, 0.8, 0.9, 1.05, 1.15, 1.25}
	gifts    = months{0.8, 0.9, 0.9, 0.9, 1, 1, 1, 1, 0.9, 0.95, 1.2, 1.7}
	tomatoes = months{6: 0.7, 7: 1.2, 8: 1, 9: 0.4}
	salads   = months{3: 0.6, 4: 1, 5: 1.2, 6: 1, 7: 0.8, 8: 0.9, 9: 1, 10: 0.5}
	cider    = months{8: 0.7, 9: 1.3, 10: 1.1, 11: 0.4}
)

// products lists what is sold. Weeks count from begin, the first of the two years.
func products(begin civil.Date) []Product {
	week := func(n int) civil.Date { return onOrAfter(begin+civil.Date(7*n), time.Monday) }
	list := []Product{
		{Name: "Country Sourdough Loaf", FormerName: "Country Sourdough", RenamedOn: week(48), Category: bread, Price: 850, UnitCost: 260, Pack: 6, Crate: 12, Grams: 900, Core: true, perHundred: 3.8, season: always},
		{Name: "Baguette", Category: bread, Price: 400, UnitCost: 110, Pack: 8, Crate: 24, Grams: 300, Core: true, perHundred: 3.3, season: always},
		{Name: "Seeded Rye", Category: bread, Price: 900, UnitCost: 290, Pack: 4, Crate: 12, Grams: 800, To: week(62) - 1, perHundred: 1.3, season: cold},
		{Name: "Rosemary Focaccia", Category: bread, Price: 700, UnitCost: 210, Pack: 6, Crate: 10, Grams: 500, From: week(35), perHundred: 1.9, warm: 0.04, season: always},
		{Name: "Butter Croissant", Category: pastry, Price: 400, UnitCost: 140, Pack: 12, Crate: 36, Grams: 75, Core: true, perHundred: 4.4, season: always},
		{Name: "Cinnamon Roll", Category: pastry, Price: 450, UnitCost: 130, Pack: 12, Crate: 24, Grams: 140, Core: true, perHundred: 3.9, warm: -0.10, season: cold},
		{Name: "Blueberry Scone", Category: pastry, Price: 375, UnitCost: 110, Pack: 8, Crate: 32, Grams: 110, perHundred: 2, season: always},
		{Name: "Chocolate Chip Cookie", Category: pastry, Price: 250, UnitCost: 70, Pack: 12, Crate: 60, Grams: 70, perHundred: 2.9, season: always},
		{Name: "Apple Cider Donut", Category: pastry, Price: 300, UnitCost: 80, Pack: 12, Crate: 48, Grams: 65, perHundred: 4, warm: -0.06, season: cider},
		{Name: "Lemon Bar", Category: pastry, Price: 400, UnitCost: 120, Pack: 9, Crate: 36, Grams: 90, From: week(80), perHundred: 1.6, warm: 0.05, season: always},
		{Name: "Strawberry Jam, 8 oz", SKU: "JAM-STR-8", Category: pantry, Price: 850, UnitCost: 310, Pack: 6, Crate: 24, Grams: 380, CarryOver: true, perHundred: 0.9, season: gifts},
		{Name: "Wildflower Honey, 12 oz", SKU: "HON-WLD-12", Category: pantry, Price: 1200, UnitCost: 600, Pack: 6, Crate: 24, Grams: 560, CarryOver: true, perHundred: 0.8, season: gifts},
		{Name: "Free-Range Eggs, dozen", SKU: "EGG-12", Category: produce, Price: 700, UnitCost: 380, Pack: 5, Crate: 15, Grams: 750, CarryOver: true, Core: true, perHundred: 2.2, season: always},
		{Name: "Salad Mix", Category: produce, Price: 500, UnitCost: 150, Pack: 5, Crate: 20, Grams: 180, perHundred: 1.8, warm: 0.12, season: salads},
		{Name: "Heirloom Tomatoes", Category: produce, Price: 450, UnitCost: 160, Pack: 5, Crate: 20, Grams: 460, ByWeight: true, Core: true, perHundred: 3, warm: 0.06, season: tomatoes},
	}
	for i := range list {
		list[i].Storage = "ambient"
		if list[i].SKU == "EGG-12" || list[i].Name == "Salad Mix" {
			list[i].Storage = "chilled"
		}
		list[i].From = max(list[i].From, begin)
		if list[i].To == 0 {
			list[i].To = civil.Last
		}
	}
	return list
}
