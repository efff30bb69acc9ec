// Package square reads a vendor's sales, catalog and locations from Square, and
// connects and disconnects the vendor's account there. It maps answers and errors;
// time-outs and retries are the business of the http.Client that it is given
// (shared/resilience).
//
// It rests on Square's SDK, with three precautions: the SDK tries each call once,
// for between tries it sleeps past the end of the context; the version of the API
// is set with every call, for else a variable called VERSION would; and webhooks
// are verified here, for the SDK accepts an empty body.
package square

import (
	"context"
	"errors"
	"net/http"
	"time"

	sdk "github.com/square/square-go-sdk"
	catalogapi "github.com/square/square-go-sdk/catalog/client"
	"github.com/square/square-go-sdk/core"
	locationsapi "github.com/square/square-go-sdk/locations/client"
	"github.com/square/square-go-sdk/option"
	ordersapi "github.com/square/square-go-sdk/orders/client"
)

// Version of Square's API that the types of the SDK describe.
const Version = "2025-05-21"

// Options of a Client.
type Options struct {
	BaseURL string       // of Square, without a slash at the end
	HTTP    *http.Client // with its own limits and retries

	// Token returns the access token to call with.
	Token func(context.Context) (string, error)
	// Renew returns another token than the one that Square refused, or fails with
	// errs.Unauthorized if there is none: the vendor must connect again. Nil: there is none.
	Renew func(ctx context.Context, refused string) (string, error)

	// Wait waits until Square bears another call. Nil: it does.
	Wait func(context.Context) error

	Now func() time.Time
}

// Client reads one vendor's account. It remembers the names of categories and
// items that it met, so make one for each run of a sync. It is not safe for
// concurrent use.
type Client struct {
	Options
	calls calls
	known names
}

// calls are those that are made. They are functions, for else the linker would keep
// all of the SDK: of what is in an interface, and of its fields, every method.
type calls struct {
	searchOrders  func(context.Context, *sdk.SearchOrdersRequest, ...option.RequestOption) (*sdk.SearchOrdersResponse, error)
	getOrders     func(context.Context, *sdk.BatchGetOrdersRequest, ...option.RequestOption) (*sdk.BatchGetOrdersResponse, error)
	searchCatalog func(context.Context, *sdk.SearchCatalogObjectsRequest, ...option.RequestOption) (*sdk.SearchCatalogObjectsResponse, error)
	getCatalog    func(context.Context, *sdk.BatchGetCatalogObjectsRequest, ...option.RequestOption) (*sdk.BatchGetCatalogObjectsResponse, error)
	locations     func(context.Context, ...option.RequestOption) (*sdk.ListLocationsResponse, error)
}

// NewClient returns a Client.
func NewClient(o Options) *Client {
	if o.Wait == nil {
		o.Wait = func(context.Context) error { return nil }
	}
	common := common(o.BaseURL, o.HTTP)
	orders, catalog := ordersapi.NewClient(common...), catalogapi.NewClient(common...)
	return &Client{
		Options: o,
		calls:   calls{orders.Search, orders.BatchGet, catalog.Search, catalog.BatchGet, locationsapi.NewClient(common...).List},
		known:   names{categories: map[string]string{}, items: map[string]parent{}},
	}
}

// common are the options of all clients of the SDK.
func common(baseURL string, client *http.Client) []option.RequestOption {
	return []option.RequestOption{option.WithBaseURL(baseURL), option.WithHTTPClient(client), option.WithMaxAttempts(1)}
}

// version must be given with each call: a call without it overrides that of the client.
func version() option.RequestOption { return &core.VersionOption{Version: Version} }

// authorized calls Square with the vendor's token, and once more with another one
// if Square refuses it.
func authorized[T any](ctx context.Context, c *Client, call func(...option.RequestOption) (T, error)) (T, error) {
	var none T
	token, err := c.Token(ctx)
	if err != nil {
		return none, err
	}
	if err := c.Wait(ctx); err != nil {
		return none, err
	}
	out, err := call(version(), option.WithToken(token))
	if err == nil {
		return out, nil
	}
	err = failure(err)
	if refused, ok := errors.AsType[*Error](err); !ok || !refused.token() || c.Renew == nil {
		return none, err
	}
	if token, err = c.Renew(ctx, token); err != nil {
		return none, err
	}
	if err := c.Wait(ctx); err != nil {
		return none, err
	}
	if out, err = call(version(), option.WithToken(token)); err != nil {
		return none, failure(err)
	}
	return out, nil
}

// Idempotent reports whether a request of this package may be sent again without
// knowing whether it arrived: all but the exchange of a code, which works once.
func Idempotent(r *http.Request) bool { return r.Context().Value(once{}) == nil }

// once marks a request that must not be repeated.
type once struct{}

// value is what p points to, or the zero value.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// moment reads a time as Square writes it, with any number of digits behind the
// second. What is no time is the zero time.
func moment(s *string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, value(s))
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// written is t as Square reads it.
func written(t time.Time) *string { return new(t.UTC().Format("2006-01-02T15:04:05.000Z")) }
