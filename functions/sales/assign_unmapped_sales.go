package sales

import (
	"context"
	"fmt"
	"net/http"
	"slices"
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

// AssignUnmappedSales says at which market orders were sold that are at none.
func AssignUnmappedSales(open queue.Opener) boot.Endpoint {
	return func(env *boot.Env) (api.Operation, error) {
		table, err := env.Table()
		if err != nil {
			return api.Operation{}, err
		}
		ask, err := NewAsk(env, open)
		if err != nil {
			return api.Operation{}, err
		}
		return assignUnmappedSales{store.New(table, env.Now).EditMapping, ask.Send, env.Now}.operation(), nil
	}
}

type assignUnmappedSales struct {
	edit func(ctx context.Context, v tenant.ID, months []civil.Month, change func(*store.Mapping) error) error
	send func(ctx context.Context, v tenant.ID) error
	now  func() time.Time
}

type assignUnmappedSalesInput struct {
	Body struct {
		Items []assignment `json:"items" minItems:"1" maxItems:"90"`
	}
}

// assignment says where the orders of a location and day were sold that would be
// placed nowhere.
type assignment struct {
	Date     string `json:"date" format:"date" maxLength:"10"`
	Location string `json:"location" maxLength:"64" doc:"Id of the till's location"`
	Venue    string `json:"venue" minLength:"1" maxLength:"40" doc:"Id of the venue; \"none\": they are no market's"`
}

type assignUnmappedSalesOutput struct {
	Location string `header:"Location"`
	Body     salesync.Run
}

func (h assignUnmappedSales) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID: "assign-unmapped-sales",
		Method:      http.MethodPost,
		Path:        "/api/v1/sales/unmapped",
		Summary:     "Assign sales of the till that are at no market",
		Description: "Orders of the same location and day that arrive later go there too. What was assigned can be assigned again. " +
			"Answers at once with the sync that counts the days again.",
		DefaultStatus: http.StatusAccepted,
		Tags:          []string{"sales"},
	}, h.serve)
}

func (h assignUnmappedSales) serve(ctx context.Context, caller tenant.Caller, in *assignUnmappedSalesInput) (*assignUnmappedSalesOutput, error) {
	slots, months := make([]salesmap.Slot, len(in.Body.Items)), []civil.Month{}
	for i, item := range in.Body.Items {
		date, err := api.Date(fmt.Sprintf("body.items[%d].date", i), item.Date)
		if err != nil {
			return nil, err
		}
		slots[i], months = salesmap.Slot{Date: date, Location: item.Location}, append(months, date.Month())
	}
	slices.Sort(months)
	out := new(assignUnmappedSalesOutput)
	err := h.edit(ctx, caller.Vendor, slices.Compact(months), func(m *store.Mapping) error {
		for i, item := range in.Body.Items {
			if err := assign(m, slots[i], item.Venue, fmt.Sprintf("body.items[%d]", i)); err != nil {
				return err
			}
		}
		out.Body = m.Sync.Ask(salesync.Mapping, "", h.now())
		return nil
	})
	if err != nil {
		return nil, err
	}
	out.Location = SyncPath + out.Body.ID
	return out, h.send(ctx, caller.Vendor)
}

// assign assigns the orders of slot, which stands at location in the request.
func assign(m *store.Mapping, slot salesmap.Slot, venue, location string) error {
	if _, ok := m.Venues[venue]; !ok && venue != salesmap.LeftOut {
		return errs.InvalidField(location+".venue", "you have no venue %q", venue)
	}
	_, waits := m.Waiting[slot]
	if _, assigned := m.Assigned[slot]; !waits && !assigned {
		return errs.InvalidField(location, "no sales of %s at this location wait to be assigned", slot.Date)
	}
	m.Assigned[slot] = venue
	m.Sync.Again(salesync.Span{From: slot.Date - 1, To: slot.Date + 1})
	return nil
}
