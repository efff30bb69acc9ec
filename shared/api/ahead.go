package api

import "github.com/marketprep/marketprep/shared/civil"

// Ahead is Range of a list that looks ahead: from today on unless d says from
// when, for length days unless d says until when.
func (d Days) Ahead(today civil.Date, length, most int) (from, to civil.Date, err error) {
	from = today
	if d.From != "" {
		if from, err = Date("query.from", d.From); err != nil {
			return 0, 0, err
		}
	}
	to = min(from+civil.Date(length)-1, civil.Last)
	if d.To != "" {
		if to, err = Date("query.to", d.To); err != nil {
			return 0, 0, err
		}
	}
	if d.From == "" {
		from = min(from, to)
	}
	return d.Range(from, to, most)
}
