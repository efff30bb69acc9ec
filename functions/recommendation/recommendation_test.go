package recommendation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// season gives v a stall and a year of Saturdays on which 20 to 26 loaves and
// about half as much jam were sold at Riverside, and of Wednesdays with 8 loaves
// Downtown.
func season(t *testing.T, s *functiontest.System, v tenant.ID) {
	t.Helper()
	s.Stall(v)
	last := civil.NewDate(2026, 11, 21)
	var months []civil.Month
	for m := (last - 365).Month(); m <= last.Month(); m++ {
		months = append(months, m)
	}
	err := s.Store.EditSales(t.Context(), v, months, func(b *store.Books) error {
		for d := last - 52*7 + 7; d <= last; d += 7 {
			units := amount.Quantity(20+int(d)%7) * amount.One
			b.Day(d, functiontest.Riverside).Line(functiontest.Bread, sale.File).Add(units, 650*23, 540)
			b.Day(d, functiontest.Riverside).Line(functiontest.Jam, sale.File).Add(units/2, 800*11, 600)
			b.Day(d-3, functiontest.Downtown).Line(functiontest.Bread, sale.File).Add(8*amount.One, 650*8, 540)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

type generated struct {
	Items []setSummary
	List  recommendation.Set
}

const saturday = "2026-11-28"

func ask(venue string) map[string]any { return map[string]any{"date": saturday, "venue": venue} }

func TestTheListIsWorthHaving(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	season(t, s, anna.Vendor)
	var got generated
	a := s.Must(anna, GenerateRecommendations, "POST", "/api/v1/recommendations", ask(functiontest.Riverside), &got)
	if a.Trips > 2 {
		t.Errorf("%d trips, at most 2", a.Trips)
	}
	if got.List.Method != recommendation.Model || got.List.RestsOn.MarketDays != 52 || len(got.List.Items) != 2 {
		t.Fatalf("the list is %s", a.Body)
	}
	for _, it := range got.List.Items {
		sum := 0.0
		for _, r := range it.Reasons {
			sum += r.Units
		}
		if math.Abs(sum-it.Expected) > 1e-9 {
			t.Errorf("%s: the reasons add up to %v, expected are %v", it.Name, sum, it.Expected)
		}
		if len(it.Comparable) != 4 || it.FirstGuess {
			t.Errorf("%s: comparable days %v", it.Name, it.Comparable)
		}
	}
	bread := got.List.Items[0]
	if bread.Expected < 20 || bread.Expected > 26 || bread.Recommend%6 != 0 || bread.Recommend < 24 || bread.Recommend > 36 {
		t.Errorf("20 to 26 loaves were sold on 52 Saturdays, %v are expected and %d recommended", bread.Expected, bread.Recommend)
	}
	var again recommendation.Set
	s.Must(anna, GetRecommendations, "GET", "/api/v1/recommendations/"+saturday+"/"+functiontest.Riverside, nil, &again)
	if diff := cmp.Diff(got.List, again); diff != "" {
		t.Errorf("the stored list is another one (-made +stored):\n%s", diff)
	}
}

// Venues must not be mixed: what sells on Saturday at Riverside says little of Wednesday.
func TestVenuesAreNotMixed(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	season(t, s, anna.Vendor)
	var got generated
	s.Must(anna, GenerateRecommendations, "POST", "/api/v1/recommendations", map[string]any{"date": "2026-11-25", "venue": functiontest.Downtown}, &got)
	if len(got.List.Items) != 1 || got.List.Items[0].Expected < 7 || got.List.Items[0].Expected > 10 {
		t.Errorf("8 loaves were sold on 52 Wednesdays, the list says %+v", got.List.Items)
	}
}

func TestANewVendorGetsAFirstGuessThatSaysSo(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	s.Stall(anna.Vendor)
	var got generated
	s.Must(anna, GenerateRecommendations, "POST", "/api/v1/recommendations", ask(functiontest.Riverside), &got)
	if got.List.Method != recommendation.Heuristic || !got.List.RestsOn.IsFallback || len(got.List.Items) != 2 || len(got.List.Notes) == 0 {
		t.Fatalf("got %+v, want the heuristic, and a note", got.List)
	}
	for _, it := range got.List.Items {
		if it.Bring < 1 || it.Confidence > 0.5 || !it.FirstGuess {
			t.Errorf("%s: %+v, want at least 1 with confidence 0.5 at most", it.Name, it)
		}
	}
}

func TestAListInHindsightKnowsNothingOfTheDay(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	season(t, s, anna.Vendor)
	request := map[string]any{"date": "2026-11-21", "venue": functiontest.Riverside}
	var before, after generated
	s.Must(anna, GenerateRecommendations, "POST", "/api/v1/recommendations", request, &before)
	err := s.Store.EditSales(t.Context(), anna.Vendor, []civil.Month{civil.NewDate(2026, 11, 21).Month()}, func(b *store.Books) error {
		b.Day(civil.NewDate(2026, 11, 21), functiontest.Riverside).Line(functiontest.Bread, sale.Manual).Add(500*amount.One, 0, sale.Unknown)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Must(anna, GenerateRecommendations, "POST", "/api/v1/recommendations", request, &after)
	if diff := cmp.Diff(before.List.Items, after.List.Items); diff != "" {
		t.Errorf("the day's own sales changed its list:\n%s", diff)
	}
}

func TestGenerateNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	s.Stall(anna.Vendor)
	for _, tt := range []struct{ body, location string }{
		{`{"date":"2028-01-01"}`, "body.date"},
		{`{"date":"9999-12-31"}`, "body.date"},
		{`{"date":"2020-01-01"}`, "body.date"},
		{`{"venue":"nowhere"}`, "body.venue"},
		{`{"venue":"a b"}`, "body.venue"},
		{`{"day":"2026-11-28"}`, "body.day"},
	} {
		a := s.Call(anna, GenerateRecommendations, "POST", "/api/v1/recommendations", tt.body)
		if a.Status != 422 || !strings.Contains(string(a.Body), `"location":"`+tt.location) {
			t.Errorf("%s: %d %s, want 422 that names %s", tt.body, a.Status, a.Body, tt.location)
		}
	}
}

func TestOverrideNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna, bert := functiontest.Owner(t, "anna"), functiontest.Owner(t, "bert")
	season(t, s, anna.Vendor)
	path := "/api/v1/recommendations/" + saturday + "/" + functiontest.Riverside + "/"
	s.Must(anna, GenerateRecommendations, "POST", "/api/v1/recommendations", ask(functiontest.Riverside), nil)
	for _, tt := range []struct {
		caller     tenant.Caller
		path, body string
		status     int
	}{
		{anna, path + functiontest.Bread, `{"quantity":-1}`, 422},
		{anna, path + functiontest.Bread, `{"quantity":1.5}`, 422},
		{anna, path + functiontest.Bread, `{}`, 422},
		{anna, path + "a.b", `{"quantity":1}`, 422},
		{anna, path + "cake", `{"quantity":1}`, 404},
		{bert, path + functiontest.Bread, `{"quantity":1}`, 404},
		{anna, strings.Replace(path, "2026", "2025", 1) + functiontest.Bread, `{"quantity":1}`, 404},
		{anna, path + functiontest.Bread, `{"quantity":null}`, 200},
	} {
		if a := s.Call(tt.caller, OverrideRecommendation, "PATCH", tt.path, tt.body); a.Status != tt.status {
			t.Errorf("%s %s: %d %s, want %d", tt.path, tt.body, a.Status, a.Body, tt.status)
		}
	}
}

func TestAHelperSeesNoMoney(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	season(t, s, anna.Vendor)
	helper := anna
	helper.Role = tenant.Helper
	for who, caller := range map[string]tenant.Caller{"owner": anna, "helper": helper} {
		var got generated
		s.Must(caller, GenerateRecommendations, "POST", "/api/v1/recommendations", ask(functiontest.Riverside), &got)
		money := got.List.Totals.ExpectedRevenue != 0 || got.List.Items[0].Price != nil || got.List.Items[0].ExpectedRevenue != 0
		if money != (who == "owner") {
			t.Errorf("the %s sees money: %t", who, money)
		}
	}
}

// The night job puts each due vendor on the queue once, and its message makes
// the lists of the week; run twice, it makes the same lists.
func TestDueForecastsAreMade(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	season(t, s, anna.Vendor)
	var sent []queue.Message
	enqueue := enqueueDueForecasts{
		due: s.Store.DueWork, finish: s.Store.FinishWork, recordRun: s.Store.RecordRun, now: s.Env.Now,
		send: func(_ context.Context, m []queue.Message) error { sent = append(sent, m...); return nil },
	}
	for range 2 {
		if err := enqueue.run(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]queue.Message{{Group: "anna", Body: `{"vendor":"anna"}`}}, sent); diff != "" {
		t.Fatalf("sent (-want +got):\n%s", diff)
	}
	handle, err := RunForecast(s.Env)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := handle(t.Context(), sent[0].Body); err != nil {
			t.Fatal(err)
		}
	}
	var lists listRecommendationsOutput
	s.Must(anna, ListRecommendations, "GET", "/api/v1/recommendations", nil, &lists.Body)
	var got []string
	for _, l := range lists.Body.Items {
		got = append(got, fmt.Sprint(l.Date, " ", l.VenueName, " ", l.Method))
	}
	if diff := cmp.Diff([]string{"2026-11-25 Downtown model", "2026-11-28 Riverside model"}, got); diff != "" {
		t.Errorf("lists (-want +got):\n%s", diff)
	}
}

func TestAQueueThatFailsLeavesTheWorkDue(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	season(t, s, anna.Vendor)
	down := true
	sent := 0
	enqueue := enqueueDueForecasts{
		due: s.Store.DueWork, finish: s.Store.FinishWork, recordRun: s.Store.RecordRun, now: s.Env.Now,
		send: func(_ context.Context, m []queue.Message) error {
			if down {
				return errors.New("queue: down")
			}
			sent += len(m)
			return nil
		},
	}
	if err := enqueue.run(t.Context()); err == nil {
		t.Error("the job does not say that the queue is down")
	}
	down = false
	if err := enqueue.run(t.Context()); err != nil || sent != 1 {
		t.Errorf("%d sent after the queue came back, %v; want 1", sent, err)
	}
}

func TestRunForecastRefusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	handle, err := RunForecast(s.Env)
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{"", "{", `{"vendor":""}`} {
		if handle(t.Context(), body) == nil {
			t.Errorf("%q is taken for a message", body)
		}
	}
}

func TestAListIsJSONThatAPhoneCanKeep(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	season(t, s, anna.Vendor)
	a := s.Must(anna, GenerateRecommendations, "POST", "/api/v1/recommendations", ask(functiontest.Riverside), nil)
	var got map[string]any
	if err := json.Unmarshal(a.Body, &got); err != nil {
		t.Fatal(err)
	}
	list := got["list"].(map[string]any)
	if list["date"] != saturday || list["opens"] != "08:00" {
		t.Errorf("date %v, opens %v", list["date"], list["opens"])
	}
	if _, err := time.Parse(time.RFC3339, list["generated"].(string)); err != nil {
		t.Error(err)
	}
}
