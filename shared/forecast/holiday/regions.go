package holiday

import (
	"maps"
	"slices"
	"strings"
)

var parts = map[string]string{
	"US": "AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY OH OK OR PA RI SC SD TN TX UT VA VT WA WI WV WY",
	"DE": "BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH",
	"FR": "57 67 68",
	"GB": "ENG NIR SCT WLS",
	"CA": "AB BC MB NB NL NS NT NU ON PE QC SK YT",
}

// Regions are all regions that are known: the countries, each followed by its parts.
func Regions() []string {
	var regions []string
	for _, country := range slices.Sorted(maps.Keys(parts)) {
		regions = append(regions, country)
		for part := range strings.FieldsSeq(parts[country]) {
			regions = append(regions, country+"-"+part)
		}
	}
	return regions
}
