package chaos_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/functions/notification"
	"github.com/marketprep/marketprep/functions/recommendation"
	"github.com/marketprep/marketprep/functions/sales"
	"github.com/marketprep/marketprep/infra/local/chaos"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/ident"
	"github.com/marketprep/marketprep/shared/mail"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
)

// mostSkew is how much fuller than the mean the fullest shard of due work may be.
const mostSkew = 1.3

// night is a job that sends a message to, or about, each vendor who has work due.
type night struct {
	kind      store.WorkQueue
	variables []string // that name where it sends to
	job       func(queue.Opener) boot.Job
	due       func(ctx context.Context, s *store.Store, v tenant.ID, now time.Time, n int) error // makes work due, for the n-th time
	once      bool                                                                               // it is not due again a day later
}

// nights are all of them, by name. A new job joins by its row.
var nights = map[string]night{
	"enqueue-due-forecasts": {kind: store.ForecastWork, variables: []string{"FORECAST_QUEUE_URL"}, job: recommendation.EnqueueDueForecasts, due: func(ctx context.Context, s *store.Store, v tenant.ID, _ time.Time, n int) error {
		return s.EditProducts(ctx, v, func(products map[string]catalog.Product) error {
			name := fmt.Sprint("Product ", n%50)
			products[catalog.IDOf(name)] = catalog.Product{Name: name}
			return nil
		})
	}},
	// Everybody's sync hour is the one that it is then.
	"enqueue-due-syncs": {kind: store.SyncWork, variables: []string{"SYNC_QUEUE_URL"}, job: sales.EnqueueDueSyncs, due: func(ctx context.Context, s *store.Store, v tenant.ID, now time.Time, _ int) error {
		err := s.RegisterVendor(ctx, vendor.Vendor{ID: v.String(), TimeZone: "UTC", SyncHour: now.Hour()}, store.SignIn{Email: v.String() + "@example.com", Vendor: v.String(), User: "u", Role: tenant.Owner})
		if err != nil && errs.KindOf(err) != errs.Conflict {
			return err
		}
		return s.DueNow(ctx, v, store.SyncWork)
	}},
	// Everybody loses their till, at noon where they are: at night nothing is mailed.
	"send-due-notifications": {kind: store.LetterWork, variables: []string{"MAIL_FROM", "PUBLIC_URL"}, job: byMail, due: loseTill, once: true},
}

// byMail is the job that mails, whose letters go to a queue.
func byMail(open queue.Opener) boot.Job {
	return notification.SendDueNotifications(func(cfg aws.Config, from string) mail.Sender {
		q := open(cfg, from)
		return func(ctx context.Context, m mail.Message) error {
			vendor, _, _ := strings.Cut(m.To, "@")
			return q.Send(ctx, []queue.Message{{Group: vendor, Body: "{" + m.To}})
		}
	})
}

func loseTill(ctx context.Context, s *store.Store, v tenant.ID, now time.Time, _ int) error {
	zone := fmt.Sprintf("Etc/GMT%+d", now.Hour()-12) // signs are the other way round there
	if now.Hour() == 12 {
		zone = "UTC"
	}
	err := s.RegisterVendor(ctx, vendor.Vendor{ID: v.String(), TimeZone: zone}, store.SignIn{Email: v.String() + "@example.com", Vendor: v.String(), User: "u", Role: tenant.Owner})
	if err != nil && errs.KindOf(err) != errs.Conflict {
		return err
	}
	if err := s.BeginSquare(ctx, v, "u", "state", now.Add(time.Minute)); err != nil {
		return err
	}
	p, err := s.TakeSquare(ctx, v, "u", "state")
	if err != nil {
		return err
	}
	if err := s.ConnectSquare(ctx, v, p, v.String(), now.Add(time.Hour)); err != nil {
		return err
	}
	return s.LoseSquare(ctx, v, now)
}

// each runs a test for every night, each on a table of its own.
func each(t *testing.T, test func(*testing.T, *evening)) {
	t.Helper()
	for name, n := range nights {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newEvening(t, name, n))
		})
	}
}

// evening is a table on which a night's job runs, at a time that the test sets.
type evening struct {
	night
	*chaos.Crowd
	name string
	now  time.Time
	s    *store.Store
	run  func(context.Context) error
}

func newEvening(t *testing.T, name string, n night) *evening {
	t.Helper()
	e := &evening{night: n, Crowd: &chaos.Crowd{}, name: name, now: functiontest.Now}
	vars := map[string]string{}
	for _, name := range n.variables {
		vars[name] = "crowd"
	}
	system := functiontest.New(t, vars)
	env := system.EnvWith()
	env.Now = func() time.Time { return e.now }
	e.s = store.New(system.Table, env.Now)
	var err error
	if e.run, err = n.job(e.Open)(env); err != nil {
		t.Fatal(err)
	}
	return e
}

