package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/marketprep/marketprep/infra/local/demovendor"
	"github.com/marketprep/marketprep/infra/local/simulate"
	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/recommendation"
)

// story tells what happens to the demo vendor. It begins on the eve of the last
// Saturday before today, so that how that Saturday went can be told.
type story struct {
	*demovendor.Vendor
	out io.Writer
}

func (s *story) say(format string, args ...any) { fmt.Fprintf(s.out, format+"\n", args...) }

func (s *story) chapter(title string) { s.say("\n\033[1m%s\033[0m\n", title) }

func (s *story) tell(ctx context.Context) error {
	market := s.World.Venues()[0].Name
	today := civil.DateOf(time.Now())
	saturdays := s.World.Days(market, today-28, today+28)
	past, next := saturdays[0], saturdays[0]
	for _, d := range saturdays {
		if d < today {
			past = d
		} else if next <= past {
			next = d
		}
	}
	s.chapter("1. The vendor signs in and brings in two years of Square sales")
	report, err := s.Load(ctx, past)
	if err != nil {
		return err
	}
	s.say("%s", report)
	s.chapter("2. The list for " + past.Format("Saturday, 2 January 2006") + " at " + market)
	list, err := s.list(ctx, market, past)
	if err != nil {
		return err
	}
	s.show(list)
	before, err := s.list(ctx, market, next)
	if err != nil {
		return err
	}
	s.chapter("3. How it went, and what the vendor reports at market close")
	outcomes := s.World.Bring(market, past, quantities(list))
	if err := s.Report(ctx, market, past, outcomes, 4); err != nil {
		return err
	}
	s.outcomes(outcomes)
	s.chapter("4. What changed for " + next.Format("Saturday, 2 January 2006"))
	after, err := s.list(ctx, market, next)
	if err != nil {
		return err
	}
	s.changes(before, after)
	return nil
}

func (s *story) list(ctx context.Context, market string, date civil.Date) (recommendation.Set, error) {
	var out struct{ List recommendation.Set }
	request := map[string]string{"date": date.String(), "venue": s.Venues[market]}
	err := s.Call(ctx, http.MethodPost, "/api/v1/recommendations", request, &out)
	return out.List, err
}

func quantities(list recommendation.Set) map[string]amount.Quantity {
	q := map[string]amount.Quantity{}
	for _, it := range list.Items {
		q[it.Name] = amount.Quantity(it.Bring) * amount.One
	}
	return q
}

func (s *story) show(list recommendation.Set) {
	category := ""
	for _, it := range list.Items {
		if it.Category != category {
			category = it.Category
			s.say("  %s", category)
		}
		var reasons []string
		for _, r := range it.Reasons {
			if r.Kind == "base" {
				reasons = append(reasons, fmt.Sprintf("%.1f %s", r.Units, r.Text))
			} else {
				reasons = append(reasons, fmt.Sprintf("%+.1f %s", r.Units, r.Text))
			}
		}
		s.say("    %-24s bring %3d   (%d to %d, %2.0f %% sure)  %s", it.Name, it.Bring, it.Low, it.High, 100*it.Confidence, strings.Join(reasons, "; "))
	}
	t := list.Totals
	s.say("  %.0f units to bring, %.0f expected to sell for %s; stall fee %s", t.Units, t.ExpectedSold, money(t.ExpectedRevenue), money(t.Fee))
	if t.ExpectedProfit != nil {
		s.say("  expected profit %s", money(*t.ExpectedProfit))
	}
	for _, n := range list.Notes {
		s.say("  note: %s", n.Text)
	}
}

func money(m amount.Money) string { return fmt.Sprintf("$%.2f", float64(m)/100) }

func (s *story) outcomes(outcomes []simulate.Outcome) {
	for _, o := range outcomes {
		if o.Brought == 0 {
			continue
		}
		end := "some left"
		if o.SoldOut {
			end = "sold out at " + o.SoldOutAt.String()
		}
		s.say("    %-24s brought %3.0f, sold %5.1f, %s", o.Product, o.Brought.Units(), o.Sold.Units(), end)
	}
}

func (s *story) changes(before, after recommendation.Set) {
	was := map[string]recommendation.Item{}
	for _, it := range before.Items {
		was[it.Product] = it
	}
	for _, it := range after.Items {
		old := was[it.Product]
		s.say("    %-24s bring %3d (was %3d), %5.1f expected (were %5.1f)", it.Name, it.Bring, old.Bring, it.Expected, old.Expected)
	}
	if len(after.RestsOn.Events) > 0 {
		s.say("  in the numbers: %s", strings.Join(after.RestsOn.Events, ", "))
	}
}
