// Package recommendation knows what a list says: how much of each product to
// bring to one market day, the range, how sure we are, and why.
package recommendation

import (
	"time"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/weather"
)

// Method says what made the numbers of a list.
type Method string

// The methods, the best first.
const (
	Model     Method = "model"     // the demand model, fitted to all sales so far
	LastModel Method = "lastModel" // the last good fit, because a new one was not possible
	Heuristic Method = "heuristic" // mean of the last 30 days, because there was no model
)

// Set is the list of one market day.
type Set struct {
	Date      civil.Date  `json:"date"`
	Venue     string      `json:"venue" doc:"Id of the venue"`
	VenueName string      `json:"venueName"`
	Opens     civil.Clock `json:"opens"`
	Closes    civil.Clock `json:"closes"`
	Generated time.Time   `json:"generated" doc:"When the list was made"`
	Method    Method      `json:"method" enum:"model,lastModel,heuristic"`
	RestsOn   RestsOn     `json:"restsOn"`
	Totals    Totals      `json:"totals"`
	Notes     []Note      `json:"notes" dynamodbav:"Remarks" doc:"What you should know before you trust the list"`
	Items     []Item      `json:"items"`
	Version   int         `json:"version" doc:"Counts the changes of this list"`
	Equipment []string    `json:"equipment,omitempty" doc:"What comes along besides products; absent: the usual"`
	Packed    []Tick      `json:"packed,omitempty" doc:"What is packed, products first"`
	Shared    *time.Time  `json:"shared,omitempty" doc:"Until when whoever has the link may read the packing list; absent: it is not shared"`

	Seen map[string]Known `json:"-"` // what members saw when they last looked at it, by their id
}

// Note is something to be told in words: in English, or by its kind and values in
// another language.
type Note struct {
	Kind   string            `json:"kind" doc:"What it says, whatever the language"`
	Text   string            `json:"text" doc:"In English"`
	Values map[string]string `json:"values,omitempty" dynamodbav:",omitempty" doc:"What is different from note to note: names, days (YYYY-MM-DD), moments and numbers, by name"`
}

// RestsOn says what the numbers rest on.
type RestsOn struct {
	MarketDays int         `json:"marketDays" doc:"Market days at this venue that the numbers rest on"`
	LastSale   *civil.Date `json:"lastSale,omitempty" doc:"Newest market day with sales"`
	Weather    string      `json:"weather" doc:"Where the weather comes from: open-meteo, nws, average (of past years), neutral (60 °F, partly cloudy); none: the venue's place is not known"`
	Conditions *Conditions `json:"conditions,omitempty" doc:"The weather of the selling hours; absent: the venue's place is not known"`
	TillRead   *time.Time  `json:"tillRead,omitempty" doc:"Until when the till's sales are in the numbers; absent: there is no till"`
	IsFallback bool        `json:"isFallback" doc:"Something was missing, and the next best thing stands for it"`
	Events     []string    `json:"events" doc:"Events that are in the numbers"`
	Holiday    string      `json:"holiday,omitempty"`

	EventSources []EventSource `json:"eventSources" doc:"Who was asked for events nearby"`
}

// TillLate is how old the till's newest sales may be when a list is made: they are
// read every night.
const TillLate = 36 * time.Hour

// EventSource is who tells of events, and when it last did.
type EventSource struct {
	Name       string     `json:"name"`
	At         *time.Time `json:"at,omitempty" doc:"When it was last read; absent: never"`
	AgeSeconds int        `json:"ageSeconds" doc:"How long ago that was, when the list was made"`
	IsFallback bool       `json:"isFallback" doc:"It was not to be read for two days: what it said before stands"`
}

// Conditions are the weather of the selling hours. What is absent is not known.
type Conditions struct {
	TempC      *float64   `json:"tempC,omitempty" doc:"Mean, in degrees Celsius"`
	RainMM     *float64   `json:"rainMm,omitempty" doc:"In all, in millimetres"`
	RainChance *float64   `json:"rainChance,omitempty" minimum:"0" maximum:"1" doc:"Chance of rain in the hour where it is greatest"`
	GustKMH    *float64   `json:"gustKmh,omitempty" doc:"Strongest gust, in kilometres per hour"`
	Code       int        `json:"code" doc:"Weather code of WMO, as of the worst hour; -1: unknown"`
	Words      string     `json:"words" doc:"What the code means"`
	Source     string     `json:"source" doc:"open-meteo, nws, average or neutral"`
	At         *time.Time `json:"at,omitempty" doc:"When it was forecast; absent: an average has no time"`
	AgeSeconds int        `json:"ageSeconds" doc:"How long ago that was"`
	IsFallback bool       `json:"isFallback" doc:"The first choice had no answer lately, and the next best thing stands for it"`
}

// AsOf is s as it is to be shown at now: what it rests on has grown older since it was
// made, unless the market is over.
func (s Set) AsOf(now time.Time) Set {
	c := s.RestsOn.Conditions
	if c == nil || c.At == nil || s.Date < civil.DateOf(now.UTC())-1 {
		return s
	}
	shown := *c
	shown.AgeSeconds = max(0, int(now.Sub(*c.At)/time.Second))
	shown.IsFallback = c.IsFallback || now.Sub(*c.At) > weather.Late
	s.RestsOn.Conditions, s.RestsOn.IsFallback = &shown, s.RestsOn.IsFallback || shown.IsFallback
	return s
}

