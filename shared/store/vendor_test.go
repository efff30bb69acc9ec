package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/tabletest"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/vendor"
)

func TestAProfileIsEditedInTwoRoundTrips(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	s := store.New(table, monday)
	want, owner := jane()
	if err := s.RegisterVendor(t.Context(), want, owner); err != nil {
		t.Fatal(err)
	}
	wrong := errors.New("no such zone")
	for _, tt := range []struct {
		name   string
		change error
		err    error
		calls  int
	}{{"refused", wrong, wrong, 1}, {"unchanged", store.ErrUnchanged, nil, 1}, {"changed", nil, nil, 2}} {
		wire.Reset()
		err := s.EditVendor(t.Context(), vendorOf(t, "jane"), func(v *vendor.Vendor) error {
			v.Risk = vendor.RatherSpare
			return tt.change
		})
		if !errors.Is(err, tt.err) || wire.Calls() != tt.calls {
			t.Errorf("%s: %v in %d calls, want %v in %d", tt.name, err, wire.Calls(), tt.err, tt.calls)
		}
		if tt.change == nil {
			want.Risk = vendor.RatherSpare
		}
		got, err := s.Vendor(t.Context(), vendorOf(t, "jane"))
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", tt.name, err, diff)
		}
	}
	if work, err := s.DueWork(t.Context(), store.ForecastWork, shardOf(t, s), 10); err != nil || len(work) != 1 {
		t.Errorf("after a change, due work: %+v, %v", work, err)
	}
}

func TestNobodyHasNoProfile(t *testing.T) {
	t.Parallel()
	s := store.New(tabletest.New(t), monday)
	_, err := s.Vendor(t.Context(), vendorOf(t, "nobody"))
	edit := s.EditVendor(t.Context(), vendorOf(t, "nobody"), func(*vendor.Vendor) error { return nil })
	if errs.KindOf(err) != errs.NotFound || errs.KindOf(edit) != errs.NotFound {
		t.Errorf("read: %v, edited: %v", err, edit)
	}
}

func TestRunsOfJobsAreReadInOneRoundTrip(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	s := store.New(table, monday)
	later := monday().Add(time.Minute)
	for _, run := range []struct {
		job string
		at  time.Time
	}{{"enqueue", monday()}, {"enqueue", later}, {"aggregate", monday()}} {
		if err := s.RecordRun(t.Context(), run.job, run.at); err != nil {
			t.Fatal(err)
		}
	}
	wire.Reset()
	got, err := s.LastRuns(t.Context(), "enqueue", "aggregate", "never")
	if diff := cmp.Diff(map[string]time.Time{"enqueue": later, "aggregate": monday()}, got); diff != "" || err != nil || wire.Calls() != 1 {
		t.Errorf("%v in %d calls (-want +got):\n%s", err, wire.Calls(), diff)
	}
}
