package sales

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/intake"
	"github.com/marketprep/marketprep/shared/salesfile"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// ImportSales takes a file of sales in.
func ImportSales(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return importSales{store.New(table, env.Now).EditSales, env.Now}.operation(), nil
}

type importSales struct {
	edit func(context.Context, tenant.ID, []civil.Month, func(*store.Books) error) error
	now  func() time.Time
}

type importSalesInput struct {
	Venue       string `query:"venue" maxLength:"40" doc:"Id of the venue of lines that name none; absent: found by weekday and time"`
	ContentType string `header:"Content-Type" maxLength:"200"`
	RawBody     []byte `contentType:"text/csv"`
}

type importSalesOutput struct {
	Body importReport
}

// importReport says what was read of a file and what became of it.
type importReport struct {
	fileReport
	intakeReport
}

type (
	fileReport   = salesfile.Report
	intakeReport = intake.Report
)

// maxUpload is what Lambda takes of a request; see docs/adr/0003-imports.md.
const maxUpload = 6 << 20

func (h importSales) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID: "import-sales",
		Method:      http.MethodPost,
		Path:        "/api/v1/sales/imports",
		Summary:     "Bring in sales from a file",
		Description: "Square's Items export, or a plain file with the columns date, product, units and, where known, venue, revenue, sold_out and " +
			"brought: as the body (text/csv), compressed (application/gzip), or as a file of a form (multipart/form-data). At most 6 MB; a " +
			"larger file goes in when it is compressed. Bad lines are reported and the rest is taken in. The same file twice changes nothing.",
		Tags:         []string{"sales"},
		MaxBodyBytes: maxUpload,
	}, h.serve)
}

func (h importSales) serve(ctx context.Context, caller tenant.Caller, in *importSalesInput) (*importSalesOutput, error) {
	file, err := fileOf(in.ContentType, in.RawBody)
	if err != nil {
		return nil, err
	}
	options := salesfile.Options{Latest: api.Today(h.now()) + 1}
	months, err := file.months(options)
	if err != nil {
		return nil, err
	}
	out := new(importSalesOutput)
	err = h.edit(ctx, caller.Vendor, months, func(b *store.Books) error {
		if _, ok := b.Venues[in.Venue]; !ok && in.Venue != "" {
			return errs.InvalidField("query.venue", "you have no venue %q", in.Venue)
		}
		taken := intake.New(&b.Books, in.Venue)
		r, err := file.open()
		if err != nil {
			return err
		}
		if out.Body.fileReport, err = salesfile.Read(r, options, taken.Line); err != nil {
			return err
		}
		out.Body.intakeReport = taken.Finish()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// months are those that the file has sales of. The file is read twice, once for
// them, so that the second time its lines need not be kept.
func (f upload) months(options salesfile.Options) ([]civil.Month, error) {
	r, err := f.open()
	if err != nil {
		return nil, err
	}
	months := map[civil.Month]bool{}
	if _, err := salesfile.Read(r, options, func(l salesfile.Line) error { months[l.Date.Month()] = true; return nil }); err != nil {
		return nil, err
	}
	if len(months) > mostMonths {
		return nil, errs.New(errs.Invalid, "the file has sales of %d months, at most %d at a time: are its dates right?", len(months), mostMonths)
	}
	return slices.Sorted(maps.Keys(months)), nil
}

// mostMonths is how many months one file may have sales of.
const mostMonths = 120
