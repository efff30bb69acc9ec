package store

import (
	"context"
	"time"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/tenant"
)

// EditPacked lets change alter what is packed for a market day, and returns the list as
// it is then: two round trips. An error of change is returned as it is. It fails with
// errs.NotFound if there is no list.
func (s *Store) EditPacked(ctx context.Context, v tenant.ID, date civil.Date, venue string, change func(recommendation.Set) ([]recommendation.Tick, error)) (set recommendation.Set, err error) {
	k := vendorKey(v, recSK(date, venue))
	err = edit(ctx, func() error {
		item, err := s.list(ctx, k, date)
		if err != nil {
			return refusal{err}
		}
		if set, err = item.set(); err != nil {
			return refusal{err}
		}
		packed, err := change(set)
		if err != nil {
			return refusal{err}
		}
		unchanged := dynamo.IfEqual("PackedVersion", item.PackedVersion)
		if item.PackedVersion == 0 {
			unchanged = dynamo.IfAbsent("PackedVersion").And(dynamo.IfGreater("Version", 0)) // the list is still there
		}
		_, _, err = dynamo.Update[setItem](ctx, s.table, k, dynamo.Change{Set: map[string]any{"Packed": packed, "PackedVersion": item.PackedVersion + 1}}, unchanged)
		set.Packed = packed
		return err
	})
	return set, err
}

// list reads the item of a list.
func (s *Store) list(ctx context.Context, k dynamo.Key, date civil.Date) (setItem, error) {
	item, err := dynamo.Get[setItem](ctx, s.table, k)
	if errs.KindOf(err) == errs.NotFound {
		return item, errs.New(errs.NotFound, "there is no list for %s at this venue yet: make one", date)
	}
	return item, err
}

// shareItem says which list whoever has a link may read.
type shareItem struct {
	dynamo.Key
	Vendor    string
	Date      civil.Date
	Venue     string
	ExpiresAt int64 // seconds since 1970
}

// ShareList lets whoever has the token with the given hash read a list until ends, and
// nobody who had another one. An empty hash is nobody. Two round trips.
func (s *Store) ShareList(ctx context.Context, v tenant.ID, date civil.Date, venue, hash string, ends time.Time) error {
	k := vendorKey(v, recSK(date, venue))
	return edit(ctx, func() error {
		item, err := s.list(ctx, k, date)
		if err != nil {
			return refusal{err}
		}
		tx := new(dynamo.Tx)
		if item.Share != "" {
			tx.Delete(shareKey(item.Share))
		}
		change := dynamo.Change{Remove: []string{"Share", "ShareEnds"}}
		if hash != "" {
			tx.Put(shareItem{shareKey(hash), v.String(), date, venue, ends.Unix()})
			change = dynamo.Change{Set: map[string]any{"Share": hash, "ShareEnds": ends.Unix()}}
		}
		tx.Update(k, change)
		return s.table.Write(ctx, tx)
	})
}

// SharedList returns the list that the token with the given hash opens. It fails with
// errs.NotFound if there is none, or no longer. Two round trips.
func (s *Store) SharedList(ctx context.Context, hash string) (recommendation.Set, error) {
	gone := errs.New(errs.NotFound, "this link leads nowhere, or no longer: ask for a new one")
	share, err := dynamo.Get[shareItem](ctx, s.table, shareKey(hash))
	if errs.KindOf(err) == errs.NotFound || err == nil && share.ExpiresAt <= s.now().Unix() {
		return recommendation.Set{}, gone
	}
	if err != nil {
		return recommendation.Set{}, err
	}
	v, err := tenant.Verified(share.Vendor)
	if err != nil {
		return recommendation.Set{}, gone
	}
	item, err := dynamo.Get[setItem](ctx, s.table, vendorKey(v, recSK(share.Date, share.Venue)))
	if errs.KindOf(err) == errs.NotFound || err == nil && item.Share != hash {
		return recommendation.Set{}, gone
	}
	if err != nil {
		return recommendation.Set{}, err
	}
	return item.set()
}

// feedItem says whose calendar whoever has a link may read.
type feedItem struct {
	dynamo.Key
	Vendor string
}

// calendarItem is the link to a vendor's calendar.
type calendarItem struct {
	dynamo.Key
	Hash string
}

// ShareCalendar lets whoever has the token with the given hash read v's calendar, and
// nobody who had another one. An empty hash is nobody. Two round trips.
func (s *Store) ShareCalendar(ctx context.Context, v tenant.ID, hash string) error {
	k := vendorKey(v, calendarSK)
	return s.editBatch(ctx, []dynamo.Key{k}, func(batch dynamo.Batch, tx *dynamo.Tx) error {
		var old calendarItem
		found, err := batch.Read(k, &old)
		if err != nil {
			return err
		}
		if found && old.Hash != hash {
			tx.Delete(feedKey(old.Hash))
		}
		switch {
		case hash != "":
			tx.Put(calendarItem{k, hash}).Put(feedItem{feedKey(hash), v.String()})
		case found:
			tx.Delete(k)
		}
		return nil
	})
}

// CalendarOf returns whose calendar the token with the given hash opens. It fails with
// errs.NotFound if it is nobody's.
func (s *Store) CalendarOf(ctx context.Context, hash string) (tenant.ID, error) {
	item, err := dynamo.Get[feedItem](ctx, s.table, feedKey(hash))
	if errs.KindOf(err) == errs.NotFound {
		return tenant.ID{}, errs.New(errs.NotFound, "this calendar is no longer shared")
	}
	if err != nil {
		return tenant.ID{}, err
	}
	return tenant.Verified(item.Vendor)
}
