package store

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/tenant"
)

// setItem is the list of one market day as stored. The list itself is packed, for
// it is read as a whole and its words repeat; the vendor's own numbers stand
// beside it, so that a new list leaves them alone.
type setItem struct {
	dynamo.Key
	dynamo.Versioned
	Set       []byte   // recommendation.Set without overrides: JSON, deflated
	Products  []string `dynamodbav:",stringset,omitempty"`
	Overrides map[string]recommendation.Override

	Packed        []recommendation.Tick `dynamodbav:",omitempty"`
	PackedVersion int                   `dynamodbav:",omitempty"`
	Share         string                `dynamodbav:",omitempty"` // hash of the link's token
	ShareEnds     int64                 `dynamodbav:",omitempty"` // seconds since 1970
}

func (i setItem) set() (recommendation.Set, error) {
	var s recommendation.Set
	b, err := io.ReadAll(flate.NewReader(bytes.NewReader(i.Set)))
	if err == nil {
		err = json.Unmarshal(b, &s)
	}
	if err != nil {
		return s, fmt.Errorf("store: read %s: %w", i.SK, err)
	}
	s.Version, s.Packed = i.Version, i.Packed
	if i.Share != "" {
		ends := time.Unix(i.ShareEnds, 0).UTC()
		s.Shared = &ends
	}
	return s.WithOverrides(i.Overrides), nil
}

func pack(s recommendation.Set) ([]byte, error) {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err != nil {
		return nil, err
	}
	if err := json.NewEncoder(w).Encode(s); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Recommendation returns the list for a market day. It fails with errs.NotFound if none was made.
func (s *Store) Recommendation(ctx context.Context, v tenant.ID, date civil.Date, venue string) (recommendation.Set, error) {
	item, err := dynamo.Get[setItem](ctx, s.table, vendorKey(v, recSK(date, venue)))
	if errs.KindOf(err) == errs.NotFound {
		return recommendation.Set{}, errs.New(errs.NotFound, "there is no list for %s at this venue yet: make one", date)
	}
	if err != nil {
		return recommendation.Set{}, err
	}
	return item.set()
}

// Recommendations returns one page of the lists from one day to another, both included, in order of day.
func (s *Store) Recommendations(ctx context.Context, v tenant.ID, from, to civil.Date, after string, limit int32) (Page[recommendation.Set], error) {
	first, end := days(recSK, from, to)
	items, err := dynamo.List[setItem](ctx, s.table, vendorPK(v), dynamo.Range{From: first, To: end, After: after, Limit: limit})
	page := Page[recommendation.Set]{Items: []recommendation.Set{}, Next: items.Next}
	if err != nil {
		return page, err
	}
	for _, it := range items.Items {
		set, err := it.set()
		if err != nil {
			return page, err
		}
		page.Items = append(page.Items, set)
	}
	return page, nil
}

// OverrideRecommendation sets the vendor's own number for a product, or takes it
// back if o is nil, and returns the list as it is then. It fails with
// errs.NotFound if there is no such list or no such product on it.
func (s *Store) OverrideRecommendation(ctx context.Context, v tenant.ID, date civil.Date, venue, product string, o *recommendation.Override) (recommendation.Set, error) {
	change := dynamo.Change{Add: map[string]int{"Version": 1}}
	if path := "Overrides." + product; o != nil {
		change.Set = map[string]any{path: *o}
	} else {
		change.Remove = []string{path}
	}
	item, old, err := dynamo.Update[setItem](ctx, s.table, vendorKey(v, recSK(date, venue)), change, dynamo.IfContains("Products", product))
	switch {
	case errs.KindOf(err) == errs.Conflict && old == nil:
		return recommendation.Set{}, errs.New(errs.NotFound, "there is no list for %s at this venue yet: make one", date)
	case errs.KindOf(err) == errs.Conflict:
		return recommendation.Set{}, errs.New(errs.NotFound, "that product is not on the list")
	case err != nil:
		return recommendation.Set{}, err
	}
	return item.set()
}
