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

	Seen map[string][]byte // recommendation.Known by member: JSON, deflated
}

func (i setItem) set() (recommendation.Set, error) {
	var s recommendation.Set
	if err := inflate(i.Set, &s); err != nil {
		return s, fmt.Errorf("store: read %s: %w", i.SK, err)
	}
	s.Version, s.Packed = i.Version, i.Packed
	var err error
	if s.Seen, err = i.seen(); err != nil {
		return s, err
	}
	if i.Share != "" {
		ends := time.Unix(i.ShareEnds, 0).UTC()
		s.Shared = &ends
	}
	return s.WithOverrides(i.Overrides), nil
}

// seen is what members saw when they last looked at the list; nil if there is none
// from when that was not kept.
func (i setItem) seen() (map[string]recommendation.Known, error) {
	if i.Seen == nil {
		return nil, nil
	}
	seen := map[string]recommendation.Known{}
	for user, packed := range i.Seen {
		var k recommendation.Known
		if err := inflate(packed, &k); err != nil {
			return nil, fmt.Errorf("store: read who saw %s: %w", i.SK, err)
		}
		seen[user] = k
	}
	return seen, nil
}

// deflate is v as JSON, packed.
func deflate(v any) ([]byte, error) {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err == nil {
		err = json.NewEncoder(w).Encode(v)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("store: pack: %w", err)
	}
	return b.Bytes(), nil
}

// inflate reads what deflate packed into v.
func inflate(packed []byte, v any) error {
	b, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil {
		return fmt.Errorf("store: unpack: %w", err)
	}
	return json.Unmarshal(b, v)
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

// SeeRecommendation notes what user knows of a list who looks at it. A list that is not
// there, or from when that was not kept, is left alone.
func (s *Store) SeeRecommendation(ctx context.Context, v tenant.ID, date civil.Date, venue, user string, k recommendation.Known) error {
	packed, err := deflate(k)
	if err != nil {
		return err
	}
	change := dynamo.Change{Set: map[string]any{"Seen." + user: packed}}
	_, _, err = dynamo.Update[setItem](ctx, s.table, vendorKey(v, recSK(date, venue)), change, dynamo.IfPresent("Seen"))
	if errs.KindOf(err) == errs.Conflict {
		return nil
	}
	return err
}