// fall makes work due of each vendor, for the n-th time.
func (e *evening) fall(t *testing.T, vendors []tenant.ID, n int) {
	t.Helper()
	var wg sync.WaitGroup
	work := make(chan tenant.ID)
	for range 8 {
		wg.Go(func() {
			for v := range work {
				if err := e.due(t.Context(), e.s, v, e.now, n); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, v := range vendors {
		work <- v
	}
	close(work)
	wg.Wait()
}

// work runs the job and returns how many messages it sent.
func (e *evening) work(t *testing.T) int {
	t.Helper()
	before := len(e.Messages())
	if err := e.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	return len(e.Messages()) - before
}

func vendors(t *testing.T, n int) []tenant.ID {
	t.Helper()
	all := make([]tenant.ID, n)
	for i := range all {
		all[i] = functiontest.Vendor(t, ident.Of("v", fmt.Sprint("vendor ", i)))
	}
	return all
}

// skew is how much fuller than the mean the fullest shard is, of n vendors' work.
func (e *evening) skew(t *testing.T, n int) float64 {
	t.Helper()
	fullest := 0
	for shard := range store.Shards {
		work, err := e.s.DueWork(t.Context(), e.kind, shard, int32(n))
		if err != nil {
			t.Fatal(err)
		}
		fullest = max(fullest, len(work))
	}
	return float64(fullest) * store.Shards / float64(n)
}

func TestChaosEverybodyIsDueAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, e *evening) {
		n := chaos.Size(800, 10_000)
		all := vendors(t, n)
		e.fall(t, all, 1)
		sum := chaos.Tally{Tried: n}
		skew := e.skew(t, n)
		if t.Logf("skew %.3f over %d shards", skew, store.Shards); skew > mostSkew {
			sum.Broken++
			t.Errorf("the fullest shard holds %.2f times the mean, at most %.1f", skew, mostSkew)
		}
		for range 2 { // running twice sends nothing twice
			e.work(t)
		}
		sent := map[string]int{}
		for _, m := range e.Messages() {
			sent[m.Group]++
		}
		for _, v := range all {
			switch sent[v.String()] {
			case 0:
				sum.Lost++
			case 1:
			default:
				sum.Doubled++
			}
		}
		chaos.Report(t, e.name+" of vendors who are due at once", sum)
	})
}

// A vendor whose 10,000 changes each made work, and one whose 10,000 messages wait
// already, hold up nobody else.
func TestChaosNobodyWaitsBehindABusyVendor(t *testing.T) {
	t.Parallel()
	const others, workers, most = 200, 20, 2.0
	each(t, func(t *testing.T, e *evening) {
		busy, rest := functiontest.Vendor(t, "busy"), vendors(t, others)
		// waits is how long the others wait at most, and how many messages the job sent.
		waits := func(changes, messages int, group string) (longest, sent int) {
			e := newEvening(t, e.name, e.night)
			for i := range messages {
				if err := e.Send(t.Context(), []queue.Message{{Group: group, Body: strconv.Itoa(i)}}); err != nil {
					t.Fatal(err)
				}
			}
			for i := range changes {
				e.fall(t, []tenant.ID{busy}, i)
			}
			e.fall(t, rest, 1)
			sent = e.work(t)
			for body, at := range e.Serve(workers) {
				if strings.HasPrefix(body, "{") {
					longest = max(longest, at)
				}
			}
			return longest, sent
		}
		alone, _ := waits(0, 0, "")
		sum := chaos.Tally{Tried: 2 * others}
		for name, c := range map[string]struct{ changes, messages int }{"changes": {chaos.Size(100, 10_000), 0}, "messages": {0, 10_000}} {
			longest, sent := waits(c.changes, c.messages, busy.String())
			if float64(longest) > most*float64(alone) || sent > others+1 {
				sum.Broken++
				t.Errorf("behind a vendor with %d %s others wait %d in %d messages, alone %d", c.changes+c.messages, name, longest, sent, alone)
			}
		}
		if longest, _ := waits(0, 10_000, rest[0].String()); longest < 10*alone {
			t.Errorf("behind 10000 messages of its own a vendor waits %d: this test sees nothing", longest)
		}
		chaos.Report(t, e.name+" beside a busy vendor", sum)
	})
}

// Work that comes due around the clock is found when it is due, not before, and, unless
// it is then done, found again a day later.
func TestChaosWorkIsFoundWhenItIsDue(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, e *evening) {
		sum := chaos.Tally{}
		check := func(want int) {
			got := e.work(t)
			sum.Tried++
			sum.Lost += max(0, want-got)
			sum.Doubled += max(0, got-want)
		}
		for hour, v := range vendors(t, 24) { // each has work at an hour of its own
			e.now = functiontest.Now.Add(time.Duration(hour) * time.Hour)
			e.fall(t, []tenant.ID{v}, 1)
			check(1)
		}
		for tick := range 2 * 24 * 4 { // two days of quarters of an hour
			e.now = functiontest.Now.Add(24*time.Hour + time.Duration(tick)*15*time.Minute)
			want := 0
			if tick%4 == 0 && !e.once {
				want = 1
			}
			check(want)
		}
		chaos.Report(t, e.name+" around the clock", sum)
	})
}
