package vendor

import (
	"slices"
	"strings"
	"testing"

	"github.com/marketprep/marketprep/shared/errs"
)

func TestCurrencies(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"USD", "EUR", "GBP", "CAD", "MXN", "JPY", "AED", "ZWG"} {
		if err := CheckCurrency(code); err != nil {
			t.Errorf("%s: %v", code, err)
		}
	}
	for _, code := range []string{"", "usd", "US", "ABC", "XXX", "XTS", "XAU", "DEM", "BGN", "USD EUR", " "} {
		if err := CheckCurrency(code); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%q: %v, want an invalid one", code, err)
		}
	}
	all := strings.Fields(currencies)
	if !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Error("the list is out of order or names one twice")
	}
	for _, code := range all {
		if len(code) != 3 || strings.ToUpper(code) != code {
			t.Errorf("%q is no code", code)
		}
	}
}

func TestDecimals(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]int{"USD": 2, "EUR": 2, "JPY": 0, "CLP": 0, "KWD": 3, "TND": 3} {
		if got := Decimals(code); got != want {
			t.Errorf("%s: %d, want %d", code, got, want)
		}
	}
	for _, code := range strings.Fields(whole + " " + thousandth) {
		if err := CheckCurrency(code); err != nil {
			t.Error(err)
		}
	}
}

func TestTheMoreSpareTheLessAVendorSellsOut(t *testing.T) {
	t.Parallel()
	for risk, want := range map[Risk]float64{RatherSellOut: 1, Balanced: 3, RatherSpare: 9, "": 3} {
		if got := risk.Ratio(); got != want {
			t.Errorf("%q: %g, want %g", risk, got, want)
		}
	}
}

func TestAVendorIsSomewhere(t *testing.T) {
	t.Parallel()
	for zone, want := range map[string]string{"Europe/Berlin": "Europe/Berlin", "Mars/Olympus": "UTC", "": "UTC", "Local": "UTC"} {
		if got := (Vendor{TimeZone: zone}).Location().String(); got != want {
			t.Errorf("%q: %s, want %s", zone, got, want)
		}
	}
}
