// Package notification decides which letters a member of a vendor gets, when, and what
// they say: from settings, lists, what letters told before, the till's connection and
// reports. It does no I/O.
package notification

import (
	"slices"
	"strings"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/tenant"
)

// Kind is what a letter is about.
type Kind string

// The kinds of letters.
const (
	ListReady       Kind = "listReady"       // the lists of the coming market days are made
	ListMoved       Kind = "listMoved"       // a list that the member knows has other numbers
	ReconnectSquare Kind = "reconnectSquare" // the till's connection was lost
	HowItWent       Kind = "howItWent"       // a market is over, and nobody has told how it went
)

// Language is the one that letters are written in.
type Language string

// The languages.
const (
	English Language = "en"
	Spanish Language = "es"
	German  Language = "de"
)

// Settings say which letters a member wants, and when.
type Settings struct {
	Language        Language  `json:"language" enum:"en,es,de" doc:"Language of the letters"`
	ListReady       WhenReady `json:"listReady"`
	ListMoved       WhenMoved `json:"listMoved"`
	ReconnectSquare WhenLost  `json:"reconnectSquare"`
	HowItWent       WhenOver  `json:"howItWent"`
}

// WhenReady says when lists that are ready are told of.
type WhenReady struct {
	On         bool        `json:"on"`
	DaysBefore int         `json:"daysBefore" doc:"Days before the market, 0 to 6; lists are made a week ahead"`
	At         civil.Clock `json:"at" doc:"Time of the day, in the vendor's time zone"`
}

// WhenMoved says from which change on a list is told of again.
type WhenMoved struct {
	On      bool `json:"on"`
	Percent int  `json:"percent" doc:"It changed by more than so much, in units or in revenue; 5 to 100"`
}

// WhenLost says whether a lost connection is told of.
type WhenLost struct {
	On bool `json:"on"`
}

// WhenOver says when a market is asked after whose report is missing.
type WhenOver struct {
	On         bool `json:"on"`
	HoursAfter int  `json:"hoursAfter" doc:"Hours after it closed, 1 to 24"`
}

// Bounds of the settings.
const (
	MostDaysBefore = 6
	LeastPercent   = 5
	MostPercent    = 100
	MostHoursAfter = 24
)

// Defaults are the settings of a member who chose none, at a vendor in region, which
// may be unknown.
func Defaults(region string, role tenant.Role) Settings {
	return Settings{
		Language:        spoken(region),
		ListReady:       WhenReady{On: true, DaysBefore: 2, At: 18 * 60},
		ListMoved:       WhenMoved{On: true, Percent: 20},
		ReconnectSquare: WhenLost{On: role.AtLeast(tenant.Manager)}, // helpers can do nothing about it
		HowItWent:       WhenOver{HoursAfter: 3},
	}
}

// Where most people speak a language of ours that is not English, by ISO 3166-1.
const (
	inSpanish = "AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PY SV UY VE"
	inGerman  = "AT DE LI"
)

func spoken(region string) Language {
	country, _, _ := strings.Cut(region, "-")
	switch {
	case slices.Contains(strings.Fields(inSpanish), country):
		return Spanish
	case slices.Contains(strings.Fields(inGerman), country):
		return German
	default:
		return English
	}
}

// Check fails with errs.Invalid, naming fields of the request's body, if s cannot be.
func (s Settings) Check() error {
	var wrong []errs.Field
	check := func(ok bool, field, message string) {
		if !ok {
			wrong = append(wrong, errs.Field{Location: "body." + field, Message: message})
		}
	}
	within := func(n, least, most int) bool { return least <= n && n <= most }
	_, known := languages[s.Language]
	check(known, "language", "letters are written in en, es or de")
	check(within(s.ListReady.DaysBefore, 0, MostDaysBefore), "listReady.daysBefore", "lists are made a week ahead: choose 0 to 6 days before the market")
	check(within(int(s.ListReady.At), 0, int(civil.EndOfDay)-1), "listReady.at", "a day ends before 24:00: write 00:00 and another day")
	check(within(s.ListMoved.Percent, LeastPercent, MostPercent), "listMoved.percent", "choose 5 to 100 percent: lists sway by less from day to day")
	check(within(s.HowItWent.HoursAfter, 1, MostHoursAfter), "howItWent.hoursAfter", "choose 1 to 24 hours after the market")
	if len(wrong) > 0 {
		return &errs.Error{Kind: errs.Invalid, Message: wrong[0].Message, Fields: wrong}
	}
	return nil
}
