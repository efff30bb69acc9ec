package triggers

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/marketprep/marketprep/infra/local/template"
	"github.com/marketprep/marketprep/infra/local/triggers/cron"
)

// schedule starts a function by the clock.
type schedule struct {
	template.Schedule
	function string
	due      cron.Schedule
}

// look is how often the clock is read at least: a machine that sleeps does not
// wake its timers in time.
const look = time.Minute

// watch fires s whenever it is due. What came due while the machine slept is not
// made up for. A function that fails is not tried again, as it would be at AWS.
func (t *Triggers) watch(ctx context.Context, s schedule) {
	var running sync.WaitGroup
	defer running.Wait()
	for due := s.due.Next(t.options.Now()); !due.IsZero(); {
		now := t.options.Now()
		if now.Before(due) {
			select {
			case <-ctx.Done():
				return
			case <-t.options.After(min(due.Sub(now), look)):
			}
			continue
		}
		if at := due; now.Sub(at) < look {
			running.Go(func() {
				if err := t.fire(context.WithoutCancel(ctx), s, at); err != nil {
					_, _ = fmt.Fprintf(t.options.Log, "[%s] %v\n", s.Name, err)
				}
			})
		}
		for due = s.due.Next(due); !due.IsZero() && !due.After(now.Add(-look)); {
			due = s.due.Next(due)
		}
	}
}

func (t *Triggers) fire(ctx context.Context, s schedule, due time.Time) error {
	_, err := call(ctx, t.invoke, s.function, t.event(s, due))
	return err
}

// event is what EventBridge Scheduler sends: the input of the template with its
// context attributes filled in, or an event that only says when.
func (t *Triggers) event(s schedule, due time.Time) []byte {
	arn := "arn:aws:scheduler:" + t.options.Region + ":" + t.options.Account + ":schedule/default/" + s.function + s.Name
	at := due.UTC().Format(time.RFC3339)
	if s.Input != "" {
		return []byte(strings.NewReplacer(
			"<aws.scheduler.schedule-arn>", arn, "<aws.scheduler.scheduled-time>", at,
			"<aws.scheduler.execution-id>", strings.ToLower(rand.Text()), "<aws.scheduler.attempt-number>", "1",
		).Replace(s.Input))
	}
	event, _ := json.Marshal(map[string]any{ // of texts: cannot fail
		"version": "0", "id": strings.ToLower(rand.Text()), "detail-type": "Scheduled Event", "source": "aws.scheduler",
		"account": t.options.Account, "time": at, "region": t.options.Region, "resources": []string{arn}, "detail": "{}",
	})
	return event
}
