package holiday

import (
	"strings"
	"time"
)

// Dates of school holidays are decided year by year, by states, Länder, districts
// even. What stands here are the usual windows, in which most schools of the region are
// closed in most years: enough to tell that families are away, and computable for any
// year.

// window is a time of the year without school.
type window struct {
	from, to  yearDay // both included; from after to goes over the new year
	easter    bool    // days are counted from Easter Sunday
	only, but string  // parts, as of rule
}

// yearDay is month×100 + day; of windows at Easter, days after it.
type yearDay int

// School reports whether schools are usually closed in a region on a day.
func School(region string, day int32) bool {
	country, part, _ := strings.Cut(region, "-")
	year, month, dayOfMonth := dateOf(day)
	at := yearDay(int(month)*100 + dayOfMonth)
	for i := range windows[country] {
		w := &windows[country][i]
		r := rule{only: w.only, but: w.but}
		if !r.has(part) {
			continue
		}
		if w.easter {
			if d := yearDay(day - Easter(year)); d >= w.from && d <= w.to {
				return true
			}
			continue
		}
		if w.from <= w.to && at >= w.from && at <= w.to || w.from > w.to && (at >= w.from || at <= w.to) {
			return true
		}
	}
	if country == "US" { // from Wednesday to Friday of Thanksgiving week
		thanksgiving := dayOf(year, time.November, 22)
		for weekday(thanksgiving) != time.Thursday {
			thanksgiving++
		}
		return day >= thanksgiving-1 && day <= thanksgiving+1
	}
	return false
}

// Parts of countries whose schools go by the same calendar.
const (
	usEarly = "AL AR AZ FL GA HI IN KS KY LA MO MS NC NE NM OK SC TN TX UT WV" // closed by the end of May
	usLate  = "CT DE MA MD ME NH NJ NY OR PA RI VA VT WA"                      // until the end of June
	deSouth = "BW BY"                                                          // the other Länder take turns
)

var windows = map[string][]window{
	"US": {
		{from: 1223, to: 101},
		{from: 525, to: 805, only: usEarly},
		{from: 625, to: 901, only: usLate},
		{from: 610, to: 820, but: usEarly + " " + usLate},
		{from: 311, to: 318, only: "AR KS LA OK TX"},
		{from: -7, to: 1, easter: true, only: "CT MA MD NJ NY PA VA"},
	},
	"DE": {
		{from: 1223, to: 105},
		{from: -8, to: 7, easter: true},
		{from: 50, to: 62, easter: true, only: deSouth},
		{from: 729, to: 909, only: deSouth},
		{from: 710, to: 818, but: deSouth},
		{from: 1028, to: 1103, only: deSouth},
		{from: 1008, to: 1022, but: deSouth},
	},
	"FR": {
		{from: 1221, to: 104},
		{from: 217, to: 303},
		{from: 412, to: 428},
		{from: 707, to: 831},
		{from: 1020, to: 1103},
	},
	"GB": {
		{from: 1221, to: 103},
		{from: 213, to: 219, but: "SCT"},
		{from: -9, to: 7, easter: true},
		{from: 526, to: 601, but: "SCT"},
		{from: 724, to: 901, but: "SCT"},
		{from: 628, to: 815, only: "SCT"},
		{from: 1024, to: 1031, but: "SCT"},
		{from: 1012, to: 1019, only: "SCT"},
	},
	"CA": {
		{from: 1222, to: 103},
		{from: 312, to: 318, but: "QC BC"},
		{from: 302, to: 308, only: "QC"},
		{from: 317, to: 328, only: "BC"},
		{from: 627, to: 901, but: "QC"},
		{from: 624, to: 826, only: "QC"},
	},
}
