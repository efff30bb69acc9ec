package main

import (
	"fmt"
	"io"
	"time"
)

// sales writes a plain season for the walk.
func sales(w io.Writer) error {
	fmt.Fprintln(w, "Date,Time,Category,Item,Qty,Gross Sales,Net Sales,Transaction ID,Location")
	n := 0
	for d := time.Now().UTC().AddDate(0, 0, -1); time.Since(d) < 400*24*time.Hour; d = d.AddDate(0, 0, -1) {
		venue := map[time.Weekday]string{time.Saturday: "Riverside", time.Wednesday: "Downtown"}[d.Weekday()]
		if venue == "" {
			continue
		}
		for p := range 8 {
			for i := range 2 + (p+d.Day())%3 {
				n++
				fmt.Fprintf(w, "%s,%02d:%02d:00,Bread,Product %d,%d,$%d.00,$%d.00,T%06d,%s\n", d.Format(time.DateOnly), 8+i, n%60, p, 3+p, 5*(3+p), 5*(3+p), n, venue)
			}
		}
	}
	return nil
}
