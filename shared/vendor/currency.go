package vendor

import (
	"slices"
	"strings"

	"github.com/marketprep/marketprep/shared/errs"
)

// currencies are the codes of ISO 4217 for money that is paid with, as in the
// iso-codes database of pycountry 26.2.16: without its funds, metals, units of
// account and test codes, and without VED, a second code of the bolívar.
const currencies = `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC
CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY
KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR
NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP
TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG`

// CheckCurrency fails with errs.Invalid unless code is one of ISO 4217.
func CheckCurrency(code string) error {
	if !slices.Contains(strings.Fields(currencies), code) {
		return errs.New(errs.Invalid, "%q is not a currency: write a code like USD", code)
	}
	return nil
}

// What is paid in no hundredths: codes with no minor unit, and with thousandths, as
// ISO 4217 has them.
const (
	whole      = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
	thousandth = "BHD IQD JOD KWD LYD OMR TND"
)

// Decimals is how many digits the minor unit of a currency stands behind the point.
func Decimals(code string) int {
	switch {
	case slices.Contains(strings.Fields(whole), code):
		return 0
	case slices.Contains(strings.Fields(thousandth), code):
		return 3
	default:
		return 2
	}
}
