package main

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/marketprep/marketprep/shared/forecast"
)

var unknown = math.NaN()

// vendor is one vendor's part of a panel, in order of date.
type vendor struct {
	venues, products map[string]int32
	rows             []panelRow
}

type panelRow struct {
	names      [4]string // vendor, venue, product, date
	sale       forecast.Sale
	conditions forecast.Conditions
}

// readPanel reads a panel by vendor, in order of the vendors' first rows.
func readPanel(r io.Reader) ([]*vendor, error) {
	csvReader := csv.NewReader(r)
	header, err := csvReader.Read()
	if err != nil {
		return nil, fmt.Errorf("backtest: read header: %w", err)
	}
	column := map[string]int{}
	for i, name := range header {
		column[name] = i
	}
	for _, need := range []string{"vendor", "venue", "product", "date", "units"} {
		if _, ok := column[need]; !ok {
			return nil, fmt.Errorf("backtest: the panel has no column %s", need)
		}
	}
	byName := map[string]*vendor{}
	var vendors []*vendor
	for {
		record, err := csvReader.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("backtest: read panel: %w", err)
		}
		name := record[column["vendor"]]
		if byName[name] == nil {
			byName[name] = &vendor{venues: map[string]int32{}, products: map[string]int32{}}
			vendors = append(vendors, byName[name])
		}
		if err := byName[name].add(record, column); err != nil {
			return nil, err
		}
	}
	for _, v := range vendors {
		slices.SortStableFunc(v.rows, func(a, b panelRow) int { return cmp.Compare(a.sale.Day, b.sale.Day) })
	}
	return vendors, nil
}

func (v *vendor) add(record []string, column map[string]int) error {
	text := func(name string) string {
		if i, ok := column[name]; ok && i < len(record) {
			return record[i]
		}
		return ""
	}
	number := func(name string) float64 {
		x, err := strconv.ParseFloat(text(name), 64)
		if err != nil {
			return unknown
		}
		return x
	}
	flag := func(name string) bool { return number(name) > 0 }
	d, err := day(text("date"))
	if err != nil {
		return err
	}
	r := panelRow{names: [4]string{text("vendor"), text("venue"), text("product"), text("date")}}
	r.sale = forecast.Sale{
		Product: numberOf(v.products, text("product")), Venue: numberOf(v.venues, text("venue")), Day: d,
		Units: number("units"), SoldOut: flag("sold_out"),
	}
	if brought := number("brought"); brought > 0 {
		r.sale.Brought = brought
	}
	r.conditions = forecast.Conditions{
		TempC: number("temp_c"), RainMM: number("rain_mm"), Holiday: flag("holiday"), SchoolHoliday: flag("school_holiday"), CalendarKnown: text("holiday") != "",
	}
	if size := number("event"); size > 0 {
		r.conditions.Event = forecast.EventSize(min(size, 2))
	}
	v.rows = append(v.rows, r)
	return nil
}

func numberOf(m map[string]int32, name string) int32 {
	if _, ok := m[name]; !ok {
		m[name] = int32(len(m))
	}
	return m[name]
}

// history is what was known of v on a day.
func (v *vendor) history(known forecast.Day) *forecast.History {
	h := &forecast.History{Products: len(v.products), Venues: len(v.venues), Region: v.region(known)}
	seen := map[forecast.MarketDay]bool{}
	for _, r := range v.rows {
		if r.sale.Day > known {
			break
		}
		h.Sales = append(h.Sales, r.sale)
		d := forecast.MarketDay{Venue: r.sale.Venue, Day: r.sale.Day}
		if !seen[d] {
			seen[d] = true
			d.Conditions = r.conditions
			h.Days = append(h.Days, d)
		}
	}
	return h
}
