package sales

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"mime/multipart"
	"strings"
	"testing"

	"github.com/marketprep/marketprep/functions/functiontest"
)

const plain = "date,venue,product,units\n2026-11-21,Riverside,sourdough,20\nsoon,Riverside,Sourdough,3\n2026-11-21,Riverside,Rye,5\n"

type imported struct {
	Lines, Imported, AlreadyKnown, Rejected, MarketDays int
	NewProducts                                         []string
	Problems                                            []struct {
		Line   int
		Reason string
	}
}

func zipped(t *testing.T, file string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(file)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// damaged is a compressed file that ends in the middle.
func damaged(t *testing.T) []byte {
	t.Helper()
	var file strings.Builder
	file.WriteString("Date,Item,Qty\n")
	for i := range 5000 {
		fmt.Fprintf(&file, "2026-11-21,Rye %d,%d\n", i*i%97, i%7)
	}
	b := zipped(t, file.String())
	return b[:len(b)/2]
}

func TestAFileGoesInHoweverItIsSent(t *testing.T) {
	t.Parallel()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", "sales.csv")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(part, plain)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		kind string
		body []byte
	}{
		"as text":      {"text/csv", []byte(plain)},
		"compressed":   {"application/gzip", zipped(t, plain)},
		"from a form":  {w.FormDataContentType(), form.Bytes()},
		"unidentified": {"application/octet-stream", []byte(plain)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := functiontest.New(t, nil)
			anna := functiontest.Owner(t, "anna")
			s.Stall(anna.Vendor)
			var got imported
			a := s.Must(anna, ImportSales, "POST", "/api/v1/sales/imports", tt.body, &got, "Content-Type", tt.kind)
			if got.Lines != 3 || got.Imported != 2 || got.Rejected != 1 || got.Problems[0].Line != 3 || len(got.NewProducts) != 1 || a.Trips > 2 {
				t.Errorf("%s in %d trips, want two of three lines in, line 3 refused, Rye new", a.Body, a.Trips)
			}
			var listed days
			s.Must(anna, ListSales, "GET", "/api/v1/sales", nil, &listed)
			if len(listed.Items) != 1 || len(listed.Items[0].Products) != 2 || listed.Items[0].VenueName != "Riverside" {
				t.Errorf("the books say %+v", listed)
			}
		})
	}
}

func TestImportRefusesWhatIsNoFileOfSales(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna, bert := functiontest.Owner(t, "anna"), functiontest.Owner(t, "bert")
	s.Stall(anna.Vendor)
	for name, tt := range map[string]struct {
		target string
		body   []byte
		status int
		says   string
	}{
		"nothing":         {"", []byte(" "), 422, "empty"},
		"a workbook":      {"", []byte("PK\x03\x04workbook"), 422, "CSV"},
		"no quantity":     {"", []byte("Date,Item\n2026-11-21,Rye\n"), 422, "quantity"},
		"damaged zip":     {"", damaged(t), 422, "damaged"},
		"a bomb":          {"", zipped(t, "Date,Item,Qty\n"+strings.Repeat("2026-11-21,Rye,1\n", 4_500_000)), 413, "split"},
		"too long":        {"", []byte("Date,Item,Qty\n" + strings.Repeat("2026-11-21,Rye,1\n", 400_000)), 413, ""},
		"unknown venue":   {"?venue=nowhere", []byte(plain), 422, "query.venue"},
		"unknown setting": {"?market=x", []byte(plain), 422, "query.market"},
	} {
		a := s.Call(anna, ImportSales, "POST", "/api/v1/sales/imports"+tt.target, tt.body, "Content-Type", "text/csv")
		if a.Status != tt.status || !strings.Contains(string(a.Body), tt.says) || a.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s, want %d that says %q", name, a.Status, a.Body, tt.status, tt.says)
		}
	}
	if a := s.Call(bert, ImportSales, "POST", "/api/v1/sales/imports?venue="+functiontest.Riverside, plain, "Content-Type", "text/csv"); a.Status != 422 {
		t.Errorf("another vendor's venue: %d %s", a.Status, a.Body)
	}
}
