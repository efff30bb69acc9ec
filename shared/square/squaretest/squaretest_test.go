package squaretest_test

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/square/squaretest"
)

const redirect = "https://app.example/square/callback"

// shop is a fake with one seller, and a token for it.
type shop struct {
	*squaretest.Server
	t     *testing.T
	url   string
	now   time.Time
	token string
}

func newShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{t: t, now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
	s.Server = squaretest.New(squaretest.Options{Now: func() time.Time { return s.now }, AppID: "app", AppSecret: "secret", Redirects: []string{redirect}})
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.url = server.URL
	s.AddSeller(squaretest.Seller{Merchant: "M", Name: "Anna's <bread>", Locations: []squaretest.Location{{ID: "L1", Name: "Stall", Zone: "UTC"}}})
	s.token, _ = s.Tokens("M", "ITEMS_READ", "ORDERS_READ", "MERCHANT_PROFILE_READ")
	return s
}

// answer is what matters of an answer of Square.
type answer struct {
	Status int
	Code   string // of the first error
	Body   map[string]any
}

// call sends a request with a good token; header are names and values, of which an
// empty value takes the header away.
func (s *shop) call(method, path, body string, header ...string) answer {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.token)
	r.Header.Set("Square-Version", "2025-05-21")
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	a := answer{Status: resp.StatusCode}
	_ = json.Unmarshal(b, &a.Body) // a page has none
	if list, ok := a.Body["errors"].([]any); ok {
		a.Code, _ = list[0].(map[string]any)["code"].(string)
	}
	return a
}

// search is the body of a search for orders: a good one with something changed.
func search(change string) string {
	const good = `"location_ids":["L1"],"query":{"sort":{"sort_field":"UPDATED_AT","sort_order":"ASC"},"filter":{"date_time_filter":{"updated_at":{"start_at":"2026-11-01T00:00:00Z"}}}}`
	if change == "" {
		return "{" + good + "}"
	}
	return "{" + good + "," + change + "}"
}

