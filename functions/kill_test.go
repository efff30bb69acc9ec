package functions

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/account"
	ours "github.com/marketprep/marketprep/functions/event"
	"github.com/marketprep/marketprep/functions/feedback"
	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/functions/market"
	"github.com/marketprep/marketprep/functions/notification"
	"github.com/marketprep/marketprep/functions/recommendation"
	"github.com/marketprep/marketprep/functions/sales"
	"github.com/marketprep/marketprep/functions/weather"
	"github.com/marketprep/marketprep/infra/local/chaos"
	"github.com/marketprep/marketprep/shared/auth"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/boot/fairs"
	"github.com/marketprep/marketprep/shared/boot/skies"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/event"
	"github.com/marketprep/marketprep/shared/mail/ses"
	"github.com/marketprep/marketprep/shared/queue/sqs"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	sky "github.com/marketprep/marketprep/shared/weather"
)

// Every function is killed at every call that it makes, and run again with the same
// input: the table must end as if nothing had happened. A function joins by being
// in Endpoints, with its row in requests, or in jobs, with its row in errands.

// errands are what the functions without a route are given to do, by name.
var errands = map[string]func(*boot.Env) (func(context.Context) error, error){
	"authorize": func(env *boot.Env) (func(context.Context) error, error) {
		decide, err := account.Authorize(env)
		return func(ctx context.Context) error {
			_, err := decide(ctx, events.APIGatewayCustomAuthorizerRequestTypeRequest{Headers: map[string]string{"Authorization": "Bearer forged"}})
			if err != nil && err.Error() == "Unauthorized" {
				return nil
			}
			return err
		}, err
	},
	"enqueue-due-forecasts": recommendation.EnqueueDueForecasts(sqs.Open),
	"run-forecast":          message(recommendation.RunForecast, `{"vendor":"anna"}`),
	"aggregate-feedback":    feedback.AggregateFeedback,
	"enqueue-due-syncs":     sales.EnqueueDueSyncs(sqs.Open),
	"refresh-events":        ours.RefreshEvents(fairs.ForJobs),
	"refresh-weather":       weather.RefreshWeather(skies.ForJobs),

	"send-due-notifications": onThursday(notification.SendDueNotifications(ses.Open)),
}

// onThursday is the errand of a job that is run on Thursday at six in New York and, as
// who was killed leaves claims that end by themselves, three times more.
func onThursday(job boot.Job) func(*boot.Env) (func(context.Context) error, error) {
	return func(env *boot.Env) (func(context.Context) error, error) {
		six := time.Date(2026, 11, 26, 23, 0, 0, 0, time.UTC)
		now := six
		env.Now = func() time.Time { return now }
		run, err := job(env)
		return func(ctx context.Context) error {
			for _, minutes := range []int{0, 15, 45, 105} {
				now = six.Add(time.Duration(minutes) * time.Minute)
				if err := run(ctx); err != nil {
					return err
				}
			}
			return nil
		}, err
	}
}

// mailed makes the token that stops letters to anna, as the first of them does.
func mailed(t *testing.T, s *functiontest.System) (token string) {
	t.Helper()
	v := functiontest.Owner(t, "anna").Vendor
	p, err := s.Store.MemberPost(t.Context(), v, "u-anna")
	if err != nil {
		t.Fatal(err)
	}
	m := p.Members[0]
	if err := s.Store.ClaimLetters(t.Context(), v, &m, "TOKEN", functiontest.Now); err != nil {
		t.Fatal(err)
	}
	if err := s.Store.NoteLetters(t.Context(), v, m, true); err != nil {
		t.Fatal(err)
	}
	return m.Token
}

// killedElsewhere are the functions that need a till, or whose items differ between two
// runs, and the package whose tests kill them.
var killedElsewhere = map[string]string{
	"connect-square":           "functions/square",
	"finish-square-connection": "functions/square",
	"list-square-locations":    "functions/square",
	"disconnect-square":        "functions/square",
	"receive-square-webhook":   "functions/square",
	"refresh-square-tokens":    "functions/square",
	"run-sync":                 "functions/sales",
	"process-square-webhooks":  "functions/square",
	"assign-unmapped-sales":    "functions/sales",
	"share-list":               "functions/recommendation", // tokens differ from run to run
	"share-calendar":           "functions/market",
}

