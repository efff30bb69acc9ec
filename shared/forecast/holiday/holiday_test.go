package holiday_test

import (
	"testing"
	"time"

	"github.com/marketprep/marketprep/shared/forecast/holiday"
)

func day(t *testing.T, date string) int32 {
	t.Helper()
	d, err := time.Parse(time.DateOnly, date)
	if err != nil {
		t.Fatal(err)
	}
	return int32(d.Unix() / (24 * 60 * 60))
}

func TestPublicHolidays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ region, date, want string }{
		{"US", "2024-11-28", "Thanksgiving"},
		{"US-GA", "2026-05-25", "Memorial Day"},
		{"US", "2021-07-05", "Independence Day"}, // the 4th was a Sunday
		{"US", "2021-12-31", "New Year's Day"},   // the 1st was a Saturday
		{"US", "2020-06-19", ""},
		{"US", "2023-06-19", "Juneteenth"},
		{"US-LA", "2025-03-04", "Mardi Gras"},
		{"US-TX", "2025-03-04", ""},
		{"US-TX", "2024-10-14", ""},
		{"US-MA", "2024-10-14", "Columbus Day"},
		{"US-MA", "2024-04-15", "Patriots' Day"},
		{"DE", "2024-05-09", "Ascension Day"},
		{"DE-BY", "2024-05-30", "Corpus Christi"},
		{"DE-BE", "2024-05-30", ""},
		{"DE-BE", "2024-03-08", "Women's Day"},
		{"DE-SN", "2024-11-20", "Day of Repentance"},
		{"DE-HH", "2017-10-31", ""},
		{"DE-HH", "2018-10-31", "Reformation Day"},
		{"FR", "2025-07-14", "Bastille Day"},
		{"FR-67", "2025-12-26", "St Stephen's Day"},
		{"FR", "2025-12-26", ""},
		{"GB", "2021-12-27", "Christmas Day"},
		{"GB", "2021-12-28", "Boxing Day"},
		{"GB", "2022-12-27", "Christmas Day"},
		{"GB", "2022-12-26", "Boxing Day"},
		{"GB", "2020-12-28", "Boxing Day"},
		{"GB-SCT", "2024-08-05", "Summer bank holiday"},
		{"GB-ENG", "2024-08-26", "Summer bank holiday"},
		{"CA", "2024-10-14", "Thanksgiving"},
		{"CA-ON", "2024-05-20", "Victoria Day"},
		{"CA-QC", "2024-06-24", "St John the Baptist Day"},
		{"CA-ON", "2024-06-24", ""},
		{"", "2024-12-25", ""},
		{"XX", "2024-12-25", ""},
	} {
		if got, ok := holiday.Public(c.region, day(t, c.date)); got != c.want || ok != (c.want != "") {
			t.Errorf("Public(%s, %s) = %q, %v, want %q", c.region, c.date, got, ok, c.want)
		}
	}
}

func TestEaster(t *testing.T) {
	t.Parallel()
	for year, date := range map[int]string{2016: "2016-03-27", 2019: "2019-04-21", 2024: "2024-03-31", 2025: "2025-04-20", 2038: "2038-04-25"} {
		if got, want := holiday.Easter(year), day(t, date); got != want {
			t.Errorf("Easter(%d) = %d, want %d", year, got, want)
		}
	}
}

func TestSchoolHolidays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		region, date string
		want         bool
	}{
		{"DE-BW", "2017-08-15", true}, {"DE-BW", "2017-07-15", false}, {"DE-BW", "2018-05-26", true}, {"DE-BE", "2018-05-26", false},
		{"US-GA", "2024-07-04", true}, {"US-GA", "2024-08-20", false}, {"US-NY", "2024-06-10", false}, {"US-NY", "2024-08-20", true},
		{"US", "2024-11-27", true}, {"US", "2024-12-30", true}, {"FR", "2024-08-01", true}, {"GB-SCT", "2024-08-25", false}, {"GB-ENG", "2024-08-25", true},
		{"CA-QC", "2024-03-05", true}, {"", "2024-12-30", false},
	} {
		if got := holiday.School(c.region, day(t, c.date)); got != c.want {
			t.Errorf("School(%s, %s) = %v", c.region, c.date, got)
		}
	}
}

func TestEveryRegionHasItsHolidaysEveryYear(t *testing.T) {
	t.Parallel()
	for _, region := range holiday.Regions() {
		for year := 2013; year < 2033; year++ {
			public, school := 0, 0
			for d := day(t, time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)); d <= day(t, time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)); d++ {
				if _, ok := holiday.Public(region, d); ok {
					public++
				}
				if holiday.School(region, d) {
					school++
				}
			}
			if public < 7 || public > 20 || school < 30 || school > 150 {
				t.Fatalf("%s has %d public holidays and %d days without school in %d", region, public, school, year)
			}
		}
	}
}
