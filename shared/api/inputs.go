package api

import (
	"time"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
)

// Days is a range of calendar days in the query of a list. Embed it in an input.
type Days struct {
	From string `query:"from" format:"date" maxLength:"10" doc:"First day, YYYY-MM-DD" example:"2026-11-01"`
	To   string `query:"to" format:"date" maxLength:"10" doc:"Last day, YYYY-MM-DD" example:"2026-11-30"`
}

// Range reads d; what is absent comes from the given days. It fails with
// errs.Invalid if the range runs backwards or is longer than most days.
func (d Days) Range(from, to civil.Date, most int) (civil.Date, civil.Date, error) {
	var err error
	if d.From != "" {
		if from, err = Date("query.from", d.From); err != nil {
			return 0, 0, err
		}
	}
	if d.To != "" {
		if to, err = Date("query.to", d.To); err != nil {
			return 0, 0, err
		}
	}
	if to < from {
		return 0, 0, errs.InvalidField("query.to", "%s is before the first day, %s", to, from)
	}
	if int(to-from) >= most {
		return 0, 0, errs.InvalidField("query.to", "at most %d days at a time", most)
	}
	return from, to, nil
}

// Page is a place in a list and how much of it to show. Embed it in an input.
type Page struct {
	After string `query:"after" maxLength:"300" doc:"Where the page before ended: its next"`
	Limit int32  `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many to show"`
}

// MarketDay names one market day in a path. Embed it in an input.
type MarketDay struct {
	Date  string `path:"date" format:"date" maxLength:"10" doc:"Day, YYYY-MM-DD" example:"2026-11-28"`
	Venue string `path:"venue" pattern:"^[a-z0-9]{1,40}$" doc:"Id of the venue" example:"n0123456789ab"`
}

// Day reads the day.
func (d MarketDay) Day() (civil.Date, error) { return Date("path.date", d.Date) }

// Date reads a calendar day that stands at location in the request. It fails with errs.Invalid.
func Date(location, text string) (civil.Date, error) {
	d, err := civil.ParseDate(text)
	if err != nil {
		return 0, errs.InvalidField(location, "%s", err.Error())
	}
	return d, nil
}

// Clock reads a time of day that stands at location in the request. It fails with errs.Invalid.
func Clock(location, text string) (civil.Clock, error) {
	c, err := civil.ParseClock(text)
	if err != nil {
		return 0, errs.InvalidField(location, "%s", err.Error())
	}
	return c, nil
}

// Today is the calendar day at now, anywhere on Earth: a vendor west of
// Greenwich may still be on the day before, one east of it on the day after.
func Today(now time.Time) civil.Date { return civil.DateOf(now.UTC()) }
