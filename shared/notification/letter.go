package notification

import (
	"strings"
	"time"

	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/weather"
)

// Links are where letters lead to.
type Links struct {
	Web   string // address of the pages, without a slash at the end
	Token string // what stops all letters to the member
}

// How long names may be in a subject and in a line, in characters, and how many
// products a letter names of a list that is ready and of one that moved.
const (
	inSubject = 40
	inLine    = 60
	mostLines = 80
	mostMoved = 15
)

// writer writes one letter to one member.
type writer struct {
	words
	stall  Stall
	member Member
	links  Links
	lines  []string
}

// Write returns l as m reads it: lines that are short enough for a phone. No name that
// somebody gave to something can break a line.
func (l Letter) Write(s Stall, m Member, links Links) (subject, text string) {
	w := &writer{words: languages[m.Chosen(s.Vendor).Language], stall: s, member: m, links: links}
	switch l.Kind {
	case ListReady:
		subject = w.ready(l.Days)
	case ListMoved:
		subject = w.moved(l.Days)
	case ReconnectSquare:
		subject = w.lost(l)
	case HowItWent:
		subject = w.over(l.Days)
	}
	w.say("—")
	w.say(w.Because, "business", name(s.Vendor.Name, inLine))
	w.link(w.Choose, "/settings")
	w.link(w.Stop, "/stop-letters#"+links.Token)
	return sentence(subject), strings.Join(w.lines, "\n") + "\n"
}

// say writes a line.
func (w *writer) say(text string, values ...string) {
	w.lines = append(w.lines, fill(text, values...))
}

func (w *writer) gap() { w.lines = append(w.lines, "") }

// link writes what an address is for, and below it the address: a long line that no
// program breaks must stand alone.
func (w *writer) link(what, path string) { w.lines = append(w.lines, what, w.links.Web+path, "") }

func (w *writer) imperial() bool { return w.stall.Vendor.Units == "imperial" }

// heading writes which day it is, where and from when to when.
func (w *writer) heading(d Day) {
	w.lines = append(w.lines, sentence(w.date(d.Date.Time(time.UTC))), name(d.VenueName, inLine))
	w.say(w.Hours, "opens", w.clock(int(d.Opens), w.imperial()), "closes", w.clock(int(d.Closes), w.imperial()))
}

func (w *writer) ready(days []Day) (subject string) {
	units := 0
	for _, d := range days {
		units += d.units()
		w.heading(d)
		if c := d.List.RestsOn.Conditions; c != nil {
			text := w.Weather
			if c.Source == weather.Usual || c.Source == weather.Neutral {
				text = w.WeatherUsual
			}
			if sky := w.sky(&recommendation.KnownSky{TempC: c.TempC, RainMM: c.RainMM, Code: c.Code}, c); sky != "" {
				w.say(text, "sky", sky)
			}
		}
		if w.member.sees() {
			if t := d.List.Totals; t.ExpectedRevenue > 0 {
				w.say(w.Expect, "money", w.amount(t.ExpectedRevenue))
			}
			if d.List.Totals.Verdict == recommendation.Stay {
				w.say(w.Stay)
			}
		}
		w.gap()
		w.items(d.List.Items)
		w.gap()
		w.restsOn(d.List)
		w.link(w.Whole, page("/market/", d))
	}
	one := days[0]
	if len(days) == 1 {
		return fill(w.ReadyOne, "weekday", w.Weekdays[one.Date.Weekday()], "venue", name(one.VenueName, inSubject), "units", w.count(w.Units, units))
	}
	return fill(w.ReadyMany, "weekdays", w.weekdays(days), "markets", w.count(w.Markets, len(days)), "units", w.count(w.Units, units))
}

func page(path string, d Day) string { return path + d.Date.String() + "/" + d.Venue }

// items writes what is to be packed, in the order of the list.
func (w *writer) items(items []recommendation.Item) {
	lines, left := 0, 0
	for _, it := range items {
		if it.Bring == 0 {
			continue
		}
		if lines == mostLines {
			left++
			continue
		}
		lines++
		text := w.Bring
		if it.Override != nil && it.Bring != it.Recommend {
			text = w.BringOwn
		}
		w.say(text, "bring", w.number(it.Bring), "name", name(it.Name, inLine), "low", w.number(it.Low), "high", w.number(it.High), "recommended", w.number(it.Recommend))
	}
	if left > 0 {
		w.say(w.count(w.More, left))
	}
}

