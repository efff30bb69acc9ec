package walk

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"time"

	"github.com/marketprep/marketprep/infra/local/client"
)

type list struct {
	Date, Venue, Method string
	RestsOn             struct {
		MarketDays int
		Events     []string
		Weather    string
	}
	Items []item
}

type item struct {
	Product, Name        string
	Bring, Recommended   int
	Low, High            int
	Expected, Confidence float64
	Reasons              []struct{ Units float64 }
	Comparable           []struct{ Date string }
	Override             *struct{ Quantity int }
}

func (w *walker) markets(ctx context.Context) error {
	var venues struct{ Items []venue }
	if err := w.Call(ctx, http.MethodGet, "/api/v1/venues", nil, &venues); err != nil {
		return err
	}
	w.venues = venues.Items
	if len(w.venues) < 2 {
		return fmt.Errorf("the file made %d venues known, want at least 2", len(w.venues))
	}
	for _, v := range w.venues {
		if len(v.Recurs.Weekdays) == 0 {
			return fmt.Errorf("%s has no market days", v.Name)
		}
		if err := w.Call(ctx, http.MethodPatch, "/api/v1/venues/"+v.ID, map[string]any{"fee": 4500, "place": map[string]any{"latitude": 42.45, "longitude": -76.51}}, nil); err != nil {
			return err
		}
	}
	var days struct{ Items []marketDay }
	if err := w.Call(ctx, http.MethodGet, "/api/v1/market-days?from="+w.date(1)+"&to="+w.date(14), nil, &days); err != nil {
		return err
	}
	if len(days.Items) == 0 {
		return errors.New("no market day in the next two weeks")
	}
	w.next = days.Items[0]
	return nil
}

