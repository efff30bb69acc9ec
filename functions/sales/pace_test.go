package sales

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/boot/tills"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/square"
	"github.com/marketprep/marketprep/shared/square/squaretest"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
)

// Vendors who are due at once are synchronised by twenty workers, and no account
// meets more calls in a second than Square bears.
func TestNobodyIsRefusedThoughAllAreDueAtOnce(t *testing.T) {
	t.Parallel()
	const vendors, bearable = 20, 6
	fake := squaretest.New(squaretest.Options{Now: time.Now, AppID: "app", AppSecret: "secret"})
	url, stop, err := fake.Serve("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stop() })
	secrets := map[string]string{"app-secret": "secret"}
	var locations []squaretest.Location // ten of them are asked for at a time
	for i := range 70 {
		locations = append(locations, squaretest.Location{ID: fmt.Sprintf("L%d", i), Name: "Stall", Zone: "America/New_York"})
	}
	for i := range vendors {
		merchant := fmt.Sprintf("M%d", i)
		fake.AddSeller(squaretest.Seller{Merchant: merchant, Name: merchant, Locations: locations})
		access, refresh := fake.Tokens(merchant, "ITEMS_READ", "ORDERS_READ", "MERCHANT_PROFILE_READ", "PAYMENTS_READ")
		tokens, err := json.Marshal(square.Tokens{Access: access, Refresh: refresh, Merchant: merchant, Expires: time.Now().AddDate(0, 0, 30), Obtained: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		secrets[fmt.Sprintf("tokens/v%d", i)] = string(tokens)
	}
	fake.Behave(squaretest.Behaviour{PerSecond: bearable})
	vars := functiontest.WithSecrets(t, secrets)
	for name, value := range map[string]string{
		"SQUARE_URL": url, "SQUARE_APPLICATION_ID": "app", "SQUARE_APPLICATION_SECRET": "app-secret", "SQUARE_REDIRECT_URL": "https://example.com/square/callback",
		"TOKEN_VAULT": "tokens/", "SYNC_QUEUE_URL": "http://queue",
	} {
		vars[name] = value
	}
	s := functiontest.New(t, vars)
	var ids []tenant.ID
	for i := range vendors {
		name := fmt.Sprintf("v%d", i)
		ids = append(ids, functiontest.Vendor(t, name))
		if err := s.Store.RegisterVendor(t.Context(), vendor.Vendor{ID: name, TimeZone: "America/New_York", Currency: "USD"}, store.SignIn{Email: name + "@example.com", Vendor: name, User: name}); err != nil {
			t.Fatal(err)
		}
	}
	var workers sync.WaitGroup
	for _, v := range ids {
		workers.Go(func() { // each is an environment of its own
			handle, err := RunSync(func(aws.Config, string) queue.Queue { return &sent{} }, tills.Reader)(s.EnvWith())
			if err == nil {
				err = handle(t.Context(), fmt.Sprintf(`{"vendor":%q,"run":"first"}`, v))
			}
			if err != nil {
				t.Errorf("%s: %v", v, err)
			}
		})
	}
	workers.Wait()
	for i, v := range ids {
		st, err := s.Store.Sync(t.Context(), v)
		if err != nil || len(st.Runs) != 1 || st.Runs[0].Status != salesync.Done {
			t.Errorf("%s: %v, %+v", v, err, st.Runs)
		}
		if most := fake.MostPerSecond(fmt.Sprintf("M%d", i)); most > bearable || most < 2 {
			t.Errorf("%s's account met %d calls in a second", v, most)
		}
	}
}
