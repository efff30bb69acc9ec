package walk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/marketprep/marketprep/shared/square/squaretest"
)

// square connects an account at the fake Square as a browser does, lets Square tell
// of a sale, and disconnects.
func (w *walker) square(ctx context.Context) error {
	merchant := "M" + strings.ToUpper(w.email[5:17])
	fake := w.system.Square()
	fake.AddSeller(squaretest.Seller{Merchant: merchant, Name: "Walk's stall", Locations: []squaretest.Location{{ID: "LWALK", Name: "Riverside", Zone: "America/New_York"}, {ID: "LVAN", Name: "The van", Zone: "America/New_York"}}})
	var begun struct{ URL string }
	if err := w.Call(ctx, http.MethodPost, "/api/v1/square/connection", nil, &begun); err != nil {
		return err
	}
	back, err := allow(ctx, begun.URL, merchant)
	if err != nil {
		return err
	}
	callback := "/api/v1/square/callback?" + back
	if err := w.Call(ctx, http.MethodGet, callback, nil, nil); err != nil {
		return fmt.Errorf("come back from Square: %w", err)
	}
	if err := refused(w.Call(ctx, http.MethodGet, callback, nil, nil), http.StatusConflict); err != nil {
		return fmt.Errorf("come back twice: %w", err)
	}
	var list struct {
		Items  []struct{ ID, Name string }
		Source string
	}
	if err := w.Call(ctx, http.MethodGet, "/api/v1/square/locations", nil, &list); err != nil {
		return err
	}
	if len(list.Items) != 2 || list.Items[0].ID != "LWALK" || list.Source != "square" {
		return fmt.Errorf("locations: %+v", list)
	}
	if err := w.fetch(ctx, fake, merchant); err != nil {
		return err
	}
	if err := w.told(ctx, fake, merchant); err != nil {
		return err
	}
	if err := w.outage(ctx, fake); err != nil {
		return err
	}
	if err := w.Call(ctx, http.MethodDelete, "/api/v1/square/connection", nil, nil); err != nil {
		return fmt.Errorf("disconnect: %w", err)
	}
	var status struct{ State string }
	if err := w.Call(ctx, http.MethodGet, "/api/v1/square/connection", nil, &status); err != nil {
		return err
	}
	if status.State != "disconnected" {
		return fmt.Errorf("in the end: %+v", status)
	}
	return nil
}

// told delivers webhooks through the gateway: one that Square signed, and one that
// somebody altered.
func (w *walker) told(ctx context.Context, fake *squaretest.Server, merchant string) error {
	good := fake.PaymentUpdated(merchant, "O1", time.Now())
	forged := squaretest.Webhook{Body: []byte(strings.Replace(string(good.Body), "O1", "O2", 1)), Signature: good.Signature}
	for _, d := range []struct {
		hook squaretest.Webhook
		want int
	}{{good, http.StatusNoContent}, {good, http.StatusNoContent}, {forged, http.StatusUnauthorized}} {
		status, err := fake.Deliver(ctx, http.DefaultClient, d.hook)
		if err != nil {
			return fmt.Errorf("a webhook: %w", err)
		}
		if status != d.want {
			return fmt.Errorf("a webhook was answered with %d, want %d", status, d.want)
		}
	}
	return nil
}

// allow opens the page of authorisation, presses Allow, and returns the query that
// the browser is sent back with.
func allow(ctx context.Context, page, merchant string) (string, error) {
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	html, _, err := visit(ctx, browser, http.MethodGet, page, "")
	if err != nil {
		return "", err
	}
	if !strings.Contains(html, `value="allow"`) || !strings.Contains(html, merchant) {
		return "", errors.New("the page at Square shows no button, or not the seller")
	}
	_, location, err := visit(ctx, browser, http.MethodPost, page, url.Values{"merchant": {merchant}, "decision": {"allow"}}.Encode())
	if err != nil {
		return "", err
	}
	back, err := url.Parse(location)
	if err != nil {
		return "", fmt.Errorf("where Square sends the browser: %w", err)
	}
	if back.Path != "/square/callback" {
		return "", fmt.Errorf("the browser is sent to %q by Square", location)
	}
	return back.RawQuery, nil
}

func visit(ctx context.Context, browser *http.Client, method, page, form string) (html, location string, err error) {
	r, err := http.NewRequestWithContext(ctx, method, page, strings.NewReader(form))
	if err != nil {
		return "", "", fmt.Errorf("visit %s: %w", page, err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := browser.Do(r)
	if err != nil {
		return "", "", fmt.Errorf("visit %s: %w", page, err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", "", fmt.Errorf("visit %s: %w", page, err)
	}
	return string(b), resp.Header.Get("Location"), nil
}
