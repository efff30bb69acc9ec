package notification

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/tenant"
)

const page = "/api/v1/notifications"

// choice is a body that may be put.
func choice(change func(map[string]any)) map[string]any {
	body := map[string]any{
		"listReady": map[string]any{"on": true, "daysBefore": 1, "at": "05:30"}, "listMoved": map[string]any{"on": true, "percent": 30},
		"reconnectSquare": map[string]any{"on": false}, "howItWent": map[string]any{"on": true, "hoursAfter": 2},
	}
	if change != nil {
		change(body)
	}
	return body
}

// compact is JSON without blanks.
func compact(t *testing.T, text string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The answers are written down in full: the page is built on them.
func TestSettingsAreShownAndChosen(t *testing.T) {
	t.Parallel()
	o := newOffice(t, functiontest.Now)
	v := o.stall("anna", newYork)
	anna := functiontest.Owner(t, "anna")
	a := o.Must(anna, GetNotificationSettings, "GET", page, nil, nil)
	const first = `{"address":"anna@example.com","timeZone":"America/New_York","language":"en","isDefault":true,"stopped":false,
		"listReady":{"on":true,"daysBefore":2,"at":"18:00"},"listMoved":{"on":true,"percent":20},"reconnectSquare":{"on":true},"howItWent":{"on":false,"hoursAfter":3},
		"next":{"letter":"listReady","at":"2026-11-26T23:00:00Z","markets":[{"date":"2026-11-28","venue":"RIVERSIDE","venueName":"Riverside"}]}}`
	want := compact(t, strings.ReplaceAll(first, "RIVERSIDE", functiontest.Riverside))
	if diff := cmp.Diff(want, compact(t, string(a.Body))); diff != "" || a.Trips != 1 {
		t.Errorf("in %d trips (-want +got):\n%s", a.Trips, diff)
	}
	put := o.Must(anna, SetNotificationSettings, "PUT", page, choice(func(b map[string]any) { b["language"] = "de" }), nil)
	const chosen = `{"address":"anna@example.com","timeZone":"America/New_York","language":"de","isDefault":false,"stopped":false,
		"listReady":{"on":true,"daysBefore":1,"at":"05:30"},"listMoved":{"on":true,"percent":30},"reconnectSquare":{"on":false},"howItWent":{"on":true,"hoursAfter":2},
		"next":{"letter":"listReady","at":"2026-11-27T10:30:00Z","markets":[{"date":"2026-11-28","venue":"RIVERSIDE","venueName":"Riverside"}]}}`
	want = compact(t, strings.ReplaceAll(chosen, "RIVERSIDE", functiontest.Riverside))
	if diff := cmp.Diff(want, compact(t, string(put.Body))); diff != "" || put.Trips != 2 {
		t.Errorf("in %d trips (-want +got):\n%s", put.Trips, diff)
	}
	again := o.Must(anna, GetNotificationSettings, "GET", page, nil, nil)
	if diff := cmp.Diff(string(put.Body), string(again.Body)); diff != "" {
		t.Errorf("what was put is not what is shown (-put +got):\n%s", diff)
	}
	// Another member chooses for another address.
	var ben struct{ Address, Language string }
	o.Must(o.member(v, "ben", tenant.Helper), GetNotificationSettings, "GET", page, nil, &ben)
	if ben.Address != "ben@example.com" || ben.Language != "en" {
		t.Errorf("ben sees %+v", ben)
	}
}

func TestSettingsThatCannotBeAreRefusedByField(t *testing.T) {
	t.Parallel()
	o := newOffice(t, functiontest.Now)
	o.stall("anna", newYork)
	anna := functiontest.Owner(t, "anna")
	set := func(letter, field string, value any) map[string]any {
		return choice(func(b map[string]any) { b[letter].(map[string]any)[field] = value })
	}
	for name, c := range map[string]struct {
		body  any
		field string
	}{
		"a week before":        {set("listReady", "daysBefore", 7), "body.listReady.daysBefore"},
		"after the market":     {set("listReady", "daysBefore", -1), "body.listReady.daysBefore"},
		"no time":              {set("listReady", "at", "late!"), "body.listReady.at"},
		"the end of the day":   {set("listReady", "at", "24:00"), "body.listReady.at"},
		"a time that is none":  {set("listReady", "at", "25:00"), "body.listReady.at"},
		"each sway":            {set("listMoved", "percent", 1), "body.listMoved.percent"},
		"more than all":        {set("listMoved", "percent", 101), "body.listMoved.percent"},
		"at once":              {set("howItWent", "hoursAfter", 0), "body.howItWent.hoursAfter"},
		"two days later":       {set("howItWent", "hoursAfter", 48), "body.howItWent.hoursAfter"},
		"a language":           {choice(func(b map[string]any) { b["language"] = "fr" }), "body.language"},
		"not whether":          {choice(func(b map[string]any) { delete(b["listReady"].(map[string]any), "on") }), "body.listReady"},
		"nothing of a letter":  {choice(func(b map[string]any) { delete(b, "howItWent") }), "body"},
		"something else":       {choice(func(b map[string]any) { b["address"] = "ben@example.com" }), "body"},
		"words for a number":   {set("listMoved", "percent", "many"), "body.listMoved.percent"},
		"a number for a truth": {set("reconnectSquare", "on", 1), "body.reconnectSquare.on"},
	} {
		var problem struct {
			Errors []struct{ Location, Message string }
		}
		a := o.Call(anna, SetNotificationSettings, "PUT", page, c.body)
		a.Read(t, &problem)
		named := slices.ContainsFunc(problem.Errors, func(e struct{ Location, Message string }) bool {
			return strings.HasPrefix(e.Location, c.field) && e.Message != ""
		})
		if a.Status != http.StatusUnprocessableEntity || !named {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	var got struct{ IsDefault bool }
	if o.Must(anna, GetNotificationSettings, "GET", page, nil, &got); !got.IsDefault {
		t.Error("something was kept")
	}
}

func TestSettingsAreForMembers(t *testing.T) {
	t.Parallel()
	o := newOffice(t, functiontest.Now)
	v := o.stall("anna", newYork)
	for who, c := range map[string]struct {
		caller tenant.Caller
		status int
	}{
		"nobody":               {tenant.Caller{}, 401},
		"a program with a key": {tenant.Caller{Vendor: v, Role: tenant.Owner}, 403},
		"who is gone":          {tenant.Caller{Vendor: v, User: "u-gone", Role: tenant.Owner}, 404},
		"a helper":             {o.member(v, "ben", tenant.Helper), 200},
		"another vendor's":     {tenant.Caller{Vendor: functiontest.Vendor(t, "carla"), User: "u-anna", Role: tenant.Owner}, 404},
	} {
		get := o.Call(c.caller, GetNotificationSettings, "GET", page, nil)
		put := o.Call(c.caller, SetNotificationSettings, "PUT", page, choice(nil))
		if get.Status != c.status || put.Status != c.status || get.Trips > 2 || put.Trips > 2 {
			t.Errorf("%s: %d and %d, want %d", who, get.Status, put.Status, c.status)
		}
	}
}

// Letters end with one click, without signing in, and nobody learns whose token it was.
func TestLettersAreStoppedWithTheLinkOfOne(t *testing.T) {
	t.Parallel()
	o := newOffice(t, thursday)
	v := o.stall("anna", newYork)
	o.member(v, "ben", tenant.Helper)
	letters := o.run()
	if len(letters) != 2 || letters[0].Unsubscribe == letters[1].Unsubscribe {
		t.Fatalf("letters: %+v", letters)
	}
	path, ours := strings.CutPrefix(letters[0].Unsubscribe, "https://api.example.com/v1")
	token := strings.TrimSuffix(strings.TrimPrefix(path, "/notifications/"), "/stop")
	if !ours || len(token) < 26 || strings.Contains(letters[0].Unsubscribe, "anna") || !strings.HasSuffix(letters[0].Text, "\nhttps://example.com/stop-letters#"+token+"\n\n") {
		t.Fatalf("the letter ends with %q, and its header is %s", letters[0].Text, letters[0].Unsubscribe)
	}
	stop := func(path string, body any, kind string) functiontest.Answer {
		return o.Call(tenant.Caller{}, StopNotifications, "POST", path, body, "Content-Type", kind)
	}
	unknown := stop("/notifications/"+strings.Repeat("A", 26)+"/stop", nil, "")
	for name, a := range map[string]functiontest.Answer{
		"one click":           stop(path, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
		"one click, in parts": stop(path, "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n", "multipart/form-data; boundary=x"),
		"the page":            stop(path, nil, ""),
		"JSON":                stop(path, "{}", "application/json"),
		"nobody's":            stop("/notifications/x/stop", nil, ""),
	} {
		if a.Status != 200 || string(a.Body) != string(unknown.Body) || a.Trips > 2 {
			t.Errorf("%s: %d %s in %d trips, and for an unknown token %s", name, a.Status, a.Body, a.Trips, unknown.Body)
		}
	}
	var got struct {
		Stopped   bool
		StoppedAt *time.Time
		Next      *struct{}
		Last      *struct{ Letter string }
	}
	anna := functiontest.Owner(t, "anna")
	o.Must(anna, GetNotificationSettings, "GET", page, nil, &got)
	if !got.Stopped || got.StoppedAt == nil || !got.StoppedAt.Equal(o.now) || got.Next != nil || got.Last == nil || got.Last.Letter != "listReady" {
		t.Errorf("the page shows %+v", got)
	}
	// A week later: the other member has theirs.
	o.at(o.now.AddDate(0, 0, 7))
	o.lists(v, 100)
	if diff := cmp.Diff([]string{"ben: Saturday at Riverside: 100 units, list ready"}, subjects(o.run())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// Stopped again later, the first time counts; who chooses anew has letters again.
	stop(path, nil, "")
	o.Must(anna, GetNotificationSettings, "GET", page, nil, &got)
	if !got.StoppedAt.Equal(thursday) {
		t.Errorf("stopped at %s", got.StoppedAt)
	}
	o.Must(anna, SetNotificationSettings, "PUT", page, choice(func(b map[string]any) {
		b["listReady"].(map[string]any)["at"] = "18:00"
		b["listReady"].(map[string]any)["daysBefore"] = 2
	}), &got)
	again := o.run()
	if diff := cmp.Diff([]string{"anna: Saturday at Riverside: 100 units, list ready"}, subjects(again)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if again[0].Unsubscribe != letters[0].Unsubscribe {
		t.Error("the link of the old letter is no longer good")
	}
	o.Must(anna, SetNotificationSettings, "PUT", page, choice(func(b map[string]any) { b["stopped"] = true }), &got)
	if !got.Stopped || !got.StoppedAt.Equal(o.now) {
		t.Errorf("stopped here: %+v", got)
	}
}
