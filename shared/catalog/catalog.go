// Package catalog knows what a vendor sells: products, the names under which
// they appear in sales, and what each costs and comes in.
package catalog

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/ident"
)

// MaxProducts is how many products one vendor may have, archived ones included:
// all of them are one document of at most 400 kB.
const MaxProducts = 1000

// Product is something a vendor brings to market.
type Product struct {
	ID       string   `json:"id" dynamodbav:"-"`
	Name     string   `json:"name"`
	Category string   `json:"category" dynamodbav:",omitempty" doc:"Group on the list; empty: none"`
	Aliases  []string `json:"aliases" dynamodbav:",omitempty" doc:"Other names under which sales of it are recorded"`

	Price    *amount.Money `json:"price,omitempty" dynamodbav:",omitempty" doc:"What one unit sells for, in the minor unit of the currency"`
	UnitCost *amount.Money `json:"unitCost,omitempty" dynamodbav:",omitempty" doc:"What one unit costs to make, in the minor unit"`
	Salvage  *amount.Money `json:"salvage,omitempty" dynamodbav:",omitempty" doc:"What one unsold unit is still worth, in the minor unit"`
	Goodwill *amount.Money `json:"goodwill,omitempty" dynamodbav:",omitempty" doc:"What it costs beyond the sale to have none left for a customer, in the minor unit"`

	PackSize int  `json:"packSize" dynamodbav:",omitempty" doc:"Units that are made or packed together"`
	Floor    *int `json:"floor,omitempty" dynamodbav:",omitempty" doc:"Least number of units to bring"`
	Ceiling  *int `json:"ceiling,omitempty" dynamodbav:",omitempty" doc:"Greatest number of units to bring"`

	DailyLimit *int     `json:"dailyLimit,omitempty" dynamodbav:",omitempty" doc:"Greatest number of units for all markets of a day together: what the oven or the field gives"`
	Space      *float64 `json:"space,omitempty" dynamodbav:",omitempty" doc:"What one unit takes of a venue's table space, in the same measure"`

	CrateSize   *int `json:"crateSize,omitempty" dynamodbav:",omitempty" doc:"Units that fit into one crate, for the way to market"`
	WeightGrams *int `json:"weightGrams,omitempty" dynamodbav:",omitempty" doc:"What one unit weighs, packed, in grams"`

	Storage   string `json:"storage" dynamodbav:",omitempty" enum:"ambient,chilled,frozen"`
	CarryOver bool   `json:"carryOver" dynamodbav:",omitempty" doc:"Unsold units are sold at a later market: jam, not bread"`
	Core      bool   `json:"core" dynamodbav:",omitempty" doc:"A core item, which most visitors want, rather than a filler"`
	Archived  bool   `json:"archived" dynamodbav:",omitempty" doc:"No longer brought; its sales are kept"`
	SameAs    string `json:"sameAs,omitempty" dynamodbav:",omitempty" doc:"Product that this one was renamed to; its sales count as that one's"`
	SKU       string `json:"sku,omitempty" dynamodbav:",omitempty"`

	Till map[string]TillItem `json:"till,omitempty" dynamodbav:",omitempty" doc:"What the till sells it as, by the till's id (Square: of the variation)"`
}

// TillItem is what a till said of one of its items when we last heard of it.
type TillItem struct {
	Name    string        `json:"name"`
	Price   *amount.Money `json:"price,omitempty" dynamodbav:",omitempty" doc:"In the minor unit of the currency"`
	Deleted bool          `json:"deleted,omitempty" dynamodbav:",omitempty" doc:"The till no longer sells it"`
}

// carryOverWorth is what an unsold unit that comes back next week is worth, as a
// share of its cost: nearly all, less the trouble and the odd broken jar.
const carryOverWorth = 0.9

// Worth is what one unsold unit of p is still worth, in the minor unit of the currency.
func (p Product) Worth() float64 {
	switch {
	case p.Salvage != nil:
		return float64(*p.Salvage)
	case p.CarryOver && p.UnitCost != nil:
		return carryOverWorth * float64(*p.UnitCost)
	}
	return 0
}

// Key is the form of a name under which two spellings of one product meet:
// without regard to case, to the form and number of blanks, or to how letters
// with accents are encoded.
func Key(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(norm.NFKC.String(name)), " "))
}

// CleanName is name without control characters and surplus blanks.
func CleanName(name string) string {
	printable := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, norm.NFC.String(name))
	return strings.Join(strings.Fields(printable), " ")
}

// NameOf is the name of the product that a till sells as an item, in a variation
// where it has one worth naming.
func NameOf(item, variation string) string {
	item, variation = CleanName(item), CleanName(variation)
	switch strings.ToLower(variation) {
	case "", "regular", "default", "standard", strings.ToLower(item):
		return item
	}
	if item == "" {
		return variation
	}
	return item + " (" + variation + ")"
}

// IDOf is the id of the product first known by name. It depends on nothing else,
// so that a product which arrives twice at once is still one.
func IDOf(name string) string { return ident.Of("p", Key(name)) }

// Names finds products by the names under which sales name them.
type Names map[string]string

// NamesOf returns the names and aliases of the given products, by id.
func NamesOf(products map[string]Product) Names {
	names := Names{}
	for id, p := range products {
		for _, alias := range p.Aliases {
			names[Key(alias)] = id
		}
	}
	// A product's own name wins over another's alias.
	for id, p := range products {
		names[Key(p.Name)] = id
	}
	return names
}

// Root is the id of the product that id was, through any number of renamings,
// renamed to. A circle ends where it began.
func Root(products map[string]Product, id string) string {
	for range len(products) {
		next := products[id].SameAs
		if _, ok := products[next]; !ok || next == id {
			return id
		}
		id = next
	}
	return id
}

// How a product is kept on the way to market.
const (
	Ambient = "ambient"
	Chilled = "chilled"
	Frozen  = "frozen"
)