func (w *writer) moved(days []Day) (subject string) {
	for _, d := range days {
		m := d.Moved
		w.heading(d)
		w.say(w.NowUnits, "units", w.count(w.Units, m.Units), "was", w.number(m.Was))
		if w.member.sees() && m.Revenue != m.WasMade {
			w.say(w.NowMoney, "money", w.amount(m.Revenue), "was", w.amount(m.WasMade))
		}
		w.gap()
		w.say(w.Why)
		w.why(d)
		w.gap()
		if len(m.Items) > 0 {
			w.say(w.Changed)
		}
		for _, it := range m.Items[:min(len(m.Items), mostMoved)] {
			text, own := w.Item, ""
			if it.Own != nil {
				text, own = w.ItemOwn, w.number(*it.Own)
			}
			w.say(text, "now", w.number(it.Now), "name", name(it.Name, inLine), "was", w.number(it.Was), "own", own)
		}
		if left := len(m.Items) - mostMoved; left > 0 {
			w.say(w.count(w.More, left))
		}
		w.gap()
		w.restsOn(d.List)
		w.link(w.Whole, page("/market/", d))
	}
	one := days[0]
	if len(days) > 1 {
		return fill(w.MovedMany, "weekdays", w.weekdays(days), "markets", w.count(w.Markets, len(days)))
	}
	return fill(w.MovedOne, "weekday", w.Weekdays[one.Date.Weekday()], "venue", name(one.VenueName, inSubject), "units", w.count(w.Units, one.Moved.Units), "was", w.number(one.Moved.Was))
}

// why writes what moved a list, in units.
func (w *writer) why(d Day) {
	m := d.Moved
	if m.caused(m.Weather) {
		now, was := "", w.sky(m.Sky, nil)
		if c := d.List.RestsOn.Conditions; c != nil {
			now = w.sky(&recommendation.KnownSky{TempC: c.TempC, RainMM: c.RainMM, Code: c.Code}, nil)
		}
		text := w.BySky
		if now == "" || was == "" || now == was {
			text = w.ByWeather
		}
		w.say(text, "signed", w.signed(m.Weather), "sky", now, "was", was)
	}
	if m.caused(m.Events) {
		w.say(w.ByEvents, "signed", w.signed(m.Events))
		for _, e := range []struct {
			text  string
			names []string
		}{{w.NewEvents, m.New}, {w.GoneEvents, m.Gone}} {
			if len(e.names) > 0 {
				w.say(e.text, "names", w.list(named(e.names)))
			}
		}
	}
	if m.caused(m.Sales) {
		w.say(w.BySales, "signed", w.signed(m.Sales))
	}
}

func named(names []string) []string {
	const most = 5
	var clean []string
	for _, n := range names[:min(len(names), most)] {
		clean = append(clean, name(n, inLine))
	}
	return clean
}

func (w *writer) lost(l Letter) (subject string) {
	at := l.lost.In(w.stall.Vendor.Location())
	moment := fill(w.Moment, "date", w.date(at), "clock", w.clock(at.Hour()*60+at.Minute(), w.imperial()))
	w.say(w.Lost, "moment", moment)
	w.say(w.LostMeans)
	w.gap()
	if w.member.Role.AtLeast(tenant.Owner) {
		w.link(w.LostOwner, "/connections")
	} else {
		w.link(w.LostOther, "/connections")
	}
	return w.LostSubject
}

func (w *writer) over(days []Day) (subject string) {
	w.say(w.Over)
	w.gap()
	for _, d := range days {
		w.heading(d)
		w.lines = append(w.lines, w.links.Web+page("/review/", d), "")
	}
	if len(days) > 1 {
		return fill(w.OverMany, "weekdays", w.weekdays(days))
	}
	return fill(w.OverOne, "weekday", w.Weekdays[days[0].Date.Weekday()], "venue", name(days[0].VenueName, inSubject))
}