func (w *walker) products(ctx context.Context) error {
	var products struct{ Items []product }
	if err := w.Call(ctx, http.MethodGet, "/api/v1/products", nil, &products); err != nil {
		return err
	}
	w.listed = products.Items
	if len(w.listed) < 5 {
		return fmt.Errorf("the file made %d products known, want at least 5", len(w.listed))
	}
	for _, p := range w.listed {
		if p.Price <= 0 {
			return fmt.Errorf("%s has no price", p.Name)
		}
		change := map[string]any{"unitCost": p.Price / 3, "packSize": 2}
		if err := w.Call(ctx, http.MethodPatch, "/api/v1/products/"+p.ID, change, nil); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) event(ctx context.Context) error {
	event := map[string]any{"name": "Harvest festival", "date": w.next.Date, "venue": w.next.Venue, "attendance": 3000}
	return w.Call(ctx, http.MethodPost, "/api/v1/events", event, nil)
}

func (w *walker) generate(ctx context.Context) error {
	var out struct{ List list }
	request := map[string]any{"date": w.next.Date, "venue": w.next.Venue}
	if err := w.Call(ctx, http.MethodPost, "/api/v1/recommendations", request, &out); err != nil {
		return err
	}
	l := out.List
	if l.Method != "model" || len(l.Items) < 5 || l.RestsOn.MarketDays < 20 || len(l.RestsOn.Events) != 1 {
		return fmt.Errorf("the list rests on %+v by %s and has %d items", l.RestsOn, l.Method, len(l.Items))
	}
	for _, it := range l.Items {
		sum := 0.0
		for _, r := range it.Reasons {
			sum += r.Units
		}
		if math.Abs(sum-it.Expected) > 0.05 {
			return fmt.Errorf("%s: the reasons add up to %.2f, expected are %.2f", it.Name, sum, it.Expected)
		}
		if it.Bring < 0 || it.Bring%2 != 0 || it.Low > it.High || it.Confidence <= 0 || it.Confidence > 1 {
			return fmt.Errorf("%s makes no sense: %+v", it.Name, it)
		}
	}
	return nil
}

func (w *walker) override(ctx context.Context) error {
	path := "/api/v1/recommendations/" + w.next.Date + "/" + w.next.Venue
	var l list
	if err := w.Call(ctx, http.MethodGet, path, nil, &l); err != nil {
		return err
	}
	mine := l.Items[0]
	if err := w.Call(ctx, http.MethodPatch, path+"/"+mine.Product, map[string]any{"quantity": 77, "reason": "big order"}, nil); err != nil {
		return err
	}
	w.changed = mine.Product
	return w.overridden(ctx)
}

// overridden demands that the next list still shows the vendor's own number beside ours.
func (w *walker) overridden(ctx context.Context) error {
	var l list
	if err := w.Call(ctx, http.MethodGet, "/api/v1/recommendations/"+w.next.Date+"/"+w.next.Venue, nil, &l); err != nil {
		return err
	}
	for _, it := range l.Items {
		if it.Product == w.changed && it.Bring == 77 && it.Recommended != 77 && it.Override != nil {
			return nil
		}
	}
	return errors.New("the vendor's own number is gone")
}

func (w *walker) feedback(ctx context.Context) error {
	past, err := w.lastMarket(ctx)
	if err != nil {
		return err
	}
	var out struct{ List list }
	if err := w.Call(ctx, http.MethodPost, "/api/v1/recommendations", map[string]any{"date": past.Date, "venue": past.Venue}, &out); err != nil {
		return err
	}
	var items []map[string]any
	for _, it := range out.List.Items {
		items = append(items, map[string]any{"product": it.Product, "brought": it.Bring, "sold": it.Bring, "soldOut": true})
	}
	report := map[string]any{"date": past.Date, "venue": past.Venue, "rating": 4, "items": items}
	var judged struct{ Items []struct{ Verdict string } }
	if err := w.Call(ctx, http.MethodPost, "/api/v1/feedback", report, &judged); err != nil {
		return err
	}
	for _, it := range judged.Items {
		if it.Verdict != "accurate" {
			return fmt.Errorf("what was sold as recommended is judged %q", it.Verdict)
		}
	}
	var stats struct {
		MarketDays   int
		AccuracyRate float64
	}
	if err := w.Call(ctx, http.MethodGet, "/api/v1/feedback/stats", nil, &stats); err != nil {
		return err
	}
	if stats.MarketDays != 1 || stats.AccuracyRate != 1 {
		return fmt.Errorf("the statistics say %+v, want one market day, all accurate", stats)
	}
	return nil
}

// lastMarket is the newest market day before today.
func (w *walker) lastMarket(ctx context.Context) (marketDay, error) {
	var days struct{ Items []marketDay }
	if err := w.Call(ctx, http.MethodGet, "/api/v1/market-days?from="+w.date(-14)+"&to="+w.date(-1), nil, &days); err != nil {
		return marketDay{}, err
	}
	if len(days.Items) == 0 {
		return marketDay{}, errors.New("no market day in the last two weeks")
	}
	return days.Items[len(days.Items)-1], nil
}

func (w *walker) record(ctx context.Context) error {
	past, err := w.lastMarket(ctx)
	if err != nil {
		return err
	}
	body := map[string]any{"date": past.Date, "venue": past.Venue, "items": []any{map[string]any{"product": w.listed[0].ID, "units": 3}}}
	return w.Call(ctx, http.MethodPost, "/api/v1/sales", body, nil)
}

// nightJob fires the schedule and waits for the queue to be worked off.
func (w *walker) nightJob(ctx context.Context) error {
	if err := w.system.Fire(ctx, "enqueue-due-forecasts"); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var last error
	for ctx.Err() == nil {
		var lists struct{ Items []struct{ Date string } }
		if last = w.Call(ctx, http.MethodGet, "/api/v1/recommendations?from="+w.date(0)+"&to="+w.date(7), nil, &lists); last != nil {
			continue
		}
		if len(lists.Items) >= 2 {
			return w.overridden(ctx)
		}
		select {
		case <-ctx.Done():
		case <-time.After(200 * time.Millisecond):
		}
	}
	return fmt.Errorf("a minute after the job there are no lists of the week: %w", errors.Join(last, ctx.Err()))
}

func (w *walker) badInput(ctx context.Context) error {
	day := func(date string) map[string]any {
		return map[string]any{"date": date, "venue": w.venues[0].ID, "items": []any{map[string]any{"product": w.listed[0].ID, "units": 1}}}
	}
	for location, body := range map[string]any{
		"body.date":           day("0001-01-01"),
		"body.items":          map[string]any{"date": w.date(-1), "venue": w.venues[0].ID, "items": []any{}},
		"body.items[0].units": map[string]any{"date": w.date(-1), "venue": w.venues[0].ID, "items": []any{map[string]any{"product": w.listed[0].ID, "units": -1}}},
		"body.venue":          map[string]any{"date": w.date(-1), "venue": "nowhere", "items": []any{map[string]any{"product": w.listed[0].ID, "units": 1}}},
		"body.colour":         map[string]any{"date": w.date(-1), "venue": w.venues[0].ID, "colour": 1, "items": []any{map[string]any{"product": w.listed[0].ID, "units": 1}}},
	} {
		err := w.Call(ctx, http.MethodPost, "/api/v1/sales", body, nil)
		p, ok := errors.AsType[*client.Problem](err)
		if !ok || p.Status != http.StatusUnprocessableEntity || len(p.Errors) == 0 || p.Errors[0].Location != location {
			return fmt.Errorf("want 422 that names %s: %w", location, err)
		}
	}
	long := make([]byte, 10<<20)
	return refused(w.Call(ctx, http.MethodPost, "/api/v1/sales", map[string]any{"date": string(long)}, nil), http.StatusRequestEntityTooLarge)
}
