package feedback

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// SubmitFeedbackBatch takes down how several market days went: what a phone
// without a network has gathered.
func SubmitFeedbackBatch(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return submitFeedbackBatch{store.New(table, env.Now).EditFeedback, env.Now}.operation(), nil
}

type submitFeedbackBatch struct {
	edit editReports
	now  func() time.Time
}

type submitFeedbackBatchInput struct {
	Body struct {
		Reports []GatheredReport `json:"reports" minItems:"1" maxItems:"20" doc:"In the order in which they were made; a later one of the same day wins"`
	}
}

// GatheredReport is a report with the id that the client gave it.
type GatheredReport struct {
	ClientID string `json:"clientId" minLength:"1" maxLength:"64" doc:"Your id of the report; the answer names it"`
	ReportedDay
}

type submitFeedbackBatchOutput struct {
	Body struct {
		Results []reportResult `json:"results" doc:"One for each report, in their order"`
	}
}

// reportResult says what became of one report.
type reportResult struct {
	ClientID string `json:"clientId"`
	Taken    bool   `json:"taken"`
	Location string `json:"location,omitempty" doc:"Which part of it is wrong"`
	Problem  string `json:"problem,omitempty" doc:"Why it was not taken; sending it again as it is does not help"`
}

func (h submitFeedbackBatch) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "submit-feedback-batch",
		Method:      http.MethodPost,
		Path:        "/api/v1/feedback/batch",
		Summary:     "Report how several market days went",
		Description: "What a phone without a network has gathered. The batch may be sent again, whole or in part, and changes nothing then. A report " +
			"that cannot be taken does not hold up the others.",
		Tags: []string{"feedback"},
	}, h.serve)
}

func (h submitFeedbackBatch) serve(ctx context.Context, caller tenant.Caller, in *submitFeedbackBatchInput) (*submitFeedbackBatchOutput, error) {
	reports := in.Body.Reports
	out := new(submitFeedbackBatchOutput)
	out.Body.Results = make([]reportResult, len(reports))
	var days []store.MarketDay
	of := map[store.MarketDay][]int{} // the reports of each day
	for i := range reports {
		out.Body.Results[i].ClientID = reports[i].ClientID
		day, err := reports[i].day(place(i), h.now())
		if err != nil {
			out.Body.Results[i].refuse(err)
			continue
		}
		if of[day] == nil {
			days = append(days, day)
		}
		of[day] = append(of[day], i)
	}
	if len(days) == 0 {
		return out, nil
	}
	err := h.edit(ctx, caller.Vendor, days, func(d int, f *store.FeedbackBooks) error {
		taken := false
		for _, i := range of[days[d]] {
			err := reports[i].take(f, days[d], place(i), h.now())
			if errs.KindOf(err) == errs.Invalid {
				out.Body.Results[i].refuse(err)
				continue
			}
			if err != nil {
				return err
			}
			out.Body.Results[i].Taken, taken = true, true
		}
		if !taken {
			return store.ErrUnchanged
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func place(i int) string { return fmt.Sprintf("body.reports[%d]", i) }

// refuse says why a report was not taken.
func (r *reportResult) refuse(err error) {
	named, ok := errors.AsType[*errs.Error](err)
	if !ok {
		r.Problem = "it cannot be taken"
		return
	}
	r.Problem = named.Message
	if len(named.Fields) > 0 {
		r.Location = named.Fields[0].Location
	}
}
