package catalog

import (
	"cmp"
	"context"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/tenant"
)

// editProducts is store.EditProducts.
type editProducts func(context.Context, tenant.ID, func(map[string]catalog.Product) error) error

// productView is a product as it is shown.
type productView struct {
	catalog.Product
	Hints []string `json:"hints" doc:"What is allowed of it, but seldom meant"`
}

// productOutput is the answer with one product.
type productOutput struct{ Body productView }

// shown is p as callers with the given role see it: helpers sell, so that they
// see the price, but not what it costs.
func shown(p catalog.Product, role tenant.Role) productView {
	v := productView{Product: p, Hints: []string{}}
	v.Storage, v.PackSize = cmp.Or(p.Storage, catalog.Ambient), max(p.PackSize, 1)
	if v.Aliases == nil {
		v.Aliases = []string{}
	}
	if !role.AtLeast(tenant.Manager) {
		v.UnitCost, v.Salvage, v.Goodwill = nil, nil, nil
		return v
	}
	v.Hints = p.Hints()
	return v
}

// ProductPath names one product.
type ProductPath struct {
	Product string `path:"product" pattern:"^[a-z0-9]{1,40}$" doc:"Id of the product" example:"p0123456789ab"`
}

// find returns the product that the path names.
func (in ProductPath) find(products map[string]catalog.Product) (catalog.Product, error) {
	p, ok := products[in.Product]
	if !ok {
		return p, errs.New(errs.NotFound, "you have no product %q", in.Product)
	}
	return p, nil
}

// ProductChange is what a request may say of a product besides its name. What is
// absent stays as it is.
type ProductChange struct {
	Category   *string                    `json:"category,omitempty" maxLength:"50" doc:"Group on the list; empty: none"`
	Aliases    []string                   `json:"aliases,omitempty" maxItems:"50" maxLength:"100" doc:"Other names under which sales of it are recorded, in place of those so far"`
	Price      api.Nullable[amount.Money] `json:"price,omitzero" minimum:"0" maximum:"1000000000" doc:"What one unit sells for, in the minor unit of the currency; null: unknown"`
	UnitCost   api.Nullable[amount.Money] `json:"unitCost,omitzero" minimum:"0" maximum:"1000000000" doc:"What one unit costs to make, in the minor unit; null: unknown"`
	Salvage    api.Nullable[amount.Money] `json:"salvage,omitzero" minimum:"0" maximum:"1000000000" doc:"What one unsold unit is still worth, in the minor unit; null: unknown"`
	Goodwill   api.Nullable[amount.Money] `json:"goodwill,omitzero" minimum:"0" maximum:"1000000000" doc:"What it costs beyond the sale to have none left for a customer, in the minor unit; null: nothing"`
	PackSize   *int                       `json:"packSize,omitempty" minimum:"1" maximum:"10000" doc:"Units that are made or packed together"`
	Floor      api.Nullable[int]          `json:"floor,omitzero" minimum:"0" maximum:"1000000" doc:"Least number of units to bring; null: none"`
	Ceiling    api.Nullable[int]          `json:"ceiling,omitzero" minimum:"0" maximum:"1000000" doc:"Greatest number of units to bring; null: none"`
	DailyLimit api.Nullable[int]          `json:"dailyLimit,omitzero" minimum:"0" maximum:"1000000" doc:"Greatest number of units for all markets of a day together: what the oven or the field gives; null: none"`
	Space      api.Nullable[float64]      `json:"space,omitzero" minimum:"0" maximum:"1000000" doc:"What one unit takes of a venue's table space, in the same measure; null: none"`
	CrateSize  api.Nullable[int]          `json:"crateSize,omitzero" minimum:"1" maximum:"10000" doc:"Units that fit into one crate, for the way to market; null: unknown"`
	Weight     api.Nullable[int]          `json:"weightGrams,omitzero" minimum:"1" maximum:"1000000" doc:"What one unit weighs, packed, in grams; null: unknown"`
	Storage    *string                    `json:"storage,omitempty" enum:"ambient,chilled,frozen" doc:"How it is kept on the way to market"`
	CarryOver  *bool                      `json:"carryOver,omitempty" doc:"Unsold units are sold at a later market: jam, not bread"`
	Core       *bool                      `json:"core,omitempty" doc:"A core item, which most visitors want, rather than a filler"`
	Archived   *bool                      `json:"archived,omitempty" doc:"No longer brought; its sales are kept"`
	SameAs     api.Nullable[string]       `json:"sameAs,omitzero" pattern:"^[a-z0-9]{1,40}$" doc:"Product that this one was renamed to: its sales count as that one's, and it is archived. Null: it is a product of its own, and brought again"`
	SKU        *string                    `json:"sku,omitempty" maxLength:"64" doc:"Number in the point of sale; empty: none"`
}

// apply changes p to what c says.
func (c ProductChange) apply(p *catalog.Product) {
	if c.Category != nil {
		p.Category = catalog.CleanName(*c.Category)
	}
	if c.Aliases != nil {
		p.Aliases = catalog.CleanAliases(p.Name, c.Aliases)
	}
	c.Price.Apply(&p.Price)
	c.UnitCost.Apply(&p.UnitCost)
	c.Salvage.Apply(&p.Salvage)
	c.Goodwill.Apply(&p.Goodwill)
	c.Floor.Apply(&p.Floor)
	c.Ceiling.Apply(&p.Ceiling)
	c.DailyLimit.Apply(&p.DailyLimit)
	c.Space.Apply(&p.Space)
	c.CrateSize.Apply(&p.CrateSize)
	c.Weight.Apply(&p.WeightGrams)
	api.Set(&p.PackSize, c.PackSize)
	api.Set(&p.Storage, c.Storage)
	api.Set(&p.CarryOver, c.CarryOver)
	api.Set(&p.Core, c.Core)
	if c.SameAs.Sent {
		p.SameAs, p.Archived = c.SameAs.Value, !c.SameAs.Null
	}
	api.Set(&p.Archived, c.Archived)
	if c.SKU != nil {
		p.SKU = catalog.CleanName(*c.SKU)
	}
}