// connected connects anna with Square before she asks for something.
func connected(r request) func(*testing.T, *functiontest.System) (request, []string) {
	return func(t *testing.T, s *functiontest.System) (request, []string) {
		t.Helper()
		v := functiontest.Owner(t, "anna").Vendor
		until := functiontest.Now.Add(time.Minute)
		if err := s.Store.BeginSquare(t.Context(), v, "u", "state", until); err != nil {
			t.Fatal(err)
		}
		p, err := s.Store.TakeSquare(t.Context(), v, "u", "state")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Store.ConnectSquare(t.Context(), v, p, "M", until); err != nil {
			t.Fatal(err)
		}
		return r, nil
	}
}

// message is the errand of a consumer that is sent body.
func message(c boot.Consumer, body string) func(*boot.Env) (func(context.Context) error, error) {
	return func(env *boot.Env) (func(context.Context) error, error) {
		handle, err := c(env)
		return func(ctx context.Context) error { return handle(ctx, body) }, err
	}
}

// further are the requests that requests has no row for: they need more than that.
var further = map[string]func(*testing.T, *functiontest.System) (request, []string){
	"refresh-session": func(t *testing.T, s *functiontest.System) (request, []string) {
		login := requests["log-in"]
		a := s.Must(tenant.Caller{}, account.LogIn, http.MethodPost, login.target, login.body, nil)
		cookie, _, _ := strings.Cut(a.Header.Get("Set-Cookie"), ";")
		return request{"/api/v1/auth/refresh", ``}, []string{"Cookie", cookie}
	},
	"request-password-reset": func(*testing.T, *functiontest.System) (request, []string) {
		return request{"/api/v1/auth/password-resets", `{"email":"anna@example.com"}`}, nil
	},
	"reset-password": func(t *testing.T, s *functiontest.System) (request, []string) {
		token, hash := auth.NewResetToken("anna@example.com")
		err := s.Store.TrySignIn(t.Context(), "anna@example.com", func(who *store.SignIn) (*store.Session, error) {
			who.Reset, who.ResetUntil = hash, functiontest.Now.Add(time.Minute)
			return nil, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return request{"/api/v1/auth/password-resets/" + token, `{"password":"rye and buttermilk"}`}, nil
	},
	"delete-event": func(*testing.T, *functiontest.System) (request, []string) {
		return request{"/api/v1/events/" + event.IDOf("Event 0", civil.NewDate(2026, 6, 1), ""), ``}, nil
	},
	"add-event-feed": func(t *testing.T, _ *functiontest.System) (request, []string) {
		return request{"/api/v1/event-feeds", calendarToFollow(t)}, nil
	},
	"fetch-events": func(t *testing.T, s *functiontest.System) (request, []string) {
		followCalendar(t, s)
		return request{"/api/v1/events/fetch", ``}, nil
	},
	"get-weather": plainGet("/api/v1/weather?venue=" + functiontest.Riverside + "&date=2026-11-28"),
	"find-places": plainGet("/api/v1/places?name=Ithaca"),
	"get-shared-list": func(t *testing.T, s *functiontest.System) (request, []string) {
		var link struct{ Path string }
		made := requests["generate-recommendations"]
		s.Must(functiontest.Owner(t, "anna"), recommendation.GenerateRecommendations, http.MethodPost, made.target, made.body, nil)
		s.Must(functiontest.Owner(t, "anna"), recommendation.ShareList, http.MethodPost, requests["share-list"].target, nil, &link)
		return request{link.Path, ``}, nil
	},
	"get-calendar-feed": func(t *testing.T, s *functiontest.System) (request, []string) {
		var link struct{ Path string }
		s.Must(functiontest.Owner(t, "anna"), market.ShareCalendar, http.MethodPost, "/api/v1/calendar-feed", nil, &link)
		return request{link.Path, ``}, nil
	},
	"stop-notifications": func(t *testing.T, s *functiontest.System) (request, []string) {
		return request{"/notifications/" + mailed(t, s) + "/stop", ``}, nil
	},
	"get-square-status":   plainGet("/api/v1/square/connection"),
	"set-sales-mapping":   connected(request{"/api/v1/square/mapping", `{"rules":[{"venue":"none"}]}`}),
	"sync-sales":          connected(request{"/api/v1/sales/sync", ``}),
	"sync-products":       connected(request{"/api/v1/products/sync", ``}),
	"get-health":          plainGet("/health"),
	"get-liveness":        plainGet("/health/live"),
	"get-readiness":       plainGet("/health/ready"),
	"get-detailed-health": plainGet("/health/detailed", "X-Operator-Key", "open sesame"),
}

func calendarToFollow(t *testing.T) string {
	t.Helper()
	url, err := town()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(`{"name":"City","url":"%s/calendars/city","venue":%q}`, url, functiontest.Riverside)
}

// followCalendar lets anna follow the town's calendar, which is to be read again.
func followCalendar(t *testing.T, s *functiontest.System) {
	t.Helper()
	anna := functiontest.Owner(t, "anna")
	s.Must(anna, ours.AddEventFeed(fairs.ForPeople), http.MethodPost, "/api/v1/event-feeds", calendarToFollow(t), nil)
	err := s.Store.EditFair(t.Context(), anna.Vendor, func(f *store.Fair) error {
		f.NextRead = functiontest.Now.Add(-time.Minute)
		for id, n := range f.Feeds {
			n.ETag, n.Events = "", 0
			f.Feeds[id] = n
		}
		f.FeedsChanged = true
		for _, events := range f.Events {
			clear(events)
		}
		f.EventsChanged = map[int]bool{2026: true}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func plainGet(target string, header ...string) func(*testing.T, *functiontest.System) (request, []string) {
	return func(*testing.T, *functiontest.System) (request, []string) { return request{target, ``}, header }
}

// harmless are items that may be there twice, and why.
var harmless = map[string]struct{ sk, why string }{
	"log-in": {"SESSION#", "the first session's token never arrived, so that nobody has it; it expires"},
}

// unseen are attributes that no user sees and that differ between two runs: Version
// counts writes; the salt of a password, the token of a new one and the ids of
// sessions are random, a letter that was sent twice counts twice, and in the history of
// letters stands when they went out.
var unseen = []string{"Version", "PackedVersion", "Password", "Reset", "Sessions", "Letters", "History"}

// lived is a table after two years of a vendor's sales, and after every request
// besides. Two more vendors have work due.
func lived(t *testing.T) (filled, used chaos.Picture) {
	t.Helper()
	c := newScene(t, "")
	anna := functiontest.Owner(t, "anna")
	fill(t, c.s, anna.Vendor, 1)
	for _, name := range []string{"ben", "carla"} {
		other := functiontest.Owner(t, name)
		c.s.Stall(other.Vendor)
		r := requests["submit-feedback"]
		c.s.Must(other, feedback.SubmitFeedback, http.MethodPost, r.target, r.body, nil)
	}
	take := func() chaos.Picture {
		p, err := chaos.Take(t.Context(), c.s.Table)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	place := sky.CellOf(42.45, -76.5)
	if err := c.s.Store.ListAt(t.Context(), anna.Vendor, []sky.Cell{place}); err != nil {
		t.Fatal(err)
	}
	filled = take()
	for _, endpoint := range Endpoints {
		op, err := endpoint(c.s.Env)
		if err != nil {
			t.Fatal(err)
		}
		if r, ok := requests[op.Spec.OperationID]; ok && len(op.Spec.Security) > 0 {
			send(c.s, anna, op, endpoint, r)
		}
	}
	followCalendar(t, c.s)
	mailed(t, c.s)
	return filled, take()
}

// longFile states the sales of so many months that no transaction takes them all.
func longFile() string {
	var b strings.Builder
	b.WriteString("date,venue,product,units\n")
	for d := civil.NewDate(2020, 1, 4); d <= civil.NewDate(2026, 11, 21); d += 14 {
		fmt.Fprintf(&b, "%s,Riverside,Sourdough,%d\n", d, 20+int(d)%7)
	}
	return b.String()
}

// It is not run beside others: it keeps all processors and the table busy.
func TestChaosEveryFunctionSurvivesDeathAtEveryCall(t *testing.T) {
	filled, used := lived(t)
	var mu sync.Mutex
	var sum chaos.Tally
	row := func(name string) request { return requests[name] }
	kill := func(stage func(*testing.T) *scene) func(*testing.T) {
		return func(t *testing.T) {
			t.Parallel()
			c := stage(t)
			got, wrong := c.kill(t, chaos.Full())
			raced, more := c.race(t)
			got.Add(raced)
			for _, w := range append(wrong, more...) {
				t.Error(w)
			}
			mu.Lock()
			defer mu.Unlock()
			sum.Add(got)
		}
	}
	t.Run("each", func(t *testing.T) {
		for i, op := range operations(t) {
			name := op.Spec.OperationID
			if killedElsewhere[name] != "" {
				continue
			}
			t.Run(name, kill(func(t *testing.T) *scene { return endpointScene(t, Endpoints[i], row, filled, used) }))
		}
		for name := range jobs {
			if killedElsewhere[name] != "" {
				continue
			}
			t.Run(name, kill(func(t *testing.T) *scene { return errandScene(t, name, used) }))
		}
		t.Run("import-sales of many years", kill(func(t *testing.T) *scene {
			return endpointScene(t, sales.ImportSales, func(string) request { return request{requests["import-sales"].target, longFile()} }, filled)
		}))
	})
	chaos.Report(t, "functions killed at every call and run again", sum)
}

// stored is an item that careless functions write.
type stored struct {
	dynamo.Key
	N int
}

// A test of survival says nothing if it does not see who does not survive.
func TestChaosKillerSeesWhatIsLostAndDoubled(t *testing.T) {
	t.Parallel()
	from, to := dynamo.Key{PK: "p", SK: "from"}, dynamo.Key{PK: "p", SK: "to"}
	for name, c := range map[string]struct {
		do   func(context.Context, *dynamo.Table) error
		want chaos.Tally
	}{
		"one that counts its runs": {func(ctx context.Context, table *dynamo.Table) error {
			item, err := dynamo.Get[stored](ctx, table, from)
			if err != nil {
				return err
			}
			item.N++
			return table.Put(ctx, item)
		}, chaos.Tally{Tried: 6, Lost: 1, Doubled: 1}},
		"one that adds when asked twice": {func(ctx context.Context, table *dynamo.Table) error {
			_, _, err := dynamo.Update[stored](ctx, table, from, dynamo.Change{Add: map[string]int{"N": 1}}, dynamo.IfGreater("N", 0))
			return err
		}, chaos.Tally{Tried: 3, Lost: 2, Doubled: 2}}, // the SDK asks again when no answer comes
		"one that moves in two steps": {func(ctx context.Context, table *dynamo.Table) error {
			item, err := dynamo.Get[stored](ctx, table, from)
			if errs.KindOf(err) == errs.NotFound {
				return nil
			}
			if err != nil {
				return err
			}
			if err := table.Delete(ctx, from); err != nil {
				return err
			}
			item.Key = to
			return table.Put(ctx, item)
		}, chaos.Tally{Tried: 9, Lost: 2}},
		"one that fails when all is done": {func(ctx context.Context, table *dynamo.Table) error {
			return table.Write(ctx, new(dynamo.Tx).Create(stored{to, 1}))
		}, chaos.Tally{Tried: 3, Broken: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, name)
			if err := s.s.Table.Put(t.Context(), stored{from, 5}); err != nil {
				t.Fatal(err)
			}
			var err error
			if s.start, err = chaos.Take(t.Context(), s.s.Table); err != nil {
				t.Fatal(err)
			}
			s.prepare = func(env *boot.Env) func(context.Context) error {
				table, err := env.Table()
				if err != nil {
					t.Fatal(err)
				}
				return func(ctx context.Context) error { return c.do(ctx, table) }
			}
			got, wrong := s.kill(t, false)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s%s", diff, strings.Join(wrong, "\n"))
			}
		})
	}
}