// Totals sum the list up.
type Totals struct {
	Units           float64       `json:"units" doc:"Units to bring"`
	ExpectedSold    float64       `json:"expectedSold" doc:"Units expected to be sold of them"`
	ExpectedRevenue amount.Money  `json:"expectedRevenue" doc:"In the minor unit of the currency, of products with a price"`
	ExpectedProfit  *amount.Money `json:"expectedProfit,omitempty" doc:"Less unit costs and the stall's fee; absent if a cost is not known"`
	Fee             amount.Money  `json:"fee"`
	ExpectedLeft    float64       `json:"expectedLeft" doc:"Units expected to come back"`
	ExpectedWaste   *amount.Money `json:"expectedWaste,omitempty" doc:"What the units that come back have cost, less what they are still worth; absent if a cost is not known"`
	SellOutShare    float64       `json:"sellOutShare" minimum:"0" maximum:"1" doc:"Share of the products that are expected to sell out"`
	Verdict         Verdict       `json:"verdict" enum:"go,stay,unknown" doc:"Whether the day is expected to earn its fee"`
}

// Verdict says whether a market day is worth going to.
type Verdict string

// The verdicts.
const (
	Go        Verdict = "go"
	Stay      Verdict = "stay" // expected profit is below 0
	Undecided Verdict = "unknown"
)

// Item is one product on the list.
type Item struct {
	Product    string   `json:"product" doc:"Id of the product"`
	Name       string   `json:"name"`
	Category   string   `json:"category"`
	Bring      int      `json:"bring" doc:"Units to bring: the override if there is one, else recommended"`
	Recommend  int      `json:"recommended" doc:"Units we recommend"`
	PreOrdered int      `json:"preOrdered" doc:"Units ordered beforehand; they are in bring and in recommended"`
	Limited    bool     `json:"limited" doc:"More would pay, but there is no space or no more of it"`
	Learned    int      `json:"learned" doc:"How many of the recommended units are there because your own numbers were right before; below 0: are not"`
	Low        int      `json:"low" doc:"Demand is below this on one day in ten"`
	High       int      `json:"high" doc:"Demand is above this on one day in ten"`
	Expected   float64  `json:"expected" doc:"Mean of the demand; the reasons add up to it"`
	LastTime   *float64 `json:"lastTime,omitempty" doc:"Units sold on the venue's last day of the same weekday; absent: none"`
	LastFour   *float64 `json:"lastFour,omitempty" doc:"Mean of the units sold on the venue's last four days of the same weekday, or as many as there were; absent: none"`
	Confidence float64  `json:"confidence" minimum:"0" maximum:"1"`
	FirstGuess bool     `json:"firstGuess" doc:"There are fewer than four comparable market days"`

	Reasons    []Reason     `json:"reasons"`
	Comparable []Comparable `json:"comparable" doc:"Past days most like this one, the most similar first"`

	Price           *amount.Money `json:"price,omitempty"`
	ExpectedSold    float64       `json:"expectedSold" doc:"Units expected to be sold if you bring the recommended number"`
	ExpectedRevenue amount.Money  `json:"expectedRevenue"`
	SellOutChance   float64       `json:"sellOutChance" minimum:"0" maximum:"1" doc:"Chance that the recommended number is not enough"`
	PackSize        int           `json:"packSize"`
	CrateSize       *int          `json:"crateSize,omitempty" doc:"Units that fit into one crate"`
	WeightGrams     *int          `json:"weightGrams,omitempty" doc:"What one unit weighs, packed"`
	Storage         string        `json:"storage" enum:"ambient,chilled,frozen"`
	Override        *Override     `json:"override,omitempty"`
}

// Reason is one part of the expected demand.
type Reason struct {
	Kind  string  `json:"kind" enum:"base,season,trend,weather,event,holiday,sellout"`
	Units float64 `json:"units"`
	Text  string  `json:"text"`
}

// Comparable is a past market day.
type Comparable struct {
	Date    civil.Date `json:"date"`
	Units   float64    `json:"units"`
	SoldOut bool       `json:"soldOut"`
}

// Override is the number that the vendor chose instead.
type Override struct {
	Quantity int       `json:"quantity"`
	Reason   string    `json:"reason"`
	At       time.Time `json:"at"`
}

// WithOverrides is s with the vendor's own numbers, by product.
func (s Set) WithOverrides(overrides map[string]Override) Set {
	items := make([]Item, len(s.Items))
	for i, it := range s.Items {
		it.Bring = it.Recommend
		if o, ok := overrides[it.Product]; ok {
			it.Override, it.Bring = &o, o.Quantity
		}
		items[i] = it
	}
	s.Items = items
	return s
}

// WithoutMoney is s without prices, revenue and profit.
func (s Set) WithoutMoney() Set {
	s.Totals.ExpectedRevenue, s.Totals.ExpectedProfit, s.Totals.Fee = 0, nil, 0
	s.Totals.ExpectedWaste, s.Totals.Verdict = nil, Undecided
	items := make([]Item, len(s.Items))
	for i, it := range s.Items {
		it.Price, it.ExpectedRevenue = nil, 0
		items[i] = it
	}
	s.Items = items
	return s
}