func TestWhatSquareRefuses(t *testing.T) {
	t.Parallel()
	const find = "/v2/orders/search"
	filter := func(f string) string {
		return `{"location_ids":["L1"],"query":{"sort":{"sort_field":"UPDATED_AT"},"filter":` + f + `}}`
	}
	for _, tt := range []struct {
		name, method, path, body string
		status                   int
		code                     string
		header                   []string
	}{
		{"nothing", "POST", find, search(""), 200, "", nil},
		{"no token", "GET", "/v2/locations", "", 401, "UNAUTHORIZED", []string{"Authorization", ""}},
		{"an unknown token", "GET", "/v2/locations", "", 401, "UNAUTHORIZED", []string{"Authorization", "Bearer x"}},
		{"no version that is one", "GET", "/v2/locations", "", 400, "BAD_REQUEST", []string{"Square-Version", "latest"}},
		{"no JSON", "POST", find, "{", 400, "BAD_REQUEST", nil},
		{"an unknown address", "GET", "/v2/nothing", "", 404, "NOT_FOUND", nil},
		{"no location", "POST", find, search(`"location_ids":[]`), 400, "MISSING_REQUIRED_PARAMETER", nil},
		{"eleven locations", "POST", find, search(`"location_ids":["1","2","3","4","5","6","7","8","9","10","11"]`), 400, "ARRAY_LENGTH_TOO_LONG", nil},
		{"another seller's location", "POST", find, search(`"location_ids":["L2"]`), 403, "FORBIDDEN", nil},
		{"a page of none", "POST", find, search(`"limit":0`), 400, "VALUE_TOO_HIGH", nil},
		{"a page of 1001", "POST", find, search(`"limit":1001`), 400, "VALUE_TOO_HIGH", nil},
		{"another field to sort by than the time's", "POST", find, filter(`{"date_time_filter":{"closed_at":{"start_at":"2026-11-01T00:00:00Z"}}}`), 400, "BAD_REQUEST", nil},
		{"two times", "POST", find, filter(`{"date_time_filter":{"closed_at":{},"updated_at":{}}}`), 400, "CONFLICTING_PARAMETERS", nil},
		{"no time that is one", "POST", find, filter(`{"date_time_filter":{"updated_at":{"start_at":"today"}}}`), 400, "INVALID_TIME", nil},
		{"an end before the start", "POST", find, filter(`{"date_time_filter":{"updated_at":{"start_at":"2026-11-02T00:00:00Z","end_at":"2026-11-01T00:00:00Z"}}}`), 400, "INVALID_TIME_RANGE", nil},
		{"an unknown state", "POST", find, filter(`{"state_filter":{"states":["SOLD"]}}`), 400, "INVALID_ENUM_VALUE", nil},
		{"a cursor of nowhere", "POST", find, search(`"cursor":"x"`), 400, "INVALID_CURSOR", nil},
		{"no ids", "POST", "/v2/orders/batch-retrieve", `{}`, 400, "BAD_REQUEST", nil},
		{"an unknown order", "GET", "/v2/orders/none", "", 404, "NOT_FOUND", nil},
		{"revoking with the wrong word", "POST", "/oauth2/revoke", `{"client_id":"app","merchant_id":"M"}`, 401, "UNAUTHORIZED", []string{"Authorization", "Bearer secret"}},
		{"revoking nobody", "POST", "/oauth2/revoke", `{"client_id":"app"}`, 400, "BAD_REQUEST", []string{"Authorization", "Client secret"}},
		{"revoking both ways", "POST", "/oauth2/revoke", `{"client_id":"app","merchant_id":"M","access_token":"x"}`, 400, "BAD_REQUEST", []string{"Authorization", "Client secret"}},
		{"an unknown application", "GET", "/oauth2/authorize?client_id=x&redirect_uri=" + redirect, "", 400, "BAD_REQUEST", nil},
		{"an address that is not registered", "GET", "/oauth2/authorize?client_id=app&redirect_uri=https://evil.example", "", 400, "BAD_REQUEST", nil},
	} {
		s := newShop(t)
		if got := s.call(tt.method, tt.path, tt.body, tt.header...); got.Status != tt.status || got.Code != tt.code {
			t.Errorf("%s: %d %s, want %d %s", tt.name, got.Status, got.Code, tt.status, tt.code)
		}
	}
}

