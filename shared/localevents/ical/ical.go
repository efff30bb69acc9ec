// Package ical reads calendars in the format of RFC 5545: single events and those
// that recur, with exceptions, moved occurrences and time zones.
package ical

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	goical "github.com/emersion/go-ical"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/localevents"
)

// What a calendar may be.
const (
	mostEvents = 5000
	// mostFound is how many occurrences of all events are taken.
	mostFound = 1000
	// mostDays is how long one event may be.
	mostDays = 60
)

// Parse returns what a calendar says happens between two moments, and how many of its
// entries could not be read. Times without a zone are in zone. It fails with
// errs.Invalid if it is no calendar, or too large a one, and with errs.Unavailable if
// ctx ends first.
func Parse(ctx context.Context, calendar []byte, from, to time.Time, zone *time.Location) (found []localevents.Found, skipped int, err error) {
	trimmed := bytes.TrimSpace(bytes.TrimPrefix(calendar, []byte("\xef\xbb\xbf")))
	switch {
	case !bytes.HasPrefix(bytes.ToUpper(trimmed[:min(len(trimmed), 15)]), []byte("BEGIN:VCALENDAR")):
		if bytes.HasPrefix(trimmed, []byte("<")) {
			return nil, 0, errs.New(errs.Invalid, "this is a web page, not a calendar: look for a link that ends in .ics")
		}
		return nil, 0, errs.New(errs.Invalid, "this is no calendar in the iCalendar format")
	case bytes.Count(trimmed, []byte("BEGIN:VEVENT")) > mostEvents:
		return nil, 0, errs.New(errs.Invalid, "this calendar has more than %d events: take a smaller one", mostEvents)
	}
	c, err := goical.NewDecoder(bytes.NewReader(lines(trimmed))).Decode()
	if err != nil {
		return nil, 0, errs.Wrap(errs.Invalid, err, "this calendar cannot be read: %s", cut(err.Error()))
	}
	r := reader{from: from, to: to, zone: zone, zones: map[string]string{}, moved: map[string]bool{}}
	events := c.Events()
	for i := range events {
		r.note(&events[i])
	}
	for i := range events {
		if ctx.Err() != nil {
			return nil, 0, errs.Wrap(errs.Unavailable, ctx.Err(), "there was no time to read this calendar")
		}
		if err := r.read(&events[i]); err != nil {
			skipped++
		}
		if r.work > mostWork {
			return nil, 0, errs.New(errs.Invalid, "the events of this calendar recur too often: take a smaller one")
		}
	}
	slices.SortFunc(r.found, func(a, b localevents.Found) int { return a.Start.Compare(b.Start) })
	return r.found[:min(len(r.found), mostFound)], skipped, nil
}

// lines ends every line as the format wants it, and leaves out those that are no
// property: one of them would cost the whole calendar.
func lines(calendar []byte) []byte {
	var out bytes.Buffer
	for _, line := range bytes.Split(calendar, []byte("\n")) {
		line = bytes.TrimRight(line, "\r")
		folded := len(line) > 0 && (line[0] == ' ' || line[0] == '\t')
		if len(line) == 0 || !folded && !bytes.ContainsRune(line, ':') && !bytes.ContainsRune(line, ';') {
			continue
		}
		out.Write(line)
		out.WriteString("\r\n")
	}
	return out.Bytes()
}

func cut(s string) string { return strings.ToValidUTF8(s[:min(len(s), 200)], "") }

type reader struct {
	from, to time.Time
	zone     *time.Location
	zones    map[string]string // those that were looked up: known name, or nothing
	work     int               // see mostWork
	moved    map[string]bool   // occurrences that stand for themselves, by id
	found    []localevents.Found
}

// moment reads a time of a property. A zone that nobody knows is taken for the
// calendar's.
func (r *reader) moment(p *goical.Prop) (time.Time, error) {
	if id := p.Params.Get(goical.PropTimezoneID); id != "" {
		if name := r.zoneNamed(strings.Trim(id, `"`)); name == "" {
			p.Params.Del(goical.PropTimezoneID)
		} else {
			p.Params.Set(goical.PropTimezoneID, name)
		}
	}
	t, err := p.DateTime(r.zone)
	if err != nil {
		return t, fmt.Errorf("ical: read a time: %w", err)
	}
	return t, nil
}

// zoneNamed is the name by which Go knows a zone; empty: it does not.
func (r *reader) zoneNamed(id string) string {
	name, ok := r.zones[id]
	if ok {
		return name
	}
	name = id
	if w, ok := windows[id]; ok {
		name = w
	}
	if _, err := time.LoadLocation(name); err != nil {
		name = ""
	}
	r.zones[id] = name
	return name
}

