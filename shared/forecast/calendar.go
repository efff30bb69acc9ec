package forecast

import (
	"slices"
	"time"

	"github.com/marketprep/marketprep/shared/forecast/holiday"
)

// What a holiday does depends on which one it is: on feasts (Christmas, New Year,
// Easter) people stay at home, on other holidays they go out; on the last shopping days
// before a feast they buy for it, and in the week after Christmas they have enough.
// Feasts count in every region, and where none is named.

// setHolidays writes the holiday features of day d. Where the conditions do not say
// whether d is a holiday, the calendar of the region does.
func (m *Model) setHolidays(x *[features]float64, d Day, c Conditions) {
	isHoliday, isSchool := m.isHoliday(d), holiday.School(m.Region, int32(d))
	if c.CalendarKnown {
		isHoliday, isSchool = c.Holiday || m.isFeast(d), c.SchoolHoliday
	}
	x[publicHoliday], x[feast], x[school] = number(isHoliday), number(m.isFeast(d)), number(isSchool)
	x[eve], x[feastEve], x[lull], x[dayAfter] = 0, 0, 0, 0
	if isHoliday {
		return
	}
	x[feastEve] = m.beforeFeast(d)
	x[eve] = number(x[feastEve] == 0 && m.isHoliday(d+1))
	x[dayAfter] = number(m.isHoliday(d-1) || slices.Contains(m.Holidays, d-1))
	x[lull] = number(afterChristmas(d))
}

// isHoliday reports whether the region's calendar has a holiday on d.
func (m *Model) isHoliday(d Day) bool {
	_, ok := holiday.Public(m.Region, int32(d))
	return ok || m.isFeast(d)
}

func number(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// isFeast reports whether d is Christmas, New Year, Good Friday, Easter or, where it
// is kept, Thanksgiving.
func (m *Model) isFeast(d Day) bool {
	year, month, day := dateOf(d)
	switch month {
	case time.December:
		return day == 25 || day == 26
	case time.January:
		return day == 1
	case time.March, time.April:
		e := Day(holiday.Easter(year))
		return d == e-2 || d == e || d == e+1
	case time.October, time.November:
		name, _ := holiday.Public(m.Region, int32(d))
		return name == "Thanksgiving"
	}
	return false
}

// shopping is how much of the shopping for a feast is done so many days before it.
var shopping = [...]float64{1: 1, 2: 0.6, 3: 0.3, 4: 0.3, 5: 0.3}

// easterShopping is for how many days before Easter and Christmas people buy for the
// feast; for Thanksgiving, which is all about food, they do so on the Saturday before.
const easterShopping, thanksgivingShopping = 3, 5

// beforeFeast is how much d is a day of shopping for a feast, 0 to 1.
func (m *Model) beforeFeast(d Day) float64 {
	year, month, _ := dateOf(d)
	most := 0.0
	for _, f := range [...]Day{Day(holiday.Easter(year)), dayOf(year, time.December, 25)} {
		if before := f - d; before >= 1 && before <= easterShopping {
			most = shopping[before]
		}
	}
	if month == time.October || month == time.November {
		for before := Day(1); before <= thanksgivingShopping; before++ {
			if m.isFeast(d + before) {
				most = max(most, shopping[before])
			}
		}
	}
	return most
}

func afterChristmas(d Day) bool {
	_, month, day := dateOf(d)
	return month == time.December && day > 26
}

func dateOf(d Day) (year int, month time.Month, day int) {
	return time.Unix(int64(d)*24*60*60, 0).UTC().Date()
}

func dayOf(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}
