package squaretest

import (
	"cmp"
	"encoding/json"
	"strconv"
	"time"
)

// object is JSON whose fields depend on what there is to say.
type object = map[string]any

// stamp is t as Square writes it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

type wireMoney struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

type wireLine struct {
	UID       string     `json:"uid"`
	Variation string     `json:"catalog_object_id,omitempty"`
	Name      string     `json:"name,omitempty"`
	Price     string     `json:"variation_name,omitempty"`
	Quantity  string     `json:"quantity"`
	Type      string     `json:"item_type"`
	Each      wireMoney  `json:"base_price_money"`
	Gross     *wireMoney `json:"gross_sales_money,omitempty"`
	GrossBack *wireMoney `json:"gross_return_money,omitempty"`
	Discount  wireMoney  `json:"total_discount_money"`
	Taxes     wireMoney  `json:"total_tax_money"`
	Total     wireMoney  `json:"total_money"`
}

type wireReturn struct {
	UID   string     `json:"uid"`
	Of    string     `json:"source_order_id,omitempty"`
	Lines []wireLine `json:"return_line_items"`
}

type wireOrder struct {
	ID       string            `json:"id"`
	Location string            `json:"location_id"`
	State    string            `json:"state"`
	Created  string            `json:"created_at"`
	Updated  string            `json:"updated_at"`
	Closed   string            `json:"closed_at,omitempty"`
	Version  int               `json:"version,omitempty"`
	Source   map[string]string `json:"source"`
	Lines    []wireLine        `json:"line_items,omitempty"`
	Returns  []wireReturn      `json:"returns,omitempty"`
	Total    wireMoney         `json:"total_money"`
	Taxes    wireMoney         `json:"total_tax_money"`
	Discount wireMoney         `json:"total_discount_money"`
	Net      struct {
		Total wireMoney `json:"total_money"`
	} `json:"net_amounts"`
}

// wire is the order as it is sent.
func (o *Order) wire(currency string) any {
	if o.Raw != nil {
		return o.Raw
	}
	w := wireOrder{
		ID: o.ID, Location: o.Location, State: o.State, Created: stamp(o.Created), Updated: stamp(o.Updated), Version: o.Version,
		Source: map[string]string{"name": o.Source},
	}
	if !o.Closed.IsZero() {
		w.Closed = stamp(o.Closed)
	}
	var total, taxes, discount, back int64
	for i, l := range o.Lines {
		line, gross := l.wire(i, currency)
		line.Gross = &gross
		w.Lines = append(w.Lines, line)
		total, taxes, discount = total+line.Total.Amount, taxes+l.Taxes, discount+l.Discount
	}
	if len(o.Returns) > 0 {
		r := wireReturn{UID: o.ID + "-r", Of: o.Of}
		for i, l := range o.Returns {
			line, gross := l.wire(i, currency)
			line.GrossBack = &gross
			r.Lines = append(r.Lines, line)
			back += line.Total.Amount
		}
		w.Returns = []wireReturn{r}
	}
	w.Total, w.Taxes, w.Discount = wireMoney{total, currency}, wireMoney{taxes, currency}, wireMoney{discount, currency}
	w.Net.Total = wireMoney{total - back, currency}
	return w
}

func (l Line) wire(i int, currency string) (line wireLine, gross wireMoney) {
	quantity := cmp.Or(l.Quantity, "1")
	units, err := strconv.ParseFloat(quantity, 64)
	if err != nil {
		units = 0 // sent as it is: a client must bear it
	}
	gross = wireMoney{int64(units*float64(l.Each) + 0.5), currency}
	return wireLine{
		UID: "l" + strconv.Itoa(i), Variation: l.Variation, Name: l.Name, Price: l.Price, Quantity: quantity, Type: cmp.Or(l.Type, "ITEM"),
		Each: wireMoney{l.Each, currency}, Discount: wireMoney{l.Discount, currency}, Taxes: wireMoney{l.Taxes, currency},
		Total: wireMoney{gross.Amount - l.Discount + l.Taxes, currency},
	}, gross
}

// common are the fields of every object of the catalog.
func catalogObject(kind, id string, updated time.Time, deleted bool) object {
	return object{
		"type": kind, "id": id, "updated_at": stamp(updated), "version": updated.UnixMilli(), "is_deleted": deleted, "present_at_all_locations": true,
	}
}

func (c Category) wire() object {
	o := catalogObject("CATEGORY", c.ID, c.Updated, c.Deleted)
	if !c.Deleted {
		o["category_data"] = object{"name": c.Name, "category_type": "REGULAR_CATEGORY", "is_top_level": true}
	}
	return o
}

func (it Item) wire(currency string) object {
	o := catalogObject("ITEM", it.ID, it.Updated, it.Deleted)
	if it.Deleted {
		return o
	}
	variations := []object{}
	for _, v := range it.Variations {
		if !v.Deleted {
			variations = append(variations, v.wire(it.ID, currency))
		}
	}
	data := object{
		"name": it.Name, "product_type": cmp.Or(it.Type, "REGULAR"), "is_archived": it.Archived, "variations": variations,
		"image_ids": []string{"IMAGE1"}, "kitchen_name": it.Name, // a field that came after the SDK
	}
	if it.Category != "" {
		data["categories"] = []object{{"id": it.Category, "ordinal": 0}}
		data["reporting_category"] = object{"id": it.Category, "ordinal": 0}
	}
	o["item_data"] = data
	return o
}

func (v Variation) wire(item, currency string) object {
	o := catalogObject("ITEM_VARIATION", v.ID, v.Updated, v.Deleted)
	if v.Deleted {
		return o
	}
	data := object{"item_id": item, "name": v.Name, "ordinal": 1, "pricing_type": "VARIABLE_PRICING", "sellable": true, "stockable": true}
	if v.Price != 0 {
		data["pricing_type"], data["price_money"] = "FIXED_PRICING", wireMoney{v.Price, currency}
	}
	o["item_variation_data"] = data
	return o
}

func (l Location) wire(of Seller) object {
	o := object{
		"id": l.ID, "name": l.Name, "business_name": of.Name, "merchant_id": of.Merchant, "status": "ACTIVE", "type": "MOBILE", "timezone": l.Zone,
		"country": "US", "currency": of.Currency, "language_code": "en-US", "created_at": "2016-09-19T17:33:12Z",
		"capabilities": []string{"CREDIT_CARD_PROCESSING"},
	}
	if l.Inactive {
		o["status"] = "INACTIVE"
	}
	if l.Lat != nil {
		o["type"], o["coordinates"] = "PHYSICAL", object{"latitude": *l.Lat, "longitude": *l.Lon}
		o["address"] = object{"address_line_1": "1 Market Street", "country": "US"}
	}
	return o
}

// marshal is v as JSON; what this package sends can always be written.
func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}
