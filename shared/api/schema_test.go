package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
)

func TestCivilTypesInTheDocument(t *testing.T) {
	t.Parallel()
	type shown struct {
		Day    civil.Date               `json:"day" doc:"A day"`
		Last   *civil.Date              `json:"last,omitempty"`
		Opens  civil.Clock              `json:"opens"`
		Price  amount.Money             `json:"price"`
		Floor  Nullable[int]            `json:"floor,omitempty" minimum:"0"`
		Closes map[string][]civil.Clock `json:"closes"`
	}
	r := huma.NewMapRegistry("#/", huma.DefaultSchemaNamer)
	describeCivil(r)
	got := map[string]any{}
	schema := r.Schema(reflect.TypeFor[shown](), false, "")
	neverNull(schema)
	for name, s := range schema.Properties {
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		got[name] = string(b)
	}
	const clock = `{"examples":["08:30"],"pattern":"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$","type":"string"}`
	want := map[string]any{
		"day":    `{"description":"A day","examples":["2026-11-28"],"format":"date","type":"string"}`,
		"last":   `{"examples":["2026-11-28"],"format":"date","type":"string"}`,
		"opens":  clock,
		"price":  `{"format":"int64","type":"integer"}`,
		"floor":  `{"format":"int64","minimum":0,"type":["integer","null"]}`,
		"closes": `{"additionalProperties":{"items":` + clock + `,"type":"array"},"type":"object"}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("schemas (-want +got):\n%s", diff)
	}
}

func TestNullable(t *testing.T) {
	t.Parallel()
	three, four := 3, 4
	for body, want := range map[string]*int{`{}`: &three, `{"floor":null}`: nil, `{"floor":4}`: &four} {
		var in struct{ Floor Nullable[int] }
		if err := json.Unmarshal([]byte(body), &in); err != nil {
			t.Fatal(err)
		}
		got := &three
		in.Floor.Apply(&got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
	}
}

func TestANullIsNotAList(t *testing.T) {
	t.Parallel()
	type input struct {
		Body struct {
			Items []struct {
				Names []string `json:"names"`
			} `json:"items" minItems:"1"`
		}
	}
	op := Public(huma.Operation{OperationID: "count", Method: http.MethodPost, Path: "/"}, func(context.Context, *input) (*struct{}, error) { return nil, nil })
	h, _ := Handler(Config{Log: slog.New(slog.DiscardHandler), Now: time.Now}, op)
	for body, want := range map[string]int{`{"items":[{"names":[]}]}`: 204, `{"items":null}`: 422, `{"items":[]}`: 422, `{"items":[{"names":null}]}`: 422} {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s: %d, want %d: %s", body, w.Code, want, w.Body)
		}
	}
}
