package weather

import (
	"context"
	"time"
)

// Sky is where weather comes from.
type Sky struct {
	// Forecast asks one provider after the other for the hours from past days ago to
	// as far ahead as it knows. It fails with errs.Unavailable if none answers.
	Forecast func(ctx context.Context, cell Cell, past int) (Forecast, error)
	// Past asks for the hours of whole days in UTC; nil: there is no archive.
	Past func(ctx context.Context, cell Cell, from, to time.Time) ([]Hour, error)
}

// FarthestBack is how many past days may be asked of a forecast.
const FarthestBack = 92
