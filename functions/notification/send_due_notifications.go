package notification

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/mail"
	letter "github.com/marketprep/marketprep/shared/notification"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/telemetry"
	"github.com/marketprep/marketprep/shared/tenant"
)

// SendDueNotifications sends the letters that are due, to the members of the vendors
// for whom something may be.
func SendDueNotifications(open mail.Opener) boot.Job {
	return func(env *boot.Env) (func(context.Context) error, error) {
		table, err := env.Table()
		if err != nil {
			return nil, err
		}
		from, err := env.Require("MAIL_FROM")
		if err != nil {
			return nil, err
		}
		public, err := env.Require("PUBLIC_URL")
		if err != nil {
			return nil, err
		}
		cfg, err := env.AWS("SESV2")
		if err != nil {
			return nil, err
		}
		s := store.New(table, env.Now)
		return sendDueNotifications{
			due: s.DueWork, post: s.Post, claim: s.ClaimLetters, note: s.NoteLetters, finish: s.FinishWork, recordRun: s.RecordRun,
			send: open(cfg, from), web: env.Optional("WEB_ORIGIN"), public: public, now: env.Now,
		}.run, nil
	}
}

type sendDueNotifications struct {
	due       func(ctx context.Context, q store.WorkQueue, shard int, limit int32) ([]store.Work, error)
	post      func(ctx context.Context, v tenant.ID) (*store.Post, error)
	claim     func(ctx context.Context, v tenant.ID, m *store.Member, token string, until time.Time) error
	note      func(ctx context.Context, v tenant.ID, m store.Member, all bool) error
	finish    func(ctx context.Context, w store.Work, next time.Time) error
	recordRun func(ctx context.Context, job string, at time.Time) error

	send        mail.Sender
	web, public string // addresses of the pages and of the endpoints, without a slash at the end
	now         func() time.Time

	told *atomic.Bool // whether the line of this run says why letters did not go out
}

const (
	// batch is how many vendors are read from a shard at a time.
	batch = 50
	// reserve is how long before the end of the run no further member is begun: it is
	// more than all letters to one take.
	reserve = time.Minute
	// sendFor is how long sending one letter may take.
	sendFor = 10 * time.Second
	// unreadable is after how long a vendor is due again of whom nothing can be decided.
	unreadable = time.Hour
)

// claimFor is how long nobody else writes to a member for whom letters are sent for the
// n-th time, and after how long who fails tries again. A run of this function ends
// after five minutes, so that who still claims after 15 is dead. Each time that letters
// do not go out, or that this cannot be noted, it is twice as long, up to a day.
func claimFor(n int) time.Duration {
	return min(15*time.Minute<<min(n-1, 10), 24*time.Hour)
}

func (j sendDueNotifications) run(ctx context.Context) error {
	j.told = new(atomic.Bool)
	failed := make([]error, store.Shards)
	var all sync.WaitGroup
	for shard := range store.Shards {
		all.Go(func() {
			if err := j.drain(ctx, shard); err != nil {
				failed[shard] = fmt.Errorf("notification: shard %d: %w", shard, err)
			}
		})
	}
	all.Wait()
	if err := errors.Join(failed...); err != nil {
		return err
	}
	return j.recordRun(ctx, "send-due-notifications", j.now())
}

// drain goes through a shard's vendors until none is new: its index is a little
// behind. Those for whom there is no time are due at the next run.
func (j sendDueNotifications) drain(ctx context.Context, shard int) error {
	seen := map[tenant.ID]bool{}
	for {
		work, err := j.due(ctx, store.LetterWork, shard, batch)
		if err != nil {
			return err
		}
		fresh := 0
		for _, w := range work {
			if seen[w.Vendor] || endsSoon(ctx) {
				continue
			}
			seen[w.Vendor] = true
			fresh++
			next, err := j.vendor(ctx, w.Vendor)
			if err != nil {
				j.failure(ctx, w.Vendor, err)
				next = j.now().Add(unreadable)
			}
			if err := j.finish(ctx, w, next); err != nil {
				return err
			}
		}
		if fresh == 0 {
			return nil
		}
	}
}

// endsSoon reports whether there is no time for the letters to another member.
func endsSoon(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return ok && time.Until(deadline) < reserve
}

// failure notes that letters to members of v did not go out, and of the first ones why:
// when the mail is down there is one reason for all, and a line has an end. It holds up
// nobody else.
func (j sendDueNotifications) failure(ctx context.Context, v tenant.ID, err error) {
	run := telemetry.FromContext(ctx)
	run.Count("lettersFailed", 1)
	if j.told.CompareAndSwap(false, true) {
		run.Add(slog.String("letterFailure", v.String()+": "+err.Error()))
	}
}

// vendor sends what is due to the members of v, and returns when it is due again; zero:
// when something changes.
func (j sendDueNotifications) vendor(ctx context.Context, v tenant.ID) (next time.Time, err error) {
	p, err := j.post(ctx, v)
	if errs.KindOf(err) == errs.NotFound { // gone meanwhile
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	for _, m := range p.Members {
		if endsSoon(ctx) {
			return j.now(), nil
		}
		again, err := j.member(ctx, v, p.Stall, m)
		if err != nil {
			j.failure(ctx, v, err)
		}
		if !again.IsZero() && (next.IsZero() || again.Before(next)) {
			next = again
		}
	}
	return next, nil
}

// member sends what is due to m, and returns when it is due again. It claims m, sends
// and notes one letter after the other, and gives m back when all went out. Of two runs
// at once one claims. A run that dies after claiming, and a letter that is not taken,
// leave the claim, which ends by itself: then all that was not noted is decided anew. So
// no letter is lost, and one comes twice only if a run dies, or the table or the mail
// does not answer, between the moment it went out and the one it was noted.
func (j sendDueNotifications) member(ctx context.Context, v tenant.ID, s letter.Stall, m store.Member) (next time.Time, err error) {
	now := j.now()
	letters, next := letter.Decide(now, s, m.Member)
	if len(letters) == 0 {
		return next, nil
	}
	until := now.Add(claimFor(m.Tries + 1))
	if err := j.claim(ctx, v, &m, rand.Text(), until); errs.KindOf(err) == errs.Conflict {
		return now.Add(claimFor(1)), nil // somebody else claimed m, or m chose otherwise: look again
	} else if err != nil {
		return until, fmt.Errorf("notification: claim: %w", err)
	}
	var failed []error
	for i, l := range letters {
		if err := j.one(ctx, s, m, l); err != nil {
			failed = append(failed, err)
			continue
		}
		telemetry.FromContext(ctx).Count("letters", 1)
		m.State = m.State.After(l, now)
		if err := j.note(ctx, v, m, i == len(letters)-1 && len(failed) == 0); err != nil {
			failed = append(failed, fmt.Errorf("notification: note a letter that went out: %w", err))
		}
	}
	if len(failed) > 0 {
		return until, errors.Join(failed...)
	}
	return next, nil
}

// one sends one letter.
func (j sendDueNotifications) one(ctx context.Context, s letter.Stall, m store.Member, l letter.Letter) error {
	ctx, cancel := context.WithTimeout(ctx, sendFor)
	defer cancel()
	subject, text := l.Write(s, m.Member, letter.Links{Web: j.web, Token: m.Token})
	stop := j.public + "/notifications/" + m.Token + "/stop"
	if err := j.send(ctx, mail.Message{To: m.Address, Subject: subject, Text: text, Unsubscribe: stop}); err != nil {
		return fmt.Errorf("notification: send %s: %w", l.Kind, err)
	}
	return nil
}
