package salesfile

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
)

// Whatever comes in, a line that comes out is one that the rest of the house may
// rely on, every line is accounted for, and whatever is refused is refused as
// invalid.
func FuzzRead(f *testing.F) {
	f.Add([]byte(squareFile))
	f.Add([]byte("date,venue,product,units,revenue,sold_out,brought,price\n2026-07-18,Riverside,Bread,24,192.00,11:40,24,8\n"))
	f.Add([]byte("sep=;\r\ndate;item;qty;net\r\n31/01/2026;\"Br\xf6t\r\nchen\";1,5;1.234,50 \x80\r\nTotal;;;\r\n"))
	f.Add([]byte("\xff\xfed\x00a\x00t\x00e\x00,\x00i\x00t\x00e\x00m\x00,\x00q\x00t\x00y\x00\n\x00"))
	f.Add([]byte("date\titem\tqty\n1/2/26 9:05 PM\t\"Bread\t-2\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		report, err := Read(strings.NewReader(string(file)), Options{MaxProblems: 2}, func(l Line) error {
			checkLine(t, l)
			return nil
		})
		if err != nil && errs.KindOf(err) != errs.Invalid {
			t.Errorf("a file is refused with %v, want an invalid file", err)
		}
		if err == nil {
			checkSum(t, report)
		}
	})
}

func checkLine(t *testing.T, l Line) {
	for _, s := range []string{l.Location, l.Category, l.Item, l.Variation, l.SKU, l.Transaction} {
		if !utf8.ValidString(s) || utf8.RuneCountInString(s) > maxText || clean(s) != s {
			t.Errorf("line %d has the text %q", l.Number, s)
		}
	}
	switch {
	case l.Date < civil.First || l.Date > civil.Last || l.Minute < Unknown || l.Minute >= civil.EndOfDay || l.Second < 0 || l.Second > 59 || l.SoldOutAt < Unknown || l.SoldOutAt >= civil.EndOfDay:
		t.Errorf("line %d is at no time: %+v", l.Number, l)
	case max(l.Quantity, -l.Quantity, l.Brought) > amount.MaxQuantity || l.Brought < 0 || max(l.Gross, -l.Gross, l.Net, -l.Net) > 2*maxMoney:
		t.Errorf("line %d says too much: %+v", l.Number, l)
	case (l.Kind == Sale) == (l.Item == ""):
		t.Errorf("line %d is a %s of %q", l.Number, l.Kind, l.Item)
	case l.Return != (l.Quantity < 0) || l.Total && l.Return:
		t.Errorf("line %d is and is not a return: %+v", l.Number, l)
	}
}
