package square

import (
	"context"

	"github.com/square/square-go-sdk/option"

	sdk "github.com/square/square-go-sdk"

	"github.com/marketprep/marketprep/shared/order"
)

// Locations returns all locations of the seller, those that are closed included.
func (c *Client) Locations(ctx context.Context) ([]order.Location, error) {
	out, err := authorized(ctx, c, func(o ...option.RequestOption) (*sdk.ListLocationsResponse, error) {
		return c.calls.locations(ctx, o...)
	})
	if err != nil {
		return nil, err
	}
	locations := []order.Location{}
	for _, l := range out.Locations {
		if l == nil || value(l.ID) == "" {
			continue
		}
		at := order.Location{
			ID: *l.ID, Name: value(l.Name), Zone: value(l.Timezone), Currency: string(value(l.Currency)), Country: string(value(l.Country)),
			Active: value(l.Status) == sdk.LocationStatusActive,
		}
		if l.Coordinates != nil && l.Coordinates.Latitude != nil && l.Coordinates.Longitude != nil {
			at.Lat, at.Lon = l.Coordinates.Latitude, l.Coordinates.Longitude
		}
		locations = append(locations, at)
	}
	return locations, nil
}
