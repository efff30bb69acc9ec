// Package demovendor is the vendor that the local system shows: who they are and
// how two simulated years of their business come into it, all through the API.
package demovendor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/marketprep/marketprep/infra/local/client"
	"github.com/marketprep/marketprep/infra/local/simulate"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/venue"
)

// How to sign in as the demo vendor. There is nothing to protect.
const (
	Email    = "demo@marketprep.example"
	Password = "bread by the river"
	business = "Juniper Lane Bakery"
)

// Seed of the demo vendor's world.
const Seed = 1

// Vendor is the demo vendor, signed in.
type Vendor struct {
	*client.Client
	World    *simulate.World
	Venues   map[string]string // ids by name
	Products map[string]string // ids by name
}

// SignUp makes the demo vendor's account, if there is none, and signs in.
func SignUp(ctx context.Context, base string, today civil.Date) (*Vendor, error) {
	v := &Vendor{Client: client.New(base), World: simulate.New(Seed, today)}
	if err := v.Register(ctx, Email, Password, business, simulate.TimeZone, "US-NY"); err != nil {
		return nil, fmt.Errorf("demovendor: sign up: %w", err)
	}
	if err := v.SignIn(ctx, Email, Password); err != nil {
		return nil, fmt.Errorf("demovendor: sign in: %w", err)
	}
	return v, nil
}

// Loaded reports whether the demo vendor's sales are there already: those of an
// earlier run on an earlier day, to which those of today's world must not be added.
func (v *Vendor) Loaded(ctx context.Context) (bool, error) {
	var stats struct{ MarketDays int }
	if err := v.Call(ctx, http.MethodGet, "/api/v1/sales/stats", nil, &stats); err != nil {
		return false, fmt.Errorf("demovendor: look for sales: %w", err)
	}
	return stats.MarketDays > 0, nil
}

// Load brings the sales up to the day before until in, and then tells what only
// the vendor knows: the markets' days and fees, what products cost and come in,
// which events are near.
func (v *Vendor) Load(ctx context.Context, until civil.Date) (client.ImportReport, error) {
	r, w := io.Pipe()
	go func() { w.CloseWithError(v.World.WriteSquareItems(w, v.World.From(), until-1)) }()
	report, err := v.Import(ctx, r)
	if err != nil {
		return report, fmt.Errorf("demovendor: import: %w", err)
	}
	if err := errors.Join(v.tellVenues(ctx), v.tellProducts(ctx), v.tellEvents(ctx)); err != nil {
		return report, err
	}
	return report, nil
}

type named struct{ ID, Name string }

// ids returns the ids of what a list holds, by name.
func (v *Vendor) ids(ctx context.Context, path string) (map[string]string, error) {
	var list struct{ Items []named }
	if err := v.Call(ctx, http.MethodGet, path, nil, &list); err != nil {
		return nil, fmt.Errorf("demovendor: list: %w", err)
	}
	ids := map[string]string{}
	for _, it := range list.Items {
		ids[it.Name] = it.ID
	}
	return ids, nil
}

func (v *Vendor) tellVenues(ctx context.Context) (err error) {
	if v.Venues, err = v.ids(ctx, "/api/v1/venues"); err != nil {
		return err
	}
	for _, n := range v.World.Venues() {
		rule := map[string]any{"weekdays": []string{venue.WeekdayName(n.Weekday)}}
		if n.SeasonFrom != 1 || n.SeasonTo != 12 {
			rule["from"] = fmt.Sprintf("%02d-01", n.SeasonFrom)
			rule["until"] = civil.NewDate(2024, n.SeasonTo+1, 0).Format("01-02")
		}
		change := map[string]any{
			"opens": n.Opens.String(), "closes": n.Closes.String(), "fee": n.Fee, "visitors": n.Visitors, "recurs": rule,
			"place": map[string]float64{"latitude": n.Latitude, "longitude": n.Longitude},
		}
		if err := v.Call(ctx, http.MethodPatch, "/api/v1/venues/"+v.Venues[n.Name], change, nil); err != nil {
			return fmt.Errorf("demovendor: %s: %w", n.Name, err)
		}
	}
	return nil
}

func (v *Vendor) tellProducts(ctx context.Context) (err error) {
	if v.Products, err = v.ids(ctx, "/api/v1/products?archived=true"); err != nil {
		return err
	}
	for _, p := range v.World.Products() {
		id, ok := v.Products[p.Name]
		if !ok {
			continue // not sold yet
		}
		change := map[string]any{"unitCost": p.UnitCost, "packSize": p.Pack, "carryOver": p.CarryOver, "core": p.Core, "crateSize": p.Crate, "weightGrams": p.Grams, "storage": p.Storage}
		if err := v.Call(ctx, http.MethodPatch, "/api/v1/products/"+id, change, nil); err != nil {
			return fmt.Errorf("demovendor: %s: %w", p.Name, err)
		}
	}
	return nil
}

func (v *Vendor) tellEvents(ctx context.Context) error {
	for _, e := range v.World.Events() {
		event := map[string]any{"name": e.Name, "date": e.Date.String(), "venue": v.Venues[e.Venue], "attendance": e.Visitors}
		err := v.Call(ctx, http.MethodPost, "/api/v1/events", event, nil)
		if p, ok := errors.AsType[*client.Problem](err); ok && p.Status == http.StatusConflict {
			continue // told before
		}
		if err != nil {
			return fmt.Errorf("demovendor: %s: %w", e.Name, err)
		}
	}
	return nil
}

// Report tells how a market day went, from what was brought and what the world
// made of it.
func (v *Vendor) Report(ctx context.Context, venueName string, date civil.Date, outcomes []simulate.Outcome, rating int) error {
	items := []map[string]any{}
	for _, o := range outcomes {
		id, ok := v.Products[o.Product]
		if !ok || o.Brought == 0 {
			continue
		}
		item := map[string]any{"product": id, "brought": o.Brought.Units(), "sold": o.Sold.Units()}
		if thrown := min(o.ThrownAway, o.Brought-o.Sold); thrown > 0 {
			item["thrownAway"] = thrown.Units()
		}
		if o.SoldOut {
			item["soldOutAt"] = o.SoldOutAt.String()
		}
		items = append(items, item)
	}
	body := map[string]any{"date": date.String(), "venue": v.Venues[venueName], "rating": rating, "items": items}
	if err := v.Call(ctx, http.MethodPost, "/api/v1/feedback", body, nil); err != nil {
		return fmt.Errorf("demovendor: report %s at %s: %w", date, venueName, err)
	}
	return nil
}
