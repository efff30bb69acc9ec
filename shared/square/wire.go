package square

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/square/square-go-sdk/core"
)

// The SDK decodes each level of an answer three times and keeps the text of each:
// a quarter of a second and 60 MB for a page of 500 orders, so that a first sync
// of 100,000 orders would take a minute of nothing else. Orders are therefore read
// into these types, which hold what is used.

type wireOrders struct {
	Orders []*wireOrder `json:"orders"`
	Cursor string       `json:"cursor"`
}

type wireOrder struct {
	ID         string  `json:"id"`
	LocationID string  `json:"location_id"`
	State      string  `json:"state"`
	Version    *int64  `json:"version"`
	CreatedAt  *string `json:"created_at"`
	UpdatedAt  *string `json:"updated_at"`
	ClosedAt   *string `json:"closed_at"`
	Source     struct {
		Name string `json:"name"`
	} `json:"source"`
	LineItems []*wireLine `json:"line_items"`
	Returns   []*struct {
		SourceOrderID string      `json:"source_order_id"`
		Lines         []*wireLine `json:"return_line_items"`
	} `json:"returns"`
	TotalMoney    *wireMoney `json:"total_money"`
	NetAmounts    wireTotal  `json:"net_amounts"`
	ReturnAmounts wireTotal  `json:"return_amounts"`
}

// wireLine is a line of an order or of a return.
type wireLine struct {
	CatalogObjectID         string     `json:"catalog_object_id"`
	Name                    string     `json:"name"`
	VariationName           string     `json:"variation_name"`
	Quantity                string     `json:"quantity"`
	ItemType                string     `json:"item_type"`
	BasePriceMoney          *wireMoney `json:"base_price_money"`
	GrossSalesMoney         *wireMoney `json:"gross_sales_money"`
	GrossReturnMoney        *wireMoney `json:"gross_return_money"`
	TotalDiscountMoney      *wireMoney `json:"total_discount_money"`
	TotalTaxMoney           *wireMoney `json:"total_tax_money"`
	TotalServiceChargeMoney *wireMoney `json:"total_service_charge_money"`
	TotalMoney              *wireMoney `json:"total_money"`
}

type wireTotal struct {
	TotalMoney *wireMoney `json:"total_money"`
}

type wireMoney struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

// amount of money that may not be there.
func (m *wireMoney) amount() int64 {
	if m == nil {
		return 0
	}
	return m.Amount
}

// decoding is an HTTP client of one call: it reads a good answer into into, and
// hands the SDK an empty one.
type decoding struct {
	next core.HTTPClient
	into any
}

// Do sends a request; see core.HTTPClient.
func (d decoding) Do(r *http.Request) (*http.Response, error) {
	answer, err := d.next.Do(r)
	if err != nil || answer.StatusCode != http.StatusOK {
		return answer, err //nolint:wrapcheck // as the SDK would have got it
	}
	err = json.NewDecoder(answer.Body).Decode(d.into)
	if closing := answer.Body.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return nil, fmt.Errorf("square: read the answer: %w", err)
	}
	answer.Body = io.NopCloser(bytes.NewReader([]byte("{}")))
	return answer, nil
}
