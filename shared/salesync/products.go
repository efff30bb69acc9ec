package salesync

import (
	"maps"
	"slices"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/order"
)

// Products finds the vendor's product for what a till sells, and makes the ones
// that it sees for the first time. It changes the products that it is given.
type Products struct {
	Changed bool // some product is new or another than before
	Made    int  // how many are new
	Refused int  // lines and items for which there was no room for a product

	all   map[string]catalog.Product
	names catalog.Names
	till  map[string]string // product by the till's id
}

// NewProducts returns Products over all of a vendor's products, by id.
func NewProducts(all map[string]catalog.Product) *Products {
	p := &Products{all: all, names: catalog.NamesOf(all), till: map[string]string{}}
	for id, product := range all {
		for item := range product.Till {
			p.till[item] = id
		}
	}
	return p
}

// Of is the id of the product that l sells; empty for an amount without an item,
// and if there is no room for another product.
func (p *Products) Of(l order.Line) string {
	if l.Kind != order.Goods {
		return ""
	}
	if id, known := p.till[l.Variation]; known && l.Variation != "" {
		return id
	}
	return p.find(l.Variation, l.Name, "", nil)
}

// find is the product called name, made if there is none. From now on the till's
// item, if that is not empty, is it.
func (p *Products) find(item, name, category string, price *amount.Money) string {
	if name = clip(name); name == "" {
		return ""
	}
	id, known := p.names[catalog.Key(name)]
	if known && item == "" {
		return id
	}
	if !known {
		if len(p.all) >= catalog.MaxProducts {
			p.Refused++
			return ""
		}
		id = catalog.NewID(p.all, name)
		p.all[id] = catalog.Product{ID: id, Name: name, Category: category, Price: price, PackSize: 1, Storage: catalog.Ambient}
		p.names[catalog.Key(name)] = id
		p.Made++
	}
	if item != "" {
		product := p.all[id]
		product.Till = maps.Clone(product.Till)
		if product.Till == nil {
			product.Till = map[string]catalog.TillItem{}
		}
		product.Till[item] = catalog.TillItem{Name: name, Price: price}
		if product.Price == nil {
			product.Price = price
		}
		p.all[id], p.till[item] = product, id
	}
	p.Changed = true
	return id
}

// clip is name as a product can be called.
func clip(name string) string {
	r := []rune(catalog.CleanName(name))
	return catalog.CleanName(string(r[:min(len(r), catalog.MaxName)]))
}

// Take takes in what the till's catalog says of an item. What the vendor changed
// by hand since the till last said it stays.
func (p *Products) Take(item order.Item) {
	id, known := p.till[item.ID]
	if !known {
		if !item.Deleted {
			p.find(item.ID, item.Name, clip(item.Category), item.Price)
		}
		return
	}
	product := p.all[id]
	product.Till = maps.Clone(product.Till)
	old, before := product.Till[item.ID], gone(product)
	if item.Deleted {
		old.Deleted = true
		product.Till[item.ID] = old
	} else {
		p.rename(&product, old.Name, clip(item.Name))
		reprice(&product, old.Price, item.Price)
		if product.Category == "" {
			product.Category = clip(item.Category)
		}
		product.Till[item.ID] = catalog.TillItem{Name: clip(item.Name), Price: item.Price}
	}
	// What the till no longer sells is not brought; what it sells again is.
	if now := gone(product); now != before {
		product.Archived = now
	}
	if !same(p.all[id], product) {
		p.all[id], p.Changed = product, true
	}
}

// gone reports whether the till sold product and no longer does.
func gone(product catalog.Product) bool {
	for _, item := range product.Till {
		if !item.Deleted {
			return false
		}
	}
	return len(product.Till) > 0
}

// rename follows the till, which used to call product old. A product that the
// vendor named keeps its name, and sales under the new one find it.
func (p *Products) rename(product *catalog.Product, old, name string) {
	if name == "" || name == old {
		return
	}
	if owner, taken := p.names[catalog.Key(name)]; taken && owner != product.ID {
		return
	}
	if catalog.Key(product.Name) == catalog.Key(old) {
		product.Rename(name)
	} else {
		product.Aliases = catalog.CleanAliases(product.Name, append(slices.Clone(product.Aliases), name))
	}
	p.names[catalog.Key(name)] = product.ID
}

// reprice follows the till unless the vendor set a price by hand.
func reprice(product *catalog.Product, old, price *amount.Money) {
	if price != nil && (product.Price == nil || old != nil && *product.Price == *old) {
		product.Price = price
	}
}

// same reports whether a till's catalog changed nothing about a product.
func same(a, b catalog.Product) bool {
	return a.Name == b.Name && a.Category == b.Category && a.Archived == b.Archived && slices.Equal(a.Aliases, b.Aliases) && sameMoney(a.Price, b.Price) &&
		maps.EqualFunc(a.Till, b.Till, func(x, y catalog.TillItem) bool {
			return x.Name == y.Name && x.Deleted == y.Deleted && sameMoney(x.Price, y.Price)
		})
}

func sameMoney(a, b *amount.Money) bool { return a == b || a != nil && b != nil && *a == *b }
