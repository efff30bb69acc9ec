package catalog

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/ident"
)

// What one product may be. Names are counted in characters.
const (
	MaxName                  = 100
	MaxAliases               = 50
	MaxPrice    amount.Money = 1_000_000_000 // ten million dollars, or a billion of a currency without decimals
	MaxPackSize              = 10_000
	MaxUnits                 = 1_000_000 // of floor and ceiling
)

// NewID is the id of a new product called name: IDOf name, unless a product that
// was once called so and no longer answers to the name has it.
func NewID(products map[string]Product, name string) string {
	return FreeID(IDOf(name), func(id string) bool { _, taken := products[id]; return taken })
}

// FreeID is id, or the first that follows from it and is not taken.
func FreeID(id string, taken func(string) bool) string {
	free := id
	for n := 2; taken(free); n++ {
		free = ident.Of(id[:1], id, strconv.Itoa(n))
	}
	return free
}

// Put adds p to products, or changes it there, by its id. It fails with
// errs.Invalid, naming fields of the request's body, if p cannot be, and with
// errs.Conflict if another product has its name or there are too many.
func Put(products map[string]Product, p Product) error {
	if err := p.check(); err != nil {
		return err
	}
	if err := checkRoot(products, p); err != nil {
		return err
	}
	// Sales may have brought more names than a request can.
	if len(p.Aliases) > max(MaxAliases, len(products[p.ID].Aliases)) {
		return errs.InvalidField("body.aliases", "a product can have %d other names, not %d", MaxAliases, len(p.Aliases))
	}
	names := NamesOf(products)
	for i, name := range append([]string{p.Name}, p.Aliases...) {
		id, taken := names[Key(name)]
		if !taken || id == p.ID {
			continue
		}
		location := "body.name"
		if i > 0 {
			location = "body.aliases"
		}
		message := fmt.Sprintf("you have a product that sales call %q already: %s", name, products[id].Name)
		if products[id].Archived {
			message += ", which is archived"
		}
		return &errs.Error{Kind: errs.Conflict, Message: message, Fields: []errs.Field{{Location: location, Message: message}}}
	}
	if _, known := products[p.ID]; !known && len(products) >= MaxProducts {
		return errs.New(errs.Conflict, "you have %d products, archived ones included, which is as many as there can be: give an archived one a new name instead", len(products))
	}
	products[p.ID] = p
	return nil
}

// check fails with errs.Invalid if what p says cannot be true together.
func (p Product) check() error {
	switch {
	case p.Name == "":
		return errs.InvalidField("body.name", "a product needs a name")
	case p.Floor != nil && p.Ceiling != nil && *p.Floor > *p.Ceiling:
		message := fmt.Sprintf("you cannot bring at least %d and at most %d", *p.Floor, *p.Ceiling)
		return &errs.Error{Kind: errs.Invalid, Message: message, Fields: []errs.Field{{Location: "body.floor", Message: message}, {Location: "body.ceiling", Message: message}}}
	case p.Price != nil && p.Salvage != nil && *p.Salvage > *p.Price:
		return errs.InvalidField("body.salvage", "a unit that was not sold cannot be worth more than one that was")
	}
	return nil
}

// checkRoot fails with errs.Invalid if p cannot be the same as what it says it is.
func checkRoot(products map[string]Product, p Product) error {
	if p.SameAs == "" {
		return nil
	}
	if _, ok := products[p.SameAs]; !ok {
		return errs.InvalidField("body.sameAs", "you have no product %q", p.SameAs)
	}
	id := p.SameAs
	for range len(products) {
		if id == p.ID {
			return errs.InvalidField("body.sameAs", "%s is the same as this product already: that would be a circle", products[p.SameAs].Name)
		}
		id = products[id].SameAs
	}
	return nil
}

// Rename calls p name from now on. The old name stays an alias, so that sales
// which still carry it find p.
func (p *Product) Rename(name string) {
	old := p.Name
	p.Name = name
	p.Aliases = CleanAliases(name, append(slices.Clone(p.Aliases), old))
}

// CleanAliases are the given names cleaned, each once, without name itself.
func CleanAliases(name string, aliases []string) []string {
	seen, clean := map[string]bool{"": true, Key(name): true}, []string{}
	for _, alias := range aliases {
		if alias = CleanName(alias); !seen[Key(alias)] {
			seen[Key(alias)] = true
			clean = append(clean, alias)
		}
	}
	return clean
}

// Hints say what is allowed but seldom meant.
func (p Product) Hints() []string {
	hints := []string{}
	if p.Price != nil && p.UnitCost != nil && *p.UnitCost > *p.Price {
		hints = append(hints, "It costs more to make than it sells for: every unit sold loses money.")
	}
	if p.UnitCost != nil && p.Salvage != nil && *p.UnitCost > 0 && *p.Salvage >= *p.UnitCost && p.Ceiling == nil {
		hints = append(hints, "A unit that is not sold is worth what it costs to make, so that there is no such thing as too many: set a ceiling.")
	}
	return hints
}