func TestTheCatalogListedAndSearched(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for i := range 150 {
		s.PutItems("M", squaretest.Item{ID: fmt.Sprintf("I%03d", i), Name: "x", Updated: s.now.Add(time.Duration(i) * time.Second), Variations: []squaretest.Variation{{ID: fmt.Sprintf("V%03d", i)}}})
	}
	s.now = s.now.Add(time.Hour)
	s.DeleteItem("M", "I000")
	count := func(a answer) int {
		list, _ := a.Body["objects"].([]any)
		return len(list)
	}
	first := s.call("GET", "/v2/catalog/list?types=ITEM", "")
	cursor, _ := first.Body["cursor"].(string)
	second := s.call("GET", "/v2/catalog/list?types=ITEM&cursor="+url.QueryEscape(cursor), "")
	last := s.now.Add(-time.Hour).Add(149 * time.Second).Format(time.RFC3339)
	since := func(types, begin string) answer {
		return s.call("POST", "/v2/catalog/search", fmt.Sprintf(`{"object_types":[%s],"begin_time":%q}`, types, begin))
	}
	got := []int{
		count(first), count(second), second.Status,
		count(since(`"ITEM"`, last)),                  // begin_time itself is not in it, but what was deleted is
		count(since(`"ITEM","ITEM_VARIATION"`, last)), // and its variations
		s.call("GET", "/v2/catalog/list?types=CATEGORY&cursor="+url.QueryEscape(cursor), "").Status,
	}
	if diff := cmp.Diff([]int{100, 49, 200, 1, 2, 400}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if newest := since(`"ITEM"`, last).Body["latest_time"]; newest != "2026-11-23T13:00:00.000Z" {
		t.Errorf("latest_time %v", newest)
	}
}

func TestItFailsAsItIsTold(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	told := func(behaviour string) {
		t.Helper()
		if a := s.call("POST", "/fake/behaviour", behaviour); a.Status != http.StatusNoContent {
			t.Fatalf("%s: %d", behaviour, a.Status)
		}
	}
	statuses := func(n int) (got []int) {
		for range n {
			got = append(got, s.call("GET", "/v2/locations", "").Status)
		}
		return got
	}
	told(`{"Path":"/v2/locations","Status":429,"RetryAfter":"2","Every":3}`)
	every := statuses(6)
	told(`{"Path":"/v2/locations","Status":503,"Times":2}`)
	twice := statuses(3)[:2]
	told(`{"Path":"/v2/catalog","Status":500}`)
	elsewhere := statuses(1)
	s.call("DELETE", "/fake/behaviour", "")
	s.now = s.now.Add(time.Second)
	told(`{"PerSecond":2}`)
	limited := statuses(3)
	s.now = s.now.Add(time.Second)
	limited = append(limited, statuses(1)...)
	want := [][]int{{200, 200, 429, 200, 200, 429}, {503, 503}, {200, 200, 429, 200}}
	if diff := cmp.Diff(want, [][]int{every, twice, limited}); diff != "" || len(elsewhere) != 1 {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if n := s.MostPerSecond("M"); n < 3 {
		t.Errorf("most in a second: %d", n)
	}
}

func TestWhatSellersAllowedOutlivesARestart(t *testing.T) {
	t.Parallel()
	before := newShop(t)
	after := newShop(t)
	after.now = before.now.Add(time.Hour)
	if err := after.Load(before.Save()); err != nil {
		t.Fatal(err)
	}
	after.token = before.token
	if a := after.call("GET", "/v2/locations", ""); a.Status != http.StatusOK {
		t.Errorf("a token of before: %d %s", a.Status, a.Code)
	}
	after.call("POST", "/fake/revoke/M", "")
	again := newShop(t)
	if err := again.Load(after.Save()); err != nil {
		t.Fatal(err)
	}
	again.token = before.token
	if a := again.call("GET", "/v2/locations", ""); a.Code != "ACCESS_TOKEN_REVOKED" {
		t.Errorf("a token that was revoked before: %d %s", a.Status, a.Code)
	}
	if err := again.Load([]byte("{")); err == nil {
		t.Error("nonsense was loaded")
	}
}

// The page of authorisation shows who is there, and believes no name.
func TestThePageOfAuthorisation(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	resp, err := http.Get(s.url + "/oauth2/authorize?client_id=app&scope=ITEMS_READ&state=%22%3E%3Cscript%3E&redirect_uri=" + url.QueryEscape(redirect))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	page, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%d, %v", resp.StatusCode, err)
	}
	for _, want := range []string{"ITEMS_READ", `value="M"`, "Anna&#39;s &lt;bread&gt;", `value="allow"`, `value="deny"`} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(string(page), "<script>") {
		t.Error("the page runs what a parameter says")
	}
	// A browser sends the form where the page says, and is sent back with what it came with.
	form := regexp.MustCompile(`action="([^"]*)"`).FindSubmatch(page)
	if form == nil {
		t.Fatalf("there is no form on %s", page)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	sent, err := client.PostForm(s.url+html.UnescapeString(string(form[1])), url.Values{"merchant": {"M"}, "decision": {"allow"}})
	if err != nil {
		t.Fatal(err)
	}
	defer sent.Body.Close() //nolint:errcheck // nothing is read
	back, err := sent.Location()
	if err != nil || !strings.HasPrefix(back.String(), redirect+"?") || back.Query().Get("code") == "" || back.Query().Get("state") != `"><script>` {
		t.Errorf("sent back to %v, %v", back, err)
	}
}
