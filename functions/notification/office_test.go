package notification

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/mail"
	"github.com/marketprep/marketprep/shared/mail/ses"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
	"github.com/marketprep/marketprep/shared/venue"
)

// office is a system whose letters go to a mailbox, at a time that the test sets.
type office struct {
	*functiontest.System
	t   *testing.T
	box *functiontest.Mailbox
	now time.Time
}

// thursday is when, in New York, the list of Saturday, 28 November, is told of.
var thursday = time.Date(2026, 11, 26, 23, 0, 0, 0, time.UTC)

const newYork = "America/New_York"

func newOffice(t *testing.T, now time.Time) *office {
	t.Helper()
	o := &office{t: t, box: functiontest.NewMailbox(t)}
	o.System = functiontest.New(t, map[string]string{
		"AWS_ENDPOINT_URL_SESV2": o.box.URL, "MAIL_FROM": "hello@example.com", "WEB_ORIGIN": "https://example.com", "PUBLIC_URL": "https://api.example.com/v1",
	})
	o.at(now)
	return o
}

func (o *office) at(now time.Time) {
	o.now = now
	o.At(now)
}

// stall registers a vendor with a market on Saturdays and a list for each of them.
func (o *office) stall(name, zone string) tenant.ID {
	o.t.Helper()
	v := functiontest.Vendor(o.t, name)
	err := o.Store.RegisterVendor(o.t.Context(),
		vendor.Vendor{ID: v.String(), Name: name, TimeZone: zone, Currency: "USD", Units: "imperial", Risk: vendor.Balanced, Created: o.now},
		store.SignIn{Email: name + "@example.com", Vendor: v.String(), User: "u-" + name, Role: tenant.Owner})
	if err != nil {
		o.t.Fatal(err)
	}
	err = o.Store.EditVenues(o.t.Context(), v, func(venues map[string]venue.Venue) error {
		venues[functiontest.Riverside] = venue.Venue{Name: "Riverside", Opens: 480, Closes: 780, Recurs: &venue.Recurrence{Weekdays: []string{"sat"}, Every: 1}}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	o.lists(v, 214)
	return v
}

// lists makes v's lists of the coming week, as run-forecast does: so many loaves each.
func (o *office) lists(v tenant.ID, units int) {
	o.t.Helper()
	price, last := amount.Money(650), civil.NewDate(2026, 11, 21)
	var plan store.Plan
	today := civil.DateOf(o.now.UTC())
	for d := today; d <= today+7; d++ {
		if d.Weekday() != time.Saturday {
			continue
		}
		plan.Sets = append(plan.Sets, recommendation.Set{
			Date: d, Venue: functiontest.Riverside, VenueName: "Riverside", Opens: 480, Closes: 780, Generated: o.now, Method: recommendation.Model,
			RestsOn: recommendation.RestsOn{MarketDays: 52, LastSale: &last}, Totals: recommendation.Totals{ExpectedRevenue: amount.Money(units) * 600},
			Items: []recommendation.Item{{
				Product: functiontest.Bread, Name: "Sourdough", Recommend: units, Low: units / 2, High: 2 * units, Expected: float64(units), ExpectedSold: float64(units), Price: &price,
				Reasons: []recommendation.Reason{{Kind: "base", Units: float64(units)}},
			}},
		})
	}
	if err := o.Store.SavePlan(o.t.Context(), v, plan); err != nil {
		o.t.Fatal(err)
	}
}

// member adds a member to v, as nothing does yet.
func (o *office) member(v tenant.ID, name string, role tenant.Role) tenant.Caller {
	o.t.Helper()
	err := o.Table.Put(o.t.Context(), struct {
		dynamo.Key
		Email string
		Role  tenant.Role
	}{dynamo.Key{PK: dynamo.PK("V#" + v.String()), SK: dynamo.SK("USER#u-" + name)}, name + "@example.com", role})
	if err != nil {
		o.t.Fatal(err)
	}
	return tenant.Caller{Vendor: v, User: "u-" + name, Session: "s", Role: role}
}

// try runs the job as env has it.
func (o *office) try(ctx context.Context, env *boot.Env) error {
	o.t.Helper()
	run, err := SendDueNotifications(ses.Open)(env)
	if err != nil {
		o.t.Fatal(err)
	}
	return run(ctx)
}

// job is the job, of which a test may replace parts.
func (o *office) job() sendDueNotifications {
	o.t.Helper()
	cfg, err := o.Env.AWS("SESV2")
	if err != nil {
		o.t.Fatal(err)
	}
	s := o.Store
	return sendDueNotifications{
		due: s.DueWork, post: s.Post, claim: s.ClaimLetters, note: s.NoteLetters, finish: s.FinishWork, recordRun: s.RecordRun,
		send: ses.Open(cfg, "hello@example.com"), web: "https://example.com", public: "https://api.example.com/v1", now: o.Env.Now,
	}
}

// run runs the job and returns the letters that went out, in the order of addresses.
func (o *office) run() []mail.Message {
	o.t.Helper()
	if err := o.try(o.t.Context(), o.Env); err != nil {
		o.t.Fatal(err)
	}
	letters := o.box.Take()
	slices.SortStableFunc(letters, func(a, b mail.Message) int { return strings.Compare(a.To, b.To) })
	return letters
}

// subjects are to whom letters went, and what about.
func subjects(letters []mail.Message) []string {
	all := []string{}
	for _, l := range letters {
		to, _, _ := strings.Cut(l.To, "@")
		all = append(all, to+": "+l.Subject)
	}
	return all
}

// envAt is an Env of the office at its time, with other options.
func (o *office) envAt(options ...boot.Option) *boot.Env {
	env := o.EnvWith(options...)
	now := o.now
	env.Now = func() time.Time { return now }
	return env
}
