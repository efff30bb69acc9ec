//go:build bench

package bench

import (
	"bytes"
	"compress/gzip"
	"fmt"

	"github.com/marketprep/marketprep/functions/functiontest"
)

// export is a compressed Square export of so many lines over two years.
func export(lines int) []byte {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	fmt.Fprintln(w, "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Location")
	for i := range lines {
		day := i * 104 / lines // of 104 Saturdays
		minute := i % 300
		fmt.Fprintf(w, "%s,%02d:%02d:%02d,Eastern Time (US & Canada),Bread,Product %d,1,Regular,,$6.50,$0.00,$6.50,$0.00,T%08d,Riverside\n",
			saturday(day), 8+minute/60, minute%60, i%60, i%40, i/3)
	}
	w.Close()
	return packed.Bytes()
}

// saturday is the n-th Saturday of the two years that end in November 2026.
func saturday(n int) string {
	return functiontest.Now.AddDate(0, 0, -2-7*(103-n)).Format("2006-01-02")
}
