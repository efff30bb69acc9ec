package vendors

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
)

func TestSettingsChangeOnlyWhereAsked(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	s.Account(anna.Vendor, "anna@example.com", "bread and butter")
	var want, changed, got vendor.Vendor
	s.Must(anna, GetVendor, "GET", "/api/v1/vendors/me", nil, &want)
	a := s.Must(anna, UpdateVendor, "PATCH", "/api/v1/vendors/me", `{"risk":"spare","timeZone":"Europe/Berlin"}`, &changed)
	want.Risk, want.TimeZone = vendor.RatherSpare, "Europe/Berlin"
	s.Must(anna, GetVendor, "GET", "/api/v1/vendors/me", nil, &got)
	if diff := cmp.Diff([]vendor.Vendor{want, want}, []vendor.Vendor{changed, got}); diff != "" || a.Trips > 2 {
		t.Errorf("in %d trips (-want +got):\n%s", a.Trips, diff)
	}
}

func TestSettingsThatStayTheSameAreNotWritten(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	s.Account(anna.Vendor, "anna@example.com", "bread and butter")
	var want vendor.Vendor
	s.Must(anna, GetVendor, "GET", "/api/v1/vendors/me", nil, &want)
	for _, body := range []string{`{}`, `{"risk":"balanced","currency":"USD"}`, `{"name":null}`} {
		var got vendor.Vendor
		a := s.Must(anna, UpdateVendor, "PATCH", "/api/v1/vendors/me", body, &got)
		if diff := cmp.Diff(want, got); diff != "" || a.Trips != 1 {
			t.Errorf("%s in %d trips (-want +got):\n%s", body, a.Trips, diff)
		}
	}
}

func TestSettingsAreForTheOwner(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna, bert := functiontest.Owner(t, "anna"), functiontest.Owner(t, "bert")
	s.Account(anna.Vendor, "anna@example.com", "bread and butter")
	manager := anna
	manager.Role = tenant.Manager
	for _, tt := range []struct {
		who    string
		caller tenant.Caller
		status int
	}{{"a manager", manager, 403}, {"nobody", tenant.Caller{}, 401}, {"who has no account", bert, 404}} {
		if a := s.Call(tt.caller, UpdateVendor, "PATCH", "/api/v1/vendors/me", `{"risk":"spare"}`); a.Status != tt.status {
			t.Errorf("%s: %d %s, want %d", tt.who, a.Status, a.Body, tt.status)
		}
	}
}

func TestUpdateVendorNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	s.Account(anna.Vendor, "anna@example.com", "bread and butter")
	for body, location := range map[string]string{
		`{"name":"  "}`: "body.name", `{"name":""}`: "body.name", `{"timeZone":"Mars/Olympus"}`: "body.timeZone", `{"currency":"dollars"}`: "body.currency",
		`{"currency":"ABC"}`: "body.currency",
		`{"risk":"none"}`:    "body.risk", `{"syncHour":24}`: "body.syncHour", `{"region":"Georgia"}`: "body.region", `{"plan":"gold"}`: "body.plan",
		`{"name":7}`: "body.name",
	} {
		if a := s.Call(anna, UpdateVendor, "PATCH", "/api/v1/vendors/me", body); a.Status != 422 || !strings.Contains(string(a.Body), `"location":"`+location+`"`) {
			t.Errorf("%s: %d %s, want 422 that names %s", body, a.Status, a.Body, location)
		}
	}
}
