package square

import (
	"strings"
	"time"

	sdk "github.com/square/square-go-sdk"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/order"
)

// A point of sale without a network sends its sales in later, for up to 72 hours:
// they were made when they were begun. What takes less than half a day is an
// order that was paid for a while after it was begun.
const (
	offlineAfter = 12 * time.Hour
	offlineUntil = 72 * time.Hour
)

// mapOrder reports false of an order that cannot be kept: without an id, or
// without a time.
func mapOrder(f *wireOrder) (order.Order, bool) {
	if f == nil || f.ID == "" {
		return order.Order{}, false
	}
	o := order.Order{
		ID: f.ID, Version: value(f.Version), Location: f.LocationID,
		Created: moment(f.CreatedAt), Closed: moment(f.ClosedAt), Updated: moment(f.UpdatedAt),
		State: stateOf(f.State), Currency: currencyOf(f),
	}
	if o.Updated.IsZero() {
		o.Updated = latest(o.Closed, o.Created)
	}
	if o.Updated.IsZero() {
		return order.Order{}, false
	}
	o.Closed = closed(f, o)
	for _, l := range f.LineItems {
		if l != nil {
			o.Lines = append(o.Lines, l.line(l.GrossSalesMoney, ""))
		}
	}
	for _, r := range f.Returns {
		if r == nil {
			continue
		}
		for _, l := range r.Lines {
			if l != nil {
				o.Returns = append(o.Returns, l.line(l.GrossReturnMoney, r.SourceOrderID))
			}
		}
	}
	return o, true
}

func latest(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// closed is when the order counts as sold.
func closed(f *wireOrder, o order.Order) time.Time {
	if o.State != order.Completed {
		return time.Time{}
	}
	if o.Closed.IsZero() {
		return o.Updated
	}
	late := o.Closed.Sub(o.Created)
	if !o.Created.IsZero() && pointOfSale(f) && late > offlineAfter && late <= offlineUntil {
		return o.Created
	}
	return o.Closed
}

// pointOfSale reports whether the order was made at a till. Those count no versions.
func pointOfSale(f *wireOrder) bool {
	return strings.Contains(strings.ToLower(f.Source.Name), "point of sale") || f.Source.Name == "" && f.Version == nil
}

func stateOf(s string) order.State {
	switch sdk.OrderState(s) {
	case sdk.OrderStateCompleted:
		return order.Completed
	case sdk.OrderStateCanceled:
		return order.Canceled
	default:
		return order.Open
	}
}

// currencyOf is the currency of the order's money; all of it is in the same one.
func currencyOf(f *wireOrder) string {
	all := []*wireMoney{f.TotalMoney, f.NetAmounts.TotalMoney, f.ReturnAmounts.TotalMoney}
	for _, l := range f.LineItems {
		if l != nil {
			all = append(all, l.TotalMoney, l.GrossSalesMoney, l.BasePriceMoney)
		}
	}
	for _, m := range all {
		if m != nil && m.Currency != "" {
			return m.Currency
		}
	}
	return ""
}

func (l *wireLine) line(gross *wireMoney, of string) order.Line {
	line := order.Line{
		Variation: l.CatalogObjectID, Name: catalog.NameOf(l.Name, l.VariationName), Units: units(l.Quantity), Money: l.net(gross), Of: of,
	}
	line.Kind = kindOf(l.ItemType, line)
	return line
}

func kindOf(t string, l order.Line) order.Kind {
	switch sdk.OrderLineItemItemType(t) {
	case sdk.OrderLineItemItemTypeItem, "":
		if l.Variation == "" && l.Name == "" {
			return order.CustomAmount
		}
		return order.Goods
	case sdk.OrderLineItemItemTypeCustomAmount:
		return order.CustomAmount
	case sdk.OrderLineItemItemTypeGiftCard:
		return order.GiftCard
	default:
		return order.Other
	}
}

// units reads a quantity: a decimal of up to twelve characters. One that cannot be
// read, or is negative, is none: the line keeps its money.
func units(s string) amount.Quantity {
	q, err := amount.ParseQuantity(s)
	if err != nil {
		return 0
	}
	return max(q, 0)
}

// net is what a line earned: less discounts, without tax and service charges. The
// total holds the tax whether it was added or included; gross sales hold an
// included tax in some countries alone.
func (l *wireLine) net(gross *wireMoney) amount.Money {
	if l.TotalMoney == nil {
		return amount.Money(max(gross.amount()-l.TotalDiscountMoney.amount(), 0))
	}
	return amount.Money(max(l.TotalMoney.Amount-l.TotalTaxMoney.amount()-l.TotalServiceChargeMoney.amount(), 0))
}
