// Package intake decides what the lines of a sales file mean: which product, which
// market, and whether they are known already. It changes the books it is given
// and writes a report; it does no I/O.
package intake

import (
	"hash/fnv"
	"strconv"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/salesfile"
	"github.com/marketprep/marketprep/shared/venue"
)

// Intake takes the lines of one file in. A line of a till (Square's export) that
// was taken in before, from this or another file, changes nothing; a line that
// states a day's total replaces what a file stated before.
type Intake struct {
	books *sale.Books
	venue string // id of the venue of lines that name none; empty: find out

	names      catalog.Names
	skus       map[string]string // product id by SKU
	venueNames map[string]string
	seen       map[uint64]uint16  // how often each line stands in this file so far
	stated     map[statedKey]bool // totals that this file has stated so far
	sold       map[string]*span   // by product: first and last day in this file
	found      map[string]bool    // venues that this file made
	report     Report
}

type statedKey struct {
	date           civil.Date
	venue, product string
}

// span is when and for how much a product was sold.
type span struct {
	first, last civil.Date
	price       amount.Money // of the newest sale
}

// Report says what became of a file's lines.
type Report struct {
	Imported   int        `json:"imported" doc:"Lines taken in"`
	Known      int        `json:"alreadyKnown" doc:"Lines that had been taken in before, and changed nothing"`
	MarketDays int        `json:"marketDays" doc:"Market days that the file has sales of"`
	Products   []string   `json:"newProducts" doc:"Names of products that the file made known"`
	Venues     []string   `json:"newVenues" doc:"Names of venues that the file made known; look at their days and hours"`
	Renamed    []Renaming `json:"renamed" doc:"Products that seem to have been renamed"`
}

// Renaming is a product that stopped being sold when a similar one began.
type Renaming struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Joined bool   `json:"joined" doc:"Its sales now count as the new one's; undo it with the product's sameAs"`
}

// New returns an Intake into books. venueID is the venue of lines that name none;
// if it is empty, it is found by weekday and time.
func New(books *sale.Books, venueID string) *Intake {
	in := &Intake{
		books: books, venue: venueID,
		names: catalog.NamesOf(books.Products), skus: map[string]string{}, venueNames: venue.NamesOf(books.Venues),
		seen: map[uint64]uint16{}, stated: map[statedKey]bool{}, sold: map[string]*span{}, found: map[string]bool{},
		report: Report{Products: []string{}, Venues: []string{}, Renamed: []Renaming{}},
	}
	for id, p := range books.Products {
		if p.SKU != "" {
			in.skus[p.SKU] = id
		}
	}
	return in
}

// Line takes one line in. It fails with errs.Invalid if the line cannot be placed.
func (in *Intake) Line(l salesfile.Line) error {
	venueID, err := in.place(l)
	if err != nil {
		return err
	}
	product, err := in.product(l)
	if err != nil {
		return err
	}
	if l.Total {
		in.state(l, venueID, product)
		return nil
	}
	mark := in.mark(l)
	seen := in.books.Seen[l.Date.Month()]
	if _, known := seen[mark]; known {
		in.report.Known++
		return nil
	}
	seen[mark] = struct{}{}
	in.books.Day(l.Date, venueID).Line(product, sale.File).Add(l.Quantity, l.Net, l.Minute)
	in.count(l, product)
	return nil
}

// state takes in a line that states a day's total: it replaces what was stated
// before, except by an earlier line of this file, to which it adds.
func (in *Intake) state(l salesfile.Line, venueID, product string) {
	k := statedKey{l.Date, venueID, product}
	line := in.books.Day(l.Date, venueID).Line(product, sale.File)
	if !in.stated[k] {
		*line = sale.NewLine(product, sale.File)
		in.stated[k] = true
	}
	line.Add(l.Quantity, l.Net, sale.Unknown)
	line.SoldOut = line.SoldOut || l.SoldOut
	line.SoldOutAt = max(line.SoldOutAt, l.SoldOutAt)
	line.Brought += l.Brought
	in.count(l, product)
}

func (in *Intake) count(l salesfile.Line, product string) {
	in.report.Imported++
	if product == "" {
		return
	}
	s := in.sold[product]
	if s == nil {
		s = &span{first: l.Date, last: l.Date}
		in.sold[product] = s
	}
	s.first = min(s.first, l.Date)
	if l.Date >= s.last && l.Quantity > 0 && l.Net > 0 {
		s.price = unitPrice(l)
	}
	s.last = max(s.last, l.Date)
}

func unitPrice(l salesfile.Line) amount.Money {
	gross := l.Gross
	if gross == 0 {
		gross = l.Net
	}
	return amount.Money((int64(gross)*int64(amount.One) + int64(l.Quantity)/2) / int64(l.Quantity))
}

// mark is what tells l from every other line: all it says, and the how-manieth
// of its kind it is in the file, for a customer may buy the same twice.
func (in *Intake) mark(l salesfile.Line) sale.Mark {
	h := fnv.New64a()
	for _, part := range []string{
		l.Transaction, l.Date.String(), strconv.Itoa(int(l.Minute)), strconv.Itoa(int(l.Second)), catalog.Key(l.Location), catalog.Key(l.Item), catalog.Key(l.Variation),
		strconv.FormatInt(int64(l.Quantity), 10), strconv.FormatInt(int64(l.Gross), 10),
	} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	sum := h.Sum64()
	in.seen[sum]++
	h.Write([]byte(strconv.Itoa(int(in.seen[sum]))))
	return sale.MarkOf(h.Sum64())
}

// product is the id of the product that l sells, made if there is none; empty
// for an amount without an item.
func (in *Intake) product(l salesfile.Line) (string, error) {
	if l.Kind == salesfile.CustomAmount {
		return "", nil
	}
	name := catalog.NameOf(l.Item, l.Variation)
	if id, ok := in.names[catalog.Key(name)]; ok {
		return id, nil
	}
	if id, ok := in.skus[l.SKU]; ok && l.SKU != "" {
		in.alias(id, name)
		return id, nil
	}
	if len(in.books.Products) >= catalog.MaxProducts {
		return "", errs.New(errs.Invalid, "you have %d products already, which is as many as we keep: %q is not among them", catalog.MaxProducts, name)
	}
	id := catalog.NewID(in.books.Products, name)
	in.books.Products[id] = catalog.Product{ID: id, Name: name, Category: l.Category, SKU: l.SKU, PackSize: 1, Storage: catalog.Ambient}
	in.books.ProductsChanged = true
	in.names[catalog.Key(name)] = id
	if l.SKU != "" {
		in.skus[l.SKU] = id
	}
	in.report.Products = append(in.report.Products, name)
	return id, nil
}

// alias makes name another name of the product, whose SKU it carries.
func (in *Intake) alias(id, name string) {
	p := in.books.Products[id]
	in.report.Renamed = append(in.report.Renamed, Renaming{From: name, To: p.Name, Joined: true})
	p.Aliases = append(p.Aliases, name)
	in.books.Products[id], in.books.ProductsChanged = p, true
	in.names[catalog.Key(name)] = id
}
