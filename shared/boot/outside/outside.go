// Package outside wires resilience to the function that is being started. Only
// functions that call the outside world import it: the others need not carry it.
package outside

import (
	"net/http"

	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/resilience"
	"github.com/marketprep/marketprep/shared/store"
)

// Client is the client through which the function of env calls provider. What is
// known of provider is shared with all other environments through the table, which
// is asked at most once in ten seconds. change alters the options, as for requests
// that may be sent twice. Call it once, in a constructor.
func Client(env *boot.Env, provider string, change ...func(*resilience.Options)) (*http.Client, error) {
	table, err := env.Table()
	if err != nil {
		return nil, err
	}
	o := resilience.Options{Provider: provider, Base: env.Outside, Now: env.Now, Breakers: store.New(table, env.Now)}
	for _, c := range change {
		c(&o)
	}
	return resilience.Client(o), nil
}

// Alone is a change for endpoints that a person waits for and that may make only
// two requests to the table: it learns of an outage alone.
func Alone(o *resilience.Options) { o.Breakers = nil }
