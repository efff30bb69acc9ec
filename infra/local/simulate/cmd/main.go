// Command cmd writes the demo vendor's two years of sales as Square would export
// them, or with -days a table of market days, to look at:
//
//	go run ./infra/local/simulate/cmd -seed 1 > sales.csv
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/marketprep/marketprep/infra/local/simulate"
	"github.com/marketprep/marketprep/shared/civil"
)

func main() {
	seed := flag.Uint64("seed", 1, "of the world")
	today := civil.DateOf(time.Now())
	flag.TextVar(&today, "today", today, "the day after the last sale")
	days := flag.Bool("days", false, "write demand and sales per day, ten weeks ahead included")
	flag.Parse()
	if err := write(simulate.New(*seed, today), today, *days); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(w *simulate.World, today civil.Date, days bool) error {
	if !days {
		return w.WriteSquareItems(os.Stdout, w.From(), today)
	}
	fmt.Println("date,venue,temp_c,rain_mm,product,brought,sold,demand,sold_out_at,thrown_away")
	for _, v := range w.Venues() {
		for _, d := range w.Days(v.Name, w.From(), civil.Last) {
			x := w.Weather(v.Name, d)
			for _, o := range w.Day(v.Name, d) {
				at := ""
				if o.SoldOut {
					at = o.SoldOutAt.String()
				}
				fmt.Printf("%s,%s,%.1f,%.1f,%q,%g,%g,%g,%s,%g\n", d, v.Name, x.TempC, x.RainMM, o.Product, o.Brought.Units(), o.Sold.Units(), o.Demand.Units(), at, o.ThrownAway.Units())
			}
		}
	}
	return nil
}
