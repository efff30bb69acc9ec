package recommendation

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/infra/local/chaos"
	list "github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/tenant"
)

const saturdays = "/api/v1/recommendations/2026-11-28/"

// packer is a system with a list for Saturday, 28 November.
func packer(t *testing.T) (*functiontest.System, tenant.Caller) {
	t.Helper()
	s, anna := functiontest.New(t, nil), functiontest.Owner(t, "anna")
	s.Stall(anna.Vendor)
	s.Must(anna, GenerateRecommendations, http.MethodPost, "/api/v1/recommendations", map[string]any{"date": "2026-11-28", "venue": functiontest.Riverside}, nil)
	return s, anna
}

func tick(product, equipment string, units int, minute int) map[string]any {
	t := map[string]any{"units": units, "at": functiontest.Now.Add(time.Duration(minute-100) * time.Minute).Format(time.RFC3339)}
	if product != "" {
		t["product"] = product
	} else {
		t["equipment"] = equipment
	}
	return t
}

// Ticks arrive late, twice and in any order, and a new list leaves them alone.
func TestTicksMergeInAnyOrder(t *testing.T) {
	t.Parallel()
	ticks := []map[string]any{
		tick(functiontest.Bread, "", 12, 1), tick(functiontest.Bread, "", 0, 2), tick(functiontest.Bread, "", 24, 3), tick(functiontest.Jam, "", 5, 2),
		tick("", "Tent", 1, 1), tick("", "Tent", 0, 5), tick("", "Float", 1, 4),
	}
	var want []string
	for round := range 4 {
		s, anna := packer(t)
		anna.Role = tenant.Helper
		rand.Shuffle(len(ticks), func(i, j int) { ticks[i], ticks[j] = ticks[j], ticks[i] })
		for i := range ticks {
			a := s.Must(anna, SetPacked, http.MethodPut, saturdays+functiontest.Riverside+"/packed", map[string]any{"ticks": []any{ticks[i], ticks[(i+3)%len(ticks)]}}, nil)
			if a.Trips > 2 {
				t.Errorf("%d trips", a.Trips)
			}
		}
		anna.Role = tenant.Owner
		s.Must(anna, GenerateRecommendations, http.MethodPost, "/api/v1/recommendations", map[string]any{"date": "2026-11-28", "venue": functiontest.Riverside}, nil)
		var set list.Set
		s.Must(anna, GetRecommendations, http.MethodGet, saturdays+functiontest.Riverside, nil, &set)
		var got []string
		for _, p := range set.Packed {
			got = append(got, fmt.Sprint(p.Product, p.Equipment, " ", p.Units))
		}
		if round == 0 {
			want = got
			if len(got) != 4 || !strings.Contains(strings.Join(got, ","), functiontest.Bread+" 24") || !strings.Contains(strings.Join(got, ","), "Tent 0") {
				t.Errorf("packed is %v", got)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("in another order (-want +got):\n%s", diff)
		}
	}
}

func TestAPhoneWhoseClockIsAheadDoesNotWinForEver(t *testing.T) {
	t.Parallel()
	s, anna := packer(t)
	put := func(at time.Time, units int) {
		s.Must(anna, SetPacked, http.MethodPut, saturdays+functiontest.Riverside+"/packed", map[string]any{"ticks": []any{map[string]any{"product": functiontest.Bread, "units": units, "at": at.Format(time.RFC3339)}}}, nil)
	}
	put(functiontest.Now.AddDate(50, 0, 0), 7)
	s.At(functiontest.Now.Add(time.Hour))
	put(functiontest.Now.Add(time.Minute), 9)
	var set list.Set
	s.Must(anna, GetRecommendations, http.MethodGet, saturdays+functiontest.Riverside, nil, &set)
	if len(set.Packed) != 1 || set.Packed[0].Units != 9 {
		t.Errorf("%+v", set.Packed)
	}
}

func TestWhatCannotBePacked(t *testing.T) {
	t.Parallel()
	s, anna := packer(t)
	for name, c := range map[string]struct {
		path, field string
		ticks       any
		status      int
	}{
		"no list":         {"/api/v1/recommendations/2026-12-05/" + functiontest.Riverside, "", []any{tick("", "Tent", 1, 1)}, 404},
		"not on the list": {saturdays + functiontest.Riverside, "body.ticks[0].product", []any{tick("pnone", "", 1, 1)}, 422},
		"neither":         {saturdays + functiontest.Riverside, "body.ticks[0].product", []any{tick("", "", 1, 1)}, 422},
		"fewer than none": {saturdays + functiontest.Riverside, "body.ticks[0].units", []any{tick("", "Tent", -1, 1)}, 422},
		"nothing":         {saturdays + functiontest.Riverside, "body.ticks", []any{}, 422},
	} {
		a := s.Call(anna, SetPacked, http.MethodPut, c.path+"/packed", map[string]any{"ticks": c.ticks})
		if a.Status != c.status || !strings.Contains(string(a.Body), c.field) {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
}

// Whoever has the link sees the list and no money, until it ends or is taken back.
func TestAListIsShared(t *testing.T) {
	t.Parallel()
	s, anna := packer(t)
	share := func() string {
		var out struct{ Path string }
		a := s.Must(anna, ShareList, http.MethodPost, saturdays+functiontest.Riverside+"/share", nil, &out)
		if a.Trips > 2 {
			t.Errorf("%d trips", a.Trips)
		}
		return out.Path
	}
	open := func(path string) functiontest.Answer {
		return s.Call(tenant.Caller{}, GetSharedList, http.MethodGet, path, nil)
	}
	first := share()
	a := open(first)
	if a.Status != 200 || a.Trips > 2 || !strings.Contains(string(a.Body), "Sourdough") || a.Header.Get("Cache-Control") != "private, no-store" {
		t.Fatalf("%d %s after %d trips", a.Status, a.Body, a.Trips)
	}
	for _, shown := range []string{`"crateSize":12,"weightGrams":850`, `"equipment":["Canopy","Cash float"]`} {
		if !strings.Contains(string(a.Body), shown) {
			t.Errorf("a stranger does not see %s in %s", shown, a.Body)
		}
	}
	for _, secret := range []string{"price", "650", "fee", "4500", "evenue", "anna", "rofit"} {
		if strings.Contains(string(a.Body), secret) {
			t.Errorf("a stranger sees %q in %s", secret, a.Body)
		}
	}
	second := share()
	if a := open(first); a.Status != 404 {
		t.Errorf("the old link: %d", a.Status)
	}
	unknown := open("/api/v1/shared/" + strings.Repeat("A", 26))
	old := open(first)
	if unknown.Status != old.Status || len(unknown.Body) != len(old.Body) {
		t.Errorf("one can tell an old link from none: %s, %s", unknown.Body, old.Body)
	}
	now := functiontest.Now
	s.At(now.AddDate(0, 0, 13))
	if a := open(second); a.Status != 404 {
		t.Errorf("two weeks later: %d", a.Status)
	}
	s.At(now)
	for range 2 {
		s.Must(anna, UnshareList, http.MethodDelete, saturdays+functiontest.Riverside+"/share", nil, nil)
	}
	if a := open(second); a.Status != 404 {
		t.Errorf("taken back: %d", a.Status)
	}
}

func TestWhatIfChangesNothing(t *testing.T) {
	t.Parallel()
	s, anna := packer(t)
	season(t, s, anna.Vendor)
	s.Must(anna, GenerateRecommendations, http.MethodPost, "/api/v1/recommendations", map[string]any{"date": "2026-11-28", "venue": functiontest.Riverside}, nil)
	var before, after list.Set
	s.Must(anna, GetRecommendations, http.MethodGet, saturdays+functiontest.Riverside, nil, &before)
	var out struct {
		Before list.Totals
		List   list.Set
	}
	ask := func(body map[string]any) {
		t.Helper()
		out.List, out.Before = list.Set{}, list.Totals{}
		a := s.Must(anna, WhatIf, http.MethodPost, saturdays+functiontest.Riverside+"/what-if", body, &out)
		if a.Trips > 2 {
			t.Errorf("%d trips", a.Trips)
		}
	}
	ask(map[string]any{"fee": 1_000_000})
	if out.List.Totals.Fee != 1_000_000 || out.Before.Fee != 4500 {
		t.Errorf("with another fee: %+v, before %+v", out.List.Totals, out.Before)
	}
	ask(map[string]any{"items": []any{map[string]any{"product": functiontest.Bread, "quantity": 6}}})
	for _, it := range out.List.Items {
		if it.Product == functiontest.Bread && (it.Recommend != 6 || it.SellOutChance < 0.9) {
			t.Errorf("with six loaves: %+v", it)
		}
	}
	ask(map[string]any{"attendance": 5000})
	if out.List.Totals.Units <= out.Before.Units {
		t.Errorf("with a festival %v units, without %v", out.List.Totals.Units, out.Before.Units)
	}
	s.Must(anna, GetRecommendations, http.MethodGet, saturdays+functiontest.Riverside, nil, &after)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("something was kept (-before +after):\n%s", diff)
	}
	helper := anna
	helper.Role = tenant.Helper
	if a := s.Call(helper, WhatIf, http.MethodPost, saturdays+functiontest.Riverside+"/what-if", map[string]any{}); a.Status != 200 || strings.Contains(string(a.Body), "4500") {
		t.Errorf("a helper sees the fee: %s", a.Body)
	}
	if a := s.Call(anna, WhatIf, http.MethodPost, saturdays+functiontest.Riverside+"/what-if", map[string]any{"items": []any{map[string]any{"product": "pnone", "quantity": 1}}}); a.Status != 422 || !strings.Contains(string(a.Body), "body.items[0].product") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// Whoever shares and gets no answer shares again: then one link leads to the list.
func TestChaosSharingSurvivesDeathAtEveryCall(t *testing.T) {
	t.Parallel()
	share := func(s *functiontest.System, anna tenant.Caller, k *chaos.Killer) functiontest.Answer {
		var a functiontest.Answer
		call := s.Prepare(s.EnvWith(k.AWS), anna, ShareList, http.MethodPost, saturdays+functiontest.Riverside+"/share", nil)
		bury, _ := k.Run(t.Context(), func(ctx context.Context) error { a = call(ctx); return nil })
		bury()
		return a
	}
	var sum chaos.Tally
	alive := chaos.Watch()
	s, anna := packer(t)
	share(s, anna, alive)
	for at := range alive.Calls() {
		for _, fate := range chaos.Fates {
			sum.Tried++
			s, anna := packer(t)
			share(s, anna, chaos.Strike(at+1, fate))
			var link struct{ Path string }
			share(s, anna, chaos.Watch()).Read(t, &link)
			if a := s.Call(tenant.Caller{}, GetSharedList, http.MethodGet, link.Path, nil); a.Status != http.StatusOK {
				sum.Lost++
				t.Errorf("%s at call %d: the link answers %d", fate, at+1, a.Status)
			}
			s.Must(anna, UnshareList, http.MethodDelete, saturdays+functiontest.Riverside+"/share", nil, nil)
			if a := s.Call(tenant.Caller{}, GetSharedList, http.MethodGet, link.Path, nil); a.Status != http.StatusNotFound {
				sum.Doubled++
				t.Errorf("%s at call %d: taken back, the link answers %d", fate, at+1, a.Status)
			}
		}
	}
	chaos.Report(t, "deaths of who shares a list", sum)
}
