package square

import (
	"context"
	"slices"
	"time"

	sdk "github.com/square/square-go-sdk"
	"github.com/square/square-go-sdk/option"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/order"
)

// catalogPage is how many objects of the catalog Square sends at once.
const catalogPage = 1000

// CatalogPage is one page of the catalog.
type CatalogPage = order.CatalogPage

// Catalog returns a page of what the seller sells, or, unless since is zero, of
// what of it changed after since: then deleted items are among them, by their id
// alone. A category that is given another name reaches items when they change
// themselves. If it fails with errs.Conflict the walk must start again.
func (c *Client) Catalog(ctx context.Context, since time.Time, cursor string) (CatalogPage, error) {
	request := &sdk.SearchCatalogObjectsRequest{
		ObjectTypes:           []sdk.CatalogObjectType{sdk.CatalogObjectTypeItem},
		IncludeDeletedObjects: new(!since.IsZero()),
		Limit:                 new(catalogPage),
	}
	if !since.IsZero() {
		// A variation that changed may come without its item.
		request.ObjectTypes = append(request.ObjectTypes, sdk.CatalogObjectTypeItemVariation)
		request.BeginTime = written(since)
	}
	if cursor != "" {
		request.Cursor = &cursor
	}
	out, err := authorized(ctx, c, func(o ...option.RequestOption) (*sdk.SearchCatalogObjectsResponse, error) {
		return c.calls.searchCatalog(ctx, request, o...)
	})
	if err != nil {
		return CatalogPage{}, err
	}
	items, err := c.items(ctx, out.Objects)
	if err != nil {
		return CatalogPage{}, err
	}
	return CatalogPage{Items: items, Cursor: value(out.Cursor), LatestTime: moment(out.LatestTime)}, nil
}

// names are what ids of objects that are not on a page mean.
type names struct {
	categories map[string]string
	items      map[string]parent
}

// parent is what a variation takes from its item.
type parent struct {
	name, category string // category is an id
	gone           bool
	goods          bool
	updated        time.Time
}

func parentOf(it *sdk.CatalogObjectItem) parent {
	p := parent{gone: value(it.IsDeleted), goods: true, updated: moment(it.UpdatedAt)}
	if d := it.ItemData; d != nil {
		p.name, p.category = value(d.Name), categoryOf(d)
		p.gone = p.gone || value(d.IsArchived)
		p.goods = goods(value(d.ProductType))
	}
	return p
}

// categoryOf is the id of the category that reports go by, else of the first.
func categoryOf(d *sdk.CatalogItem) string {
	if d.ReportingCategory != nil && value(d.ReportingCategory.ID) != "" {
		return *d.ReportingCategory.ID
	}
	for _, c := range d.Categories {
		if c != nil && value(c.ID) != "" {
			return *c.ID
		}
	}
	return value(d.CategoryID)
}

// notGoods are kinds of items that nobody brings to a market. Kinds that we do not
// know may be goods.
var notGoods = []sdk.CatalogItemProductType{"GIFT_CARD", "APPOINTMENTS_SERVICE", "EVENT", "DIGITAL", "DONATION", "LEGACY_SQUARE_ONLINE_SERVICE", "LEGACY_SQUARE_ONLINE_MEMBERSHIP"}

func goods(t sdk.CatalogItemProductType) bool { return !slices.Contains(notGoods, t) }

// items are the variations among objects, each once, with the names of their items
// and categories.
func (c *Client) items(ctx context.Context, objects []*sdk.CatalogObject) ([]order.Item, error) {
	variations := newest{at: map[string]int{}}
	for _, o := range objects {
		switch {
		case o == nil:
		case o.Item != nil:
			c.known.items[o.Item.ID] = parentOf(o.Item)
			if o.Item.ItemData == nil {
				continue
			}
			for _, v := range o.Item.ItemData.Variations {
				if v != nil {
					variations.add(v.ItemVariation, o.Item.ID)
				}
			}
		case o.ItemVariation != nil:
			variations.add(o.ItemVariation, "")
		}
	}
	if err := c.learn(ctx, variations.of); err != nil {
		return nil, err
	}
	items := []order.Item{}
	for _, v := range variations.of {
		if it, ok := c.item(v); ok {
			items = append(items, it)
		}
	}
	return items, nil
}

type variation struct {
	*sdk.CatalogObjectItemVariation
	item string // id of its item; empty if Square did not say
}

// newest are variations in the order of their arrival, each in its highest version.
type newest struct {
	of []variation
	at map[string]int
}

func (n *newest) add(v *sdk.CatalogObjectItemVariation, item string) {
	if v == nil || v.ID == "" {
		return
	}
	if v.ItemVariationData != nil && item == "" {
		item = value(v.ItemVariationData.ItemID)
	}
	i, there := n.at[v.ID]
	switch {
	case !there:
		n.at[v.ID] = len(n.of)
		n.of = append(n.of, variation{v, item})
	case value(v.Version) > value(n.of[i].Version):
		n.of[i] = variation{v, item}
	}
}

// learn asks Square for the items and then the categories that are still unknown.
func (c *Client) learn(ctx context.Context, variations []variation) error {
	var items, categories []string
	for _, v := range variations {
		if _, known := c.known.items[v.item]; !known && v.item != "" && !value(v.IsDeleted) {
			c.known.items[v.item] = parent{goods: true, gone: true} // unless Square still knows it
			items = append(items, v.item)
		}
	}
	if err := c.retrieve(ctx, items); err != nil {
		return err
	}
	for _, v := range variations {
		id := c.known.items[v.item].category
		if _, known := c.known.categories[id]; !known && id != "" {
			c.known.categories[id] = ""
			categories = append(categories, id)
		}
	}
	return c.retrieve(ctx, categories)
}

// retrieve remembers the names of the objects with the given ids.
func (c *Client) retrieve(ctx context.Context, ids []string) error {
	for part := range slices.Chunk(ids, catalogPage) {
		out, err := authorized(ctx, c, func(o ...option.RequestOption) (*sdk.BatchGetCatalogObjectsResponse, error) {
			return c.calls.getCatalog(ctx, &sdk.BatchGetCatalogObjectsRequest{ObjectIDs: part}, o...)
		})
		if err != nil {
			return err
		}
		for _, o := range out.Objects {
			switch {
			case o == nil:
			case o.Item != nil:
				c.known.items[o.Item.ID] = parentOf(o.Item)
			case o.Category != nil && o.Category.CategoryData != nil:
				c.known.categories[value(o.Category.ID)] = value(o.Category.CategoryData.Name)
			}
		}
	}
	return nil
}

// item reports false of a variation that is no goods.
func (c *Client) item(v variation) (order.Item, bool) {
	it := order.Item{ID: v.ID, Updated: moment(v.UpdatedAt)}
	of := c.known.items[v.item]
	if of.updated.After(it.Updated) {
		it.Updated = of.updated
	}
	if value(v.IsDeleted) || v.ItemVariationData == nil {
		it.Deleted = true
		return it, true
	}
	if v.item != "" && !of.goods {
		return it, false
	}
	d := v.ItemVariationData
	it.Name = catalog.NameOf(of.name, value(d.Name))
	it.Category = c.known.categories[of.category]
	it.Deleted = of.gone || d.Sellable != nil && !*d.Sellable
	if value(d.PricingType) != sdk.CatalogPricingTypeVariablePricing && d.PriceMoney != nil && d.PriceMoney.Amount != nil {
		it.Price = new(amount.Money(*d.PriceMoney.Amount))
	}
	return it, true
}
