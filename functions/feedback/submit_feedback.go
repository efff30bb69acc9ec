package feedback

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/feedback"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// SubmitFeedback takes down how a market day went.
func SubmitFeedback(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return submitFeedback{store.New(table, env.Now).EditFeedback, env.Now}.operation(), nil
}

type submitFeedback struct {
	edit editReports
	now  func() time.Time
}

// editReports is store.Store.EditFeedback.
type editReports func(ctx context.Context, v tenant.ID, days []store.MarketDay, change func(int, *store.FeedbackBooks) error) error

type submitFeedbackInput struct{ Body ReportedDay }

// ReportedDay is how a market day went.
type ReportedDay struct {
	Date   string         `json:"date" format:"date" maxLength:"10" doc:"Market day, YYYY-MM-DD"`
	Venue  string         `json:"venue" pattern:"^[a-z0-9]{1,40}$" doc:"Id of the venue"`
	Rating int            `json:"rating,omitempty" minimum:"1" maximum:"5" doc:"How good the list was; 1 and 2 keep this day out of the next forecast"`
	Note   string         `json:"note,omitempty" maxLength:"1000" doc:"Crowd, parking, competitors: what you want to remember"`
	Items  []reportedItem `json:"items" minItems:"1" maxItems:"1000"`
}

// reportedItem is how it went with one product.
type reportedItem struct {
	Product   string   `json:"product" maxLength:"40" doc:"Id of the product"`
	Brought   *float64 `json:"brought,omitempty" minimum:"0" maximum:"1000000" doc:"Units brought"`
	Sold      float64  `json:"sold" minimum:"0" maximum:"1000000" doc:"Units sold"`
	Wasted    float64  `json:"thrownAway,omitempty" minimum:"0" maximum:"1000000" doc:"Units thrown away or given away"`
	SoldOut   bool     `json:"soldOut,omitempty"`
	SoldOutAt string   `json:"soldOutAt,omitempty" maxLength:"5" doc:"When it sold out, local time HH:MM"`
	Note      string   `json:"note,omitempty" maxLength:"300"`
}

type reportOutput struct{ Body feedback.Report }

func (h submitFeedback) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "submit-feedback",
		Method:      http.MethodPost,
		Path:        "/api/v1/feedback",
		Summary:     "Report how a market day went",
		Description: "What you report of a product replaces what you reported of it before, so that a request may be sent twice; other products " +
			"of the day stay as they are. Answers with the whole report, judged against the list of the day.",
		Tags: []string{"feedback"},
	}, h.serve)
}

func (h submitFeedback) serve(ctx context.Context, caller tenant.Caller, in *submitFeedbackInput) (*reportOutput, error) {
	day, err := in.Body.day("body", h.now())
	if err != nil {
		return nil, err
	}
	out := new(reportOutput)
	err = h.edit(ctx, caller.Vendor, []store.MarketDay{day}, func(_ int, f *store.FeedbackBooks) error {
		if err := in.Body.take(f, day, "body", h.now()); err != nil {
			return err
		}
		out.Body = f.Report
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// day is the market day that r, which stands at location in the request, is about.
func (r *ReportedDay) day(location string, now time.Time) (store.MarketDay, error) {
	date, err := api.Date(location+".date", r.Date)
	if err != nil {
		return store.MarketDay{}, err
	}
	if date > api.Today(now)+1 {
		return store.MarketDay{}, errs.InvalidField(location+".date", "%s has not been yet", date)
	}
	return store.MarketDay{Date: date, Venue: r.Venue}, nil
}

// take writes what r says into f.
func (r *ReportedDay) take(f *store.FeedbackBooks, day store.MarketDay, location string, now time.Time) error {
	if _, ok := f.Venues[r.Venue]; !ok {
		return errs.InvalidField(location+".venue", "you have no venue %q", r.Venue)
	}
	entries := make([]feedback.Entry, len(r.Items))
	for i, item := range r.Items {
		var err error
		if entries[i], err = item.entry(f, fmt.Sprintf("%s.items[%d]", location, i)); err != nil {
			return err
		}
	}
	f.Report.Date, f.Report.Venue, f.Report.At = day.Date, day.Venue, now.UTC()
	f.Report.Rating = cmp.Or(r.Rating, f.Report.Rating)
	f.Report.Note = cmp.Or(catalog.CleanName(r.Note), f.Report.Note)
	for _, e := range entries {
		put(&f.Report, e)
	}
	tell(f)
	return nil
}

// entry is what it, which stands at location in the request, says, judged
// against the list of the day.
func (it reportedItem) entry(f *store.FeedbackBooks, location string) (feedback.Entry, error) {
	e := feedback.Entry{
		Product: it.Product, Brought: it.Brought, Sold: it.Sold, Wasted: it.Wasted,
		SoldOut: it.SoldOut || it.SoldOutAt != "", Note: catalog.CleanName(it.Note), Verdict: feedback.Unknown,
	}
	p, ok := f.Products[it.Product]
	if !ok {
		return e, errs.InvalidField(location+".product", "you have no product %q", it.Product)
	}
	if it.Brought != nil && it.Sold+it.Wasted > *it.Brought+1e-9 {
		return e, errs.InvalidField(location+".brought", "you sold and threw away more than you brought")
	}
	if it.SoldOutAt != "" {
		at, err := api.Clock(location+".soldOutAt", it.SoldOutAt)
		if err != nil {
			return e, err
		}
		e.SoldOutAt = &at
	}
	if p.Price != nil && p.UnitCost != nil {
		e.Stakes = &feedback.Stakes{Few: float64(*p.Price - *p.UnitCost), Many: float64(*p.UnitCost) - p.Worth()}
	}
	if f.List != nil {
		for _, on := range f.List.Items {
			if on.Product == it.Product {
				e.Judge(on.Recommend, on.Low, on.High)
				e.Expected, e.LastTime, e.LastFour = &on.Expected, on.LastTime, on.LastFour
				if on.Override != nil {
					e.Chosen = &on.Override.Quantity
				}
			}
		}
	}
	return e, nil
}

// put replaces what r says of e's product.
func put(r *feedback.Report, e feedback.Entry) {
	i, found := slices.BinarySearchFunc(r.Entries, e.Product, func(x feedback.Entry, p string) int { return cmp.Compare(x.Product, p) })
	if !found {
		r.Entries = slices.Insert(r.Entries, i, e)
	}
	r.Entries[i] = e
}

// tell lets the day's sales say what the report says, for the next forecast.
func tell(f *store.FeedbackBooks) {
	day := f.Day(f.Report.Date, f.Report.Venue)
	for _, e := range f.Report.Entries {
		l := sale.NewLine(e.Product, sale.Told)
		l.Units, l.Wasted, l.SoldOut = amount.FromUnits(e.Sold), amount.FromUnits(e.Wasted), e.SoldOut
		if e.Brought != nil {
			l.Brought = amount.FromUnits(*e.Brought)
		}
		if e.SoldOutAt != nil {
			l.SoldOutAt = *e.SoldOutAt
		}
		l.Rating = uint8(f.Report.Rating)
		*day.Line(e.Product, sale.Told) = l
	}
}
