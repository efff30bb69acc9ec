package tenant

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/errs"
)

func TestARoleIncludesThoseBelow(t *testing.T) {
	t.Parallel()
	got := map[Role][]Role{}
	for _, r := range []Role{Helper, Manager, Owner, "", "admin", "OWNER"} {
		for _, least := range []Role{Helper, Manager, Owner} {
			if r.AtLeast(least) {
				got[r] = append(got[r], least)
			}
		}
	}
	want := map[Role][]Role{Helper: {Helper}, Manager: {Helper, Manager}, Owner: {Helper, Manager, Owner}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNobodyIsNoTenant(t *testing.T) {
	t.Parallel()
	if v, err := Verified(""); errs.KindOf(err) != errs.Unauthorized || v != (ID{}) {
		t.Errorf("an empty id: %v, %v", v, err)
	}
	for name, ctx := range map[string]func() (Caller, error){
		"nobody":             func() (Caller, error) { return FromContext(t.Context()) },
		"somebody's nowhere": func() (Caller, error) { return FromContext(NewContext(t.Context(), Caller{User: "u", Role: Owner})) },
	} {
		if c, err := ctx(); errs.KindOf(err) != errs.Unauthorized || c != (Caller{}) {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	anna, err := Verified("anna")
	if err != nil {
		t.Fatal(err)
	}
	want := Caller{Vendor: anna, User: "u", Session: "s", Role: Helper}
	if got, err := FromContext(NewContext(t.Context(), want)); got != want || err != nil || got.Vendor.String() != "anna" {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
}