// single splits properties that list several dates into one for each.
func single(props []goical.Prop) []goical.Prop {
	var out []goical.Prop
	for _, p := range props {
		for v := range strings.SplitSeq(p.Value, ",") {
			one := p
			one.Value = v
			out = append(out, one)
		}
	}
	return out
}

func occurrence(uid string, at time.Time) string { return uid + " " + at.UTC().Format(time.RFC3339) }

// note remembers an occurrence that was moved, so that its event does not tell it too.
func (r *reader) note(e *goical.Event) {
	if p := e.Props.Get(goical.PropRecurrenceID); p != nil {
		if at, err := r.moment(p); err == nil {
			r.moved[occurrence(uid(e), at)] = true
		}
	}
}

func uid(e *goical.Event) string {
	if p := e.Props.Get(goical.PropUID); p != nil {
		return p.Value[:min(len(p.Value), 300)]
	}
	return text(e, goical.PropSummary)
}

func text(e *goical.Event, name string) string {
	s, err := e.Props.Text(name)
	if err != nil {
		return ""
	}
	return cut(s)
}

// raw is a property's value as it stands: of what is no text.
func raw(e *goical.Event, name string) string {
	if p := e.Props.Get(name); p != nil {
		return cut(strings.TrimSpace(p.Value))
	}
	return ""
}

// read adds the occurrences of e in the window.
func (r *reader) read(e *goical.Event) error {
	if strings.EqualFold(raw(e, goical.PropStatus), "CANCELLED") {
		return nil
	}
	p := e.Props.Get(goical.PropDateTimeStart)
	if p == nil {
		return errors.New("ical: an event without a start")
	}
	start, err := r.moment(p)
	if err != nil {
		return err
	}
	f := localevents.Found{Name: text(e, goical.PropSummary), AllDay: p.ValueType() == goical.ValueDate || len(p.Value) == len("20060102")}
	f.Lat, f.Lon = place(e)
	f.Attendance = attendance(e)
	if p := e.Props.Get(goical.PropURL); p != nil && len(p.Value) <= 500 && web(strings.TrimSpace(p.Value)) {
		f.URL = strings.TrimSpace(p.Value)
	}
	length, err := r.length(e, start, f.AllDay)
	if err != nil {
		return err
	}
	starts, err := r.starts(e, start, length)
	if err != nil {
		return err
	}
	id := uid(e)
	recurs := e.Props.Get(goical.PropRecurrenceRule) != nil
	for _, at := range starts {
		f.ID, f.Start, f.End = occurrence(id, at), at, at.Add(length)
		if f.AllDay { // days are days, also when clocks change
			f.End = at.AddDate(0, 0, int(math.Round(length.Hours()/24)))
		}
		if recurs && r.moved[f.ID] || len(r.found) >= 4*mostFound {
			continue
		}
		r.found = append(r.found, f)
	}
	return nil
}

func (r *reader) length(e *goical.Event, start time.Time, allDay bool) (time.Duration, error) {
	length := time.Duration(0)
	if p := e.Props.Get(goical.PropDateTimeEnd); p != nil {
		end, err := r.moment(p)
		if err != nil {
			return 0, err
		}
		length = end.Sub(start)
	} else if p := e.Props.Get(goical.PropDuration); p != nil {
		d, err := p.Duration()
		if err != nil {
			return 0, fmt.Errorf("ical: read a duration: %w", err)
		}
		length = d
	} else if allDay {
		length = 24 * time.Hour
	}
	if length < 0 || length > mostDays*24*time.Hour {
		return 0, fmt.Errorf("ical: an event of %s", length)
	}
	return length, nil
}

func place(e *goical.Event) (lat, lon *float64) {
	a, b, ok := strings.Cut(raw(e, goical.PropGeo), ";")
	x, err := strconv.ParseFloat(a, 64)
	y, err2 := strconv.ParseFloat(b, 64)
	if !ok || err != nil || err2 != nil || !(math.Abs(x) <= 90 && math.Abs(y) <= 180) || x == 0 && y == 0 {
		return nil, nil
	}
	return &x, &y
}

func attendance(e *goical.Event) *int {
	n, err := strconv.Atoi(raw(e, "X-EXPECTED-ATTENDANCE"))
	if err != nil || n < 0 || n > 10_000_000 {
		return nil
	}
	return &n
}

// web reports whether address is one that a browser may open.
func web(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}
