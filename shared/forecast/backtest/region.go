package main

import (
	"github.com/marketprep/marketprep/shared/forecast"
	"github.com/marketprep/marketprep/shared/forecast/holiday"
)

// region is where v's panel is from, as far as could be known on a day: a panel does
// not say, a vendor's profile does. It is the region whose calendar agrees best with
// the panel's columns; empty if none agrees well.
func (v *vendor) region(known forecast.Day) string {
	best, most := "", 3.0
	for _, region := range holiday.Regions() {
		if a := v.agreement(region, known); a > most {
			best, most = region, a
		}
	}
	return best
}

// agreement counts the days on which region and panel agree that there is a holiday,
// less those on which they do not; a day without school counts half. A column that
// never says so says nothing.
func (v *vendor) agreement(region string, known forecast.Day) float64 {
	var public, school struct {
		sum  float64
		said bool
	}
	last := forecast.Day(-1)
	for _, r := range v.rows {
		c := r.conditions
		if r.sale.Day > known {
			break
		}
		if r.sale.Day == last || !c.CalendarKnown {
			continue
		}
		last = r.sale.Day
		_, ok := holiday.Public(region, int32(last))
		public.sum += agree(c.Holiday, ok)
		public.said = public.said || c.Holiday
		school.sum += agree(c.SchoolHoliday, holiday.School(region, int32(last))) / 2
		school.said = school.said || c.SchoolHoliday
	}
	sum := 0.0
	if public.said {
		sum += public.sum
	}
	if school.said {
		sum += school.sum
	}
	return sum
}

func agree(panel, calendar bool) float64 {
	switch {
	case panel && calendar:
		return 1
	case panel != calendar:
		return -1
	}
	return 0
}
