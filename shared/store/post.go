package store

import (
	"context"
	"fmt"
	"maps"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/feedback"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/notification"
	"github.com/marketprep/marketprep/shared/tenant"
)

// Post is what letters to members of a vendor are decided from.
type Post struct {
	notification.Stall
	Members []Member
}

// postKeys are the items that a Post without lists and members is read from.
func (s *Store) postKeys(v tenant.ID) (keys []dynamo.Key) {
	first, last := notification.Span(s.now())
	keys = []dynamo.Key{vendorKey(v, profileSK), vendorKey(v, venuesSK), vendorKey(v, squareSK)}
	for year := first.Year(); year <= (first + notification.Ahead).Year(); year++ {
		keys = append(keys, vendorKey(v, marketsSK(year)))
	}
	for m := first.Month(); m <= last.Month(); m++ {
		keys = append(keys, vendorKey(v, statsSK(m)))
	}
	return keys
}

func (s *Store) readPost(batch dynamo.Batch, v tenant.ID) (*Post, error) {
	p := &Post{Stall: notification.Stall{Exceptions: map[string]market.Exception{}, Reported: map[string]bool{}}}
	var err error
	if p.Vendor, p.Venues, err = readPlaces(batch, v); err != nil {
		return nil, err
	}
	if p.Vendor.ID == "" {
		return nil, errs.New(errs.NotFound, "there is no such vendor")
	}
	var square squareItem
	if _, err := batch.Read(vendorKey(v, squareSK), &square); err != nil {
		return nil, err
	}
	if square.State == SquareReconnect {
		p.Lost = square.Lost
	}
	first, last := notification.Span(s.now())
	for year := first.Year(); year <= (first + notification.Ahead).Year(); year++ {
		d, err := readDocument[market.Exception](batch, vendorKey(v, marketsSK(year)))
		if err != nil {
			return nil, err
		}
		maps.Copy(p.Exceptions, d.Entries)
	}
	for m := first.Month(); m <= last.Month(); m++ {
		d, err := readDocument[feedback.Counts](batch, vendorKey(v, statsSK(m)))
		if err != nil {
			return nil, err
		}
		for day := range d.Entries {
			p.Reported[day] = true
		}
	}
	return p, nil
}

// readMember is what batch says of the letters to a member.
func readMember(batch dynamo.Batch, v tenant.ID, u userItem) (Member, error) {
	var item lettersItem
	if _, err := batch.Read(vendorKey(v, lettersSK(u.id())), &item); err != nil {
		return Member{}, err
	}
	m := Member{Token: item.Token, Tries: item.Tries, version: item.Version}
	m.User, m.Address, m.Role = u.id(), u.Email, u.Role
	m.Settings, m.Stopped, m.Busy = item.Settings, item.Stopped, item.Busy
	if item.History == nil {
		return m, nil
	}
	if err := inflate(item.History, &m.State); err != nil {
		return m, fmt.Errorf("store: what letters told %s: %w", u.id(), err)
	}
	return m, nil
}

// Post returns what letters to all members of v are decided from: three round trips,
// and one more for each further MB of lists. It fails with errs.NotFound if there is no
// such vendor.
func (s *Store) Post(ctx context.Context, v tenant.ID) (*Post, error) {
	users, err := dynamo.List[userItem](ctx, s.table, vendorPK(v), dynamo.Range{From: userSK(""), To: userSK(last)})
	if err != nil {
		return nil, err
	}
	keys := s.postKeys(v)
	for _, u := range users.Items {
		keys = append(keys, vendorKey(v, lettersSK(u.id())))
	}
	batch, err := s.table.GetBatch(ctx, keys)
	if err != nil {
		return nil, err
	}
	p, err := s.readPost(batch, v)
	if err != nil {
		return nil, err
	}
	for _, u := range users.Items {
		m, err := readMember(batch, v, u)
		if err != nil {
			return nil, err
		}
		p.Members = append(p.Members, m)
	}
	today := civil.DateOf(s.now().UTC()) - 1 // anywhere on Earth
	_, end := notification.Span(s.now())
	for after := ""; ; {
		page, err := s.Recommendations(ctx, v, today, end, after, 0)
		if err != nil {
			return nil, err
		}
		p.Lists = append(p.Lists, page.Items...)
		if after = page.Next; after == "" {
			return p, nil
		}
	}
}

// MemberPost returns what a member's letters follow from, but for the lists: one round
// trip. It fails with errs.NotFound if there is no such member.
func (s *Store) MemberPost(ctx context.Context, v tenant.ID, user string) (*Post, error) {
	batch, err := s.table.GetBatch(ctx, s.memberKeys(v, user))
	if err != nil {
		return nil, err
	}
	return s.readMemberPost(batch, v, user)
}

func (s *Store) memberKeys(v tenant.ID, user string) []dynamo.Key {
	return append(s.postKeys(v), vendorKey(v, userSK(user)), vendorKey(v, lettersSK(user)))
}

func (s *Store) readMemberPost(batch dynamo.Batch, v tenant.ID, user string) (*Post, error) {
	var u userItem
	found, err := batch.Read(vendorKey(v, userSK(user)), &u)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, errs.New(errs.NotFound, "nobody is known here to whom letters could go")
	}
	p, err := s.readPost(batch, v)
	if err != nil {
		return nil, err
	}
	m, err := readMember(batch, v, u)
	p.Members = []Member{m}
	return p, err
}
