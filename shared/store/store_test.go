package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/tabletest"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// These tests are about documents, with products as the example: what holds of
// them holds of venues, market days and events.

func monday() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

func vendorOf(t *testing.T, name string) tenant.ID {
	t.Helper()
	v, err := tenant.Verified(name)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// add is a change that adds a product.
func add(name string) func(map[string]catalog.Product) error {
	return func(products map[string]catalog.Product) error {
		return catalog.Put(products, catalog.Product{ID: catalog.IDOf(name), Name: name})
	}
}

func TestAnEditIsTwoRoundTrips(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	s, jane := store.New(table, monday), vendorOf(t, "jane")
	for _, name := range []string{"Rye", "Wheat"} {
		wire.Reset()
		if err := s.EditProducts(t.Context(), jane, add(name)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"BatchGetItem", "TransactWriteItems"}, wire.Operations()); diff != "" {
			t.Errorf("adding %s (-want +got):\n%s", name, diff)
		}
	}
	wire.Reset()
	got, err := s.Products(t.Context(), jane)
	want := map[string]catalog.Product{catalog.IDOf("rye"): {ID: catalog.IDOf("rye"), Name: "Rye"}, catalog.IDOf("wheat"): {ID: catalog.IDOf("wheat"), Name: "Wheat"}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" || wire.Calls() != 1 {
		t.Errorf("%d calls, %v, products (-want +got):\n%s", wire.Calls(), err, diff)
	}
	work, err := s.DueWork(t.Context(), store.ForecastWork, shardOf(t, s), 10)
	if err != nil || len(work) != 1 || work[0].Vendor != jane {
		t.Errorf("due work: %+v, %v", work, err)
	}
}

