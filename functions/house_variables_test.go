package functions

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/marketprep/marketprep/functions/account"
	"github.com/marketprep/marketprep/functions/event"
	"github.com/marketprep/marketprep/functions/feedback"
	"github.com/marketprep/marketprep/functions/notification"
	"github.com/marketprep/marketprep/functions/recommendation"
	"github.com/marketprep/marketprep/functions/sales"
	"github.com/marketprep/marketprep/functions/square"
	"github.com/marketprep/marketprep/functions/weather"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/boot/fairs"
	"github.com/marketprep/marketprep/shared/boot/skies"
	"github.com/marketprep/marketprep/shared/boot/tills"
	"github.com/marketprep/marketprep/shared/mail/ses"
	"github.com/marketprep/marketprep/shared/queue/sqs"
)

// jobs are the functions without a route, by name.
var jobs = map[string]func(*boot.Env) error{
	"authorize":             constructor(account.Authorize),
	"enqueue-due-forecasts": constructor(recommendation.EnqueueDueForecasts(sqs.Open)),
	"run-forecast":          constructor(recommendation.RunForecast),
	"enqueue-due-syncs":     constructor(sales.EnqueueDueSyncs(sqs.Open)),
	"run-sync":              constructor(sales.RunSync(sqs.Open, tills.Reader)),

	"process-square-webhooks": constructor(square.ProcessSquareWebhooks(sqs.Open, tills.Reader)),
	"refresh-events":          constructor(event.RefreshEvents(fairs.ForJobs)),
	"refresh-weather":         constructor(weather.RefreshWeather(skies.ForJobs)),
	"aggregate-feedback":      constructor(feedback.AggregateFeedback),
	"refresh-square-tokens":   constructor(square.RefreshSquareTokens(tills.ForJobs)),
	"send-due-notifications":  constructor(notification.SendDueNotifications(ses.Open)),
}

func constructor[F any](c func(*boot.Env) (F, error)) func(*boot.Env) error {
	return func(env *boot.Env) error {
		_, err := c(env)
		return err
	}
}

// constructors are all functions, by name.
func constructors(t *testing.T) map[string]func(*boot.Env) error {
	t.Helper()
	all := maps.Clone(jobs)
	for i, op := range operations(t) {
		all[op.Spec.OperationID] = constructor(Endpoints[i])
	}
	return all
}

// The variables that a function asks boot for must be there in the template.
func TestEveryVariableIsInTheTemplate(t *testing.T) {
	t.Parallel()
	lambdas, globals, _ := readTemplate(t)
	construct := constructors(t)
	for _, l := range lambdas {
		env := boot.NewEnv(func(name string) (string, bool) {
			_, own := l.resource.Properties.Environment.Variables[name]
			_, global := globals[name]
			return "http://127.0.0.1:1/test", own || global || name == "AWS_REGION"
		})
		if construct[l.name()] == nil {
			t.Errorf("%s is neither among Endpoints nor among jobs", l.name())
		} else if err := construct[l.name()](env); err != nil {
			t.Errorf("%sFunction lacks a variable: %v", l.id, err)
		}
		file := filepath.Join(filepath.Dir(l.dir), strings.ReplaceAll(l.name(), "-", "_")+".go")
		if _, err := os.Stat(file); err != nil {
			t.Errorf("functions/%s has no constructor file: %v", l.dir, err)
		}
	}
}

// Without its variables a function must not start, and must say which is missing.
func TestAFunctionWithoutItsVariablesSaysSo(t *testing.T) {
	t.Parallel()
	env := boot.NewEnv(func(string) (string, bool) { return "", false })
	mute := []string{"get-liveness"} // answers though everything else is gone
	for i, e := range Endpoints {
		op, err := e(env)
		if err == nil && !slices.Contains(mute, op.Spec.OperationID) {
			t.Errorf("%s starts without a table", op.Spec.OperationID)
		}
		if err != nil && !strings.Contains(err.Error(), " is not set") {
			t.Errorf("endpoint %d does not say what is missing: %v", i, err)
		}
	}
}
