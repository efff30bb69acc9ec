package salesfile

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
)

// longFile is a Square export of n lines, written as it is read.
func longFile(n int) io.Reader {
	const head = "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location\n"
	r, w := io.Pipe()
	go func() {
		block := strings.Builder{}
		block.WriteString(head)
		for i := range n {
			fmt.Fprintf(&block, "2026-%02d-%02d,%02d:%02d:30,Eastern Time (US & Canada),Bread,Product %d,%d.0,Regular,SKU%d,,\"$%d,%03d.50\",-$0.50,\"$%d,%03d.00\",$0.00,transaction%d,payment%d,iPad,\"a note, quoted\",https://squareup.com/dashboard/sales/transactions/%d,Payment,Riverside Market\n",
				i/20_000+1, i/1000%28+1, 8+i%5, i%60, i%40, i%3+1, i%40, i%3+1, i%1000, i%3+1, i%1000, i, i, i)
			if block.Len() > 1<<16 {
				_, _ = io.WriteString(w, block.String())
				block.Reset()
			}
		}
		_, _ = io.WriteString(w, block.String())
		_ = w.Close()
	}()
	return r
}

// Memory does not grow with the file.
func TestMemoryIsFlat(t *testing.T) {
	var start, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&start)
	most, n := uint64(0), 0
	report, err := Read(longFile(200_000), Options{}, func(Line) error {
		if n++; n%20_000 == 0 {
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc)
		}
		return nil
	})
	if err != nil || report.Sales != 200_000 {
		t.Fatalf("%d sales, %v; want 200000: %+v", report.Sales, err, report.Problems)
	}
	if most > start.HeapAlloc+20<<20 {
		t.Errorf("reading takes %d MB of heap, want 20 at most", (most-start.HeapAlloc)>>20)
	}
}

func BenchmarkRead(b *testing.B) {
	all, err := io.ReadAll(longFile(200_000))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(all)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(strings.NewReader(string(all)), Options{}, func(Line) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