// shardOf is the shard that the only due work is in.
func shardOf(t *testing.T, s *store.Store) int {
	t.Helper()
	for shard := range store.Shards {
		work, err := s.DueWork(t.Context(), store.ForecastWork, shard, 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(work) > 0 {
			return shard
		}
	}
	t.Fatal("no work is due")
	return 0
}

func TestARefusedEditWritesNothing(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	s, jane := store.New(table, monday), vendorOf(t, "jane")
	for _, refusal := range []error{errors.New("no"), errs.New(errs.Conflict, "taken"), errs.New(errs.Invalid, "bad")} {
		wire.Reset()
		err := s.EditProducts(t.Context(), jane, func(products map[string]catalog.Product) error {
			products["p1"] = catalog.Product{Name: "Rye"}
			return refusal
		})
		if !errors.Is(err, refusal) || wire.Calls() != 1 {
			t.Errorf("refused with %v: %v after %d calls", refusal, err, wire.Calls())
		}
	}
	wire.Reset()
	err := s.EditProducts(t.Context(), jane, func(products map[string]catalog.Product) error {
		products["p1"] = catalog.Product{Name: "Rye"}
		return fmt.Errorf("as it is: %w", store.ErrUnchanged)
	})
	if err != nil || wire.Calls() != 1 {
		t.Errorf("nothing to change: %v after %d calls", err, wire.Calls())
	}
	if got, err := s.Products(t.Context(), jane); err != nil || len(got) != 0 {
		t.Errorf("afterwards: %v, %v", got, err)
	}
}

func TestManyEditsAtOnceAllLand(t *testing.T) {
	t.Parallel()
	const many = 24
	s, jane := store.New(tabletest.New(t), monday), vendorOf(t, "jane")
	var wg sync.WaitGroup
	for n := range many {
		wg.Go(func() {
			if err := s.EditProducts(t.Context(), jane, add(fmt.Sprint("Product ", n))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got, err := s.Products(t.Context(), jane); err != nil || len(got) != many {
		t.Errorf("%d of %d products, %v", len(got), many, err)
	}
}

func TestAnEditSurvivesWhatTheNetworkDoes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault tabletest.Fault
		calls []int
		want  errs.Kind
		there bool
	}{
		"the read is throttled once":      {tabletest.Throttled, []int{1}, "", true},
		"the write is broken once":        {tabletest.Broken, []int{2}, "", true},
		"the write is lost on the way":    {tabletest.Unreached, []int{2}, "", true},
		"the write's answer is lost":      {tabletest.Unanswered, []int{2}, "", true},
		"another transaction is going on": {tabletest.Conflicted, []int{2}, "", true},
		"the table is out of reach":       {tabletest.Unreached, nil, errs.Unavailable, false},
		"the table is throttled for long": {tabletest.Throttled, nil, errs.Unavailable, false},
		"writes are broken for long":      {tabletest.Broken, []int{2, 3, 4}, errs.Unavailable, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table, wire := tabletest.NewWithWire(t)
			s, jane := store.New(table, monday), vendorOf(t, "jane")
			wire.Fail(c.fault, c.calls...)
			err := s.EditProducts(t.Context(), jane, add("Rye"))
			if (err != nil) != (c.want != "") || err != nil && errs.KindOf(err) != c.want {
				t.Errorf("%v, want %q", err, c.want)
			}
			wire.Reset()
			got, err := s.Products(t.Context(), jane)
			if err != nil || (len(got) == 1) != c.there {
				t.Errorf("afterwards %v, %v", got, err)
			}
		})
	}
}

func TestAnEditEndsWhenOthersNeverStop(t *testing.T) {
	t.Parallel()
	s, jane := store.New(tabletest.New(t), monday), vendorOf(t, "jane")
	tries := 0
	err := s.EditProducts(t.Context(), jane, func(products map[string]catalog.Product) error {
		tries++ // and someone else is always faster
		if err := s.EditProducts(t.Context(), jane, add(fmt.Sprint("Product ", tries))); err != nil {
			return err
		}
		return add("Rye")(products)
	})
	got, readErr := s.Products(t.Context(), jane)
	if errs.KindOf(err) != errs.Unavailable || readErr != nil || len(got) != tries || tries < 10 {
		t.Errorf("%v after %d tries; %d products, %v", err, tries, len(got), readErr)
	}
}

func TestAnEditEndsWithItsRequest(t *testing.T) {
	t.Parallel()
	s, jane := store.New(tabletest.New(t), monday), vendorOf(t, "jane")
	ctx, cancel := context.WithCancel(t.Context())
	tries := 0
	err := s.EditProducts(ctx, jane, func(products map[string]catalog.Product) error {
		tries++
		if err := s.EditProducts(t.Context(), jane, add(fmt.Sprint("Product ", tries))); err != nil {
			return err
		}
		defer cancel()
		return add("Rye")(products)
	})
	if err == nil || tries != 1 {
		t.Errorf("%v after %d tries", err, tries)
	}
}

func TestADocumentThatGrowsTooLargeIsRefused(t *testing.T) {
	t.Parallel()
	s, jane := store.New(tabletest.New(t), monday), vendorOf(t, "jane")
	grow := func(n int) error {
		return s.EditProducts(t.Context(), jane, func(products map[string]catalog.Product) error {
			for i := range n {
				name := fmt.Sprint(i, strings.Repeat("ö", 95))
				products[catalog.IDOf(name)] = catalog.Product{Name: name, Aliases: []string{strings.Repeat("é", 100)}}
			}
			return nil
		})
	}
	if err := grow(800); err != nil { // 400 bytes each
		t.Fatal(err)
	}
	if err := grow(1000); errs.KindOf(err) != errs.TooLarge {
		t.Errorf("more than fits: %v", err)
	}
	if got, err := s.Products(t.Context(), jane); err != nil || len(got) != 800 {
		t.Errorf("afterwards %d products, %v", len(got), err)
	}
}

func TestVendorsShareNothing(t *testing.T) {
	t.Parallel()
	s, jane, mary := store.New(tabletest.New(t), monday), vendorOf(t, "jane"), vendorOf(t, "mary")
	if err := s.EditProducts(t.Context(), jane, add("Rye")); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Products(t.Context(), mary); err != nil || len(got) != 0 {
		t.Errorf("mary has %v, %v", got, err)
	}
}
