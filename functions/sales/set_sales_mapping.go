package sales

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/salesmap"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// SetSalesMapping says at which markets the till's orders were sold.
func SetSalesMapping(open queue.Opener) boot.Endpoint {
	return func(env *boot.Env) (api.Operation, error) {
		table, err := env.Table()
		if err != nil {
			return api.Operation{}, err
		}
		ask, err := NewAsk(env, open)
		if err != nil {
			return api.Operation{}, err
		}
		return setSalesMapping{store.New(table, env.Now).EditMapping, ask.Send, env.Now}.operation(), nil
	}
}

type setSalesMapping struct {
	edit func(ctx context.Context, v tenant.ID, months []civil.Month, change func(*store.Mapping) error) error
	send func(ctx context.Context, v tenant.ID) error
	now  func() time.Time
}

type setSalesMappingInput struct {
	Body struct {
		Rules []mappingRule `json:"rules" maxItems:"100" doc:"The first that fits an order counts. None: by the names of locations and the calendar"`
	}
}

// mappingRule is a salesmap.Rule as a request writes it.
type mappingRule struct {
	Location string   `json:"location,omitempty" maxLength:"64" doc:"Id of the till's location; absent: any"`
	Weekdays []string `json:"weekdays,omitempty" maxItems:"7" enum:"mon,tue,wed,thu,fri,sat,sun" doc:"Absent: every day"`
	From     string   `json:"from,omitempty" maxLength:"5" default:"00:00" doc:"Local time HH:MM"`
	Until    string   `json:"until,omitempty" maxLength:"5" default:"24:00" doc:"Local time HH:MM"`
	Venue    string   `json:"venue" minLength:"1" maxLength:"40" doc:"Id of the venue; \"none\": these orders are no market's, such as a shop's"`
}

type setSalesMappingOutput struct {
	Location string `header:"Location"`
	Body     struct {
		Rules []mappingRule `json:"rules"`
		Sync  salesync.Run  `json:"sync" doc:"Counts your market days again"`
	}
}

func (h setSalesMapping) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID: "set-sales-mapping",
		Method:      http.MethodPut,
		Path:        "/api/v1/square/mapping",
		Summary:     "Say at which markets the till's orders were sold",
		Description: "An order is placed by the first rule that fits its location and the local time at which it was paid; else at the venue that is " +
			"called as its location; else at the market that was held then, an hour before and after included. What is left waits to be assigned. " +
			"Replaces all rules; your market days are then counted again.",
		DefaultStatus: http.StatusAccepted,
		Tags:          []string{"sales"},
	}, h.serve)
}

func (h setSalesMapping) serve(ctx context.Context, caller tenant.Caller, in *setSalesMappingInput) (*setSalesMappingOutput, error) {
	rules, err := rulesOf(in.Body.Rules)
	if err != nil {
		return nil, err
	}
	out := new(setSalesMappingOutput)
	out.Body.Rules = in.Body.Rules
	err = h.edit(ctx, caller.Vendor, nil, func(m *store.Mapping) error {
		if err := checkRules(rules, m); err != nil {
			return err
		}
		m.Rules = rules
		if m.Sync.First > 0 {
			m.Sync.Again(salesync.Span{From: m.Sync.First, To: api.Today(h.now()) + 1})
		}
		out.Body.Sync = m.Sync.Ask(salesync.Mapping, "", h.now())
		return nil
	})
	if err != nil {
		return nil, err
	}
	out.Location = SyncPath + out.Body.Sync.ID
	return out, h.send(ctx, caller.Vendor)
}

// rulesOf are the rules of a request.
func rulesOf(in []mappingRule) ([]salesmap.Rule, error) {
	rules := []salesmap.Rule{}
	for i, r := range in {
		location := fmt.Sprintf("body.rules[%d]", i)
		from, err := api.Clock(location+".from", r.From)
		if err != nil {
			return nil, err
		}
		until, err := api.Clock(location+".until", r.Until)
		if err != nil {
			return nil, err
		}
		if until <= from {
			return nil, errs.InvalidField(location+".until", "no time is from %s until %s", from, until)
		}
		rules = append(rules, salesmap.Rule{Location: r.Location, Weekdays: r.Weekdays, From: from, Until: until, Venue: r.Venue})
	}
	return rules, nil
}

// checkRules fails with errs.Invalid if a rule names what the vendor does not have.
func checkRules(rules []salesmap.Rule, m *store.Mapping) error {
	for i, r := range rules {
		if _, ok := m.Venues[r.Venue]; !ok && r.Venue != salesmap.LeftOut {
			return errs.InvalidField(fmt.Sprintf("body.rules[%d].venue", i), "you have no venue %q", r.Venue)
		}
		if _, ok := m.Sync.Locations[r.Location]; !ok && r.Location != "" && len(m.Sync.Locations) > 0 {
			return errs.InvalidField(fmt.Sprintf("body.rules[%d].location", i), "your till has no location %q", r.Location)
		}
	}
	return nil
}
