package feedback

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/planner"
)

func TestTrainingDataAreWhatTheFitReads(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	s.Stall(anna.Vendor)
	body := fmt.Sprintf(`{"date":"2026-11-14","venue":%q,"rating":2,"items":[{"product":%q,"sold":3,"brought":30}]}`, functiontest.Riverside, functiontest.Bread)
	s.Must(anna, SubmitFeedback, http.MethodPost, "/api/v1/feedback", body, nil)
	body = fmt.Sprintf(`{"date":"2026-11-07","venue":%q,"rating":4,"items":[{"product":%q,"sold":20,"brought":20,"soldOutAt":"11:00"}]}`, functiontest.Riverside, functiontest.Bread)
	s.Must(anna, SubmitFeedback, http.MethodPost, "/api/v1/feedback", body, nil)
	var got struct{ Items []planner.TrainingRow }
	s.Must(anna, ExportTrainingData, http.MethodGet, "/api/v1/feedback/training-data?from=2026-11-01&to=2026-11-20", nil, &got)
	if len(got.Items) != 1 || got.Items[0].Date != civil.NewDate(2026, 11, 7) || got.Items[0].Units != 20 || !got.Items[0].SoldOut || *got.Items[0].Brought != 20 {
		t.Errorf("got %+v, want the trusted day alone", got.Items)
	}
}
