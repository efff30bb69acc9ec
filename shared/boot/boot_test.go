package boot

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/telemetry"
)

// env is an Env with the given variables.
func env(vars map[string]string, options ...Option) *Env {
	e := NewEnv(func(name string) (string, bool) { v, ok := vars[name]; return v, ok }, options...)
	e.Log = telemetry.NewLogger(io.Discard)
	return e
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	t.Parallel()
	table := func(e *Env) error { _, err := e.Table(); return err }
	services := func(e *Env) error { _, err := e.AWS("SQS"); return err }
	for _, tt := range []struct {
		name    string
		vars    map[string]string
		open    func(*Env) error
		missing string
	}{
		{"no table", map[string]string{"AWS_REGION": "us-east-1"}, table, "TABLE_NAME"},
		{"an empty one", map[string]string{"AWS_REGION": "us-east-1", "TABLE_NAME": ""}, table, "TABLE_NAME"},
		{"a table nowhere", map[string]string{"TABLE_NAME": "t"}, table, "AWS_REGION"},
		{"services nowhere", map[string]string{}, services, "AWS_REGION"},
		{"all of it", map[string]string{"AWS_REGION": "us-east-1", "TABLE_NAME": "t"}, table, ""},
	} {
		err := tt.open(env(tt.vars))
		if (err == nil) != (tt.missing == "") || err != nil && !strings.Contains(err.Error(), tt.missing+" is not set") {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestThereIsOneTable(t *testing.T) {
	t.Parallel()
	e := env(map[string]string{"AWS_REGION": "us-east-1", "TABLE_NAME": "t"})
	first, err := e.Table()
	if again, _ := e.Table(); err != nil || first != again {
		t.Errorf("%v: %p and %p", err, first, again)
	}
}

func TestAServiceIsWhereTheVariablesSay(t *testing.T) {
	t.Parallel()
	vars := map[string]string{
		"AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "token",
		"AWS_ENDPOINT_URL": "http://all", "AWS_ENDPOINT_URL_DYNAMODB": "http://table", "AWS_ENDPOINT_URL_SQS": "",
	}
	traced := func(cfg *aws.Config) { cfg.AppID = "traced" }
	got := map[string]string{}
	for _, service := range []string{"DYNAMODB", "SQS", "SECRETS_MANAGER"} {
		cfg, err := env(vars, traced).AWS(service)
		if err != nil {
			t.Fatal(err)
		}
		keys, err := cfg.Credentials.Retrieve(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got[service] = strings.Join([]string{*cfg.BaseEndpoint, cfg.Region, keys.AccessKeyID, keys.SecretAccessKey, keys.SessionToken, cfg.AppID}, " ")
	}
	const rest = " eu-central-1 key secret token traced"
	want := map[string]string{"DYNAMODB": "http://table" + rest, "SQS": "http://all" + rest, "SECRETS_MANAGER": "http://all" + rest}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	cfg, err := env(map[string]string{"AWS_REGION": "us-east-1"}).AWS("SQS")
	if err != nil || cfg.BaseEndpoint != nil {
		t.Errorf("at AWS: %v, %v", aws.ToString(cfg.BaseEndpoint), err)
	}
}

func TestOnlyTheMessagesThatFailedComeBack(t *testing.T) {
	t.Parallel()
	var handled []string
	consume := env(nil).consume(func(ctx context.Context, body string) error {
		handled = append(handled, body)
		telemetry.FromContext(ctx).Count("lists", 1)
		switch body {
		case "fails":
			return errors.New("no such vendor")
		case "panics":
			panic("index out of range")
		}
		return nil
	})
	var batch events.SQSEvent
	bodies := []string{"good", "fails", "good", "panics", "good"}
	for i, body := range bodies {
		batch.Records = append(batch.Records, events.SQSMessage{MessageId: string(rune('a' + i)), Body: body})
	}
	got, err := consume(t.Context(), batch)
	want := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{{ItemIdentifier: "b"}, {ItemIdentifier: "d"}}}
	if diff := cmp.Diff(want, got) + cmp.Diff(bodies, handled); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestAJobThatPanicsFails(t *testing.T) {
	t.Parallel()
	err := env(nil).logged(t.Context(), func(context.Context) error { panic("index out of range") })
	if err == nil || !strings.Contains(err.Error(), "index out of range") {
		t.Errorf("%v, want the panic", err)
	}
	if err := env(nil).logged(t.Context(), func(context.Context) error { return nil }); err != nil {
		t.Error(err)
	}
}
