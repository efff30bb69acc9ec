package market

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// GetCalendarFeed shows the market days to calendars.
func GetCalendarFeed(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	s := store.New(table, env.Now)
	return getCalendarFeed{s.CalendarOf, s.MarketYears, env.Now}.operation(), nil
}

type getCalendarFeed struct {
	whose func(ctx context.Context, hash string) (tenant.ID, error)
	years func(ctx context.Context, v tenant.ID, from, to int) (store.Markets, error)
	now   func() time.Time
}

type getCalendarFeedInput struct {
	File string `path:"file" pattern:"^[A-Z2-7]{26}\\.ics$" doc:"The end of the address"`
}

type getCalendarFeedOutput struct {
	ContentType  string `header:"Content-Type"`
	CacheControl string `header:"Cache-Control"`
	Body         []byte
}

// feedBack and feedAhead are how far back and ahead the calendar reaches, in days.
const feedBack, feedAhead civil.Date = 30, 365

func (h getCalendarFeed) operation() api.Operation {
	return api.Public(huma.Operation{
		OperationID: "get-calendar-feed",
		Method:      http.MethodGet,
		Path:        "/calendars/{file}",
		Summary:     "Your market days, for calendars",
		Description: "In the iCalendar format, without signing in, for whoever has the address: 30 days back and a year ahead.",
		Tags:        []string{"market"},
		Responses: map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{
			"text/calendar": {Schema: &huma.Schema{Type: huma.TypeString}},
		}}},
	}, h.serve)
}

func (h getCalendarFeed) serve(ctx context.Context, in *getCalendarFeedInput) (*getCalendarFeedOutput, error) {
	v, err := h.whose(ctx, hashOf(strings.TrimSuffix(in.File, ".ics")))
	if err != nil {
		return nil, err
	}
	today := api.Today(h.now())
	m, err := h.years(ctx, v, (today - feedBack).Year(), (today + feedAhead).Year())
	if err != nil {
		return nil, err
	}
	return &getCalendarFeedOutput{"text/calendar; charset=utf-8", "private, max-age=3600", calendarOf(m, today)}, nil
}

// calendarOf writes market days as RFC 5545 wants them: lines that end in CRLF and
// have at most 75 bytes, times in UTC, and for each day a UID that stays.
func calendarOf(m store.Markets, today civil.Date) []byte {
	var b strings.Builder
	line := func(name, value string) {
		text := name + ":" + value
		for limit := 75; len(text) > limit; limit = 74 {
			cut := limit
			for !utf8.RuneStart(text[cut]) {
				cut--
			}
			b.WriteString(text[:cut] + "\r\n ")
			text = text[cut:]
		}
		b.WriteString(text + "\r\n")
	}
	escape := strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)
	stamp := func(t time.Time) string { return t.UTC().Format("20060102T150405Z") }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//MarketPrep//Market days//EN")
	line("X-WR-CALNAME", escape.Replace(m.Vendor.Name))
	for _, d := range market.Calendar(m.Venues, m.Exceptions, today-feedBack, today+feedAhead) {
		n := m.Venues[d.Venue]
		zone := n.Location(m.Vendor.Location())
		line("BEGIN", "VEVENT")
		line("UID", fmt.Sprintf("%s-%s@marketprep", d.Date, d.Venue))
		line("DTSTAMP", stamp(today.Time(time.UTC)))
		line("DTSTART", stamp(d.Date.At(d.Opens, zone)))
		line("DTEND", stamp(d.Date.At(d.Closes, zone)))
		line("SUMMARY", escape.Replace(d.VenueName))
		if n.Address != "" {
			line("LOCATION", escape.Replace(n.Address))
		}
		if d.Note != "" {
			line("DESCRIPTION", escape.Replace(d.Note))
		}
		if d.Status == market.Skipped {
			line("STATUS", "CANCELLED")
		} else {
			line("STATUS", "CONFIRMED")
		}
		line("END", "VEVENT")
	}
	line("END", "VCALENDAR")
	return []byte(b.String())
}
