// Package forecast predicts, for one vendor, one market day and every product on
// offer, the distribution of demand: what could have been sold. It is pure:
// slices in, numbers out, the same for the same history on every machine.
//
// How it goes, and where:
//
//	rows.go      the history as observations: a product at a venue on a day
//	levels.go    what was usual before each of them: running means by slot (a weekday
//	             at a venue), venue, product and vendor
//	calendar.go, weather.go, season.go
//	             what else was known of the day, as numbers
//	design.go    the features, the priors of their coefficients, and the mean: a blend
//	             of the usual and of the regression
//	irls.go      the regression: negative binomial, log link, maximum a posteriori
//	spread.go    dispersions by product and slot
//	censor.go    demand behind sell-outs
//	model.go     the fit, and its refreshment with newer sales
//	predict.go   forecasts with their parts and comparable days; cold.go where nothing
//	             was sold yet; confidence.go how sure they are
//	negbin.go    the predicted distribution; order.go how much of it to bring
//	heuristic.go what is said without a model
//
// The method, its figures on real data, and what it cannot do: docs/forecast.md.
package forecast

// Day is a calendar day at the venue, counted from 1970-01-01.
type Day int32

// EventSize says how much an event may matter.
type EventSize int

// The sizes of events.
const (
	NoEvent EventSize = iota
	MediumEvent
	LargeEvent
)

// Conditions are what is known of a market day beside its sales.
type Conditions struct {
	TempC, RainMM          float64 // over the selling hours; NaN: unknown
	Event                  EventSize
	Holiday, SchoolHoliday bool
	CalendarKnown          bool // Holiday and SchoolHoliday say it; else the region's calendar does
}

// Sale is what was sold of one product at one venue on one day. Of several for
// the same three, the units are added.
type Sale struct {
	Product, Venue int32
	Day            Day
	Units          float64
	SoldOut        bool    // Units is a lower bound of the demand
	OpenShare      float64 // share of the selling hours before it sold out; 0: unknown
	Brought        float64 // 0: unknown
	Weight         float64 // 0 means 1
}

// MarketDay is a past market day and its conditions.
type MarketDay struct {
	Venue int32
	Day   Day
	Conditions
}

// History is everything a vendor's forecasts rest on. Products and venues are
// numbered from 0.
type History struct {
	Products, Venues int
	Category         []int32 // per product, -1 none; nil: none has one
	Core             []bool  // per product: most visitors want it; may be nil
	Region           string  // whose holidays count: "US-GA", "DE"; empty: none
	Sales            []Sale  // in any order
	Days             []MarketDay
	VisitorsPerDay   []float64 // per venue, 0 unknown; may be nil
}

// Request asks for forecasts of one market day.
type Request struct {
	Venue    int32
	Day      Day
	Products []int32
	Conditions
}

// PartKind names what a part of a mean comes from.
type PartKind string

// The kinds of parts.
const (
	BasePart    PartKind = "base"
	SeasonPart  PartKind = "season"
	TrendPart   PartKind = "trend"
	WeatherPart PartKind = "weather"
	EventPart   PartKind = "event"
	HolidayPart PartKind = "holiday"
	SellOutPart PartKind = "sellout"
)

// Part is one part of a mean, in units. The parts of a forecast sum to its mean.
type Part struct {
	Kind  PartKind
	Units float64
}

// Comparable is a past day that weighed in a forecast.
type Comparable struct {
	Day     Day
	Venue   int32
	Units   float64
	SoldOut bool
}

// Basis says how near to the product, venue and weekday the data are that a
// forecast rests on.
type Basis string

// The bases, the nearest first.
const (
	SlotBasis      Basis = "slot"     // the product at this venue on this weekday
	VenueBasis     Basis = "venue"    // the product at this venue
	ProductBasis   Basis = "product"  // the product at other venues
	CategoryBasis  Basis = "category" // similar products
	ColdBasis      Basis = "cold"     // nothing
	HeuristicBasis Basis = "heuristic"
)

// Forecast is the predicted demand for one product: negative binomial with the
// given mean and variance Mean + Dispersion·Mean².
type Forecast struct {
	Product    int32
	Mean       float64
	Dispersion float64
	Parts      []Part
	Comparable []Comparable // at most four, the most similar first
	Days       int          // market days of this venue and weekday behind it
	Confidence float64      // 0 to 1
	Basis      Basis
}
