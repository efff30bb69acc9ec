package vendors

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
)

// UpdateVendor changes the vendor's settings.
func UpdateVendor(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return updateVendor{store.New(table, env.Now).EditVendor}.operation(), nil
}

type updateVendor struct {
	edit func(ctx context.Context, v tenant.ID, change func(*vendor.Vendor) error) error
}

type updateVendorInput struct {
	Body struct {
		Name     *string      `json:"name,omitempty" minLength:"1" maxLength:"120"`
		TimeZone *string      `json:"timeZone,omitempty" maxLength:"64" example:"America/New_York"`
		Currency *string      `json:"currency,omitempty" pattern:"^[A-Z]{3}$"`
		Units    *string      `json:"units,omitempty" enum:"imperial,metric"`
		Region   *string      `json:"region,omitempty" pattern:"^([A-Z]{2}(-[A-Z0-9]{1,3})?)?$" maxLength:"6" example:"US-GA"`
		Risk     *vendor.Risk `json:"risk,omitempty" enum:"sell-out,balanced,spare"`
		SyncHour *int         `json:"syncHour,omitempty" minimum:"0" maximum:"23"`
	}
}

func (h updateVendor) operation() api.Operation {
	return api.For(tenant.Owner, huma.Operation{
		OperationID: "update-vendor",
		Method:      http.MethodPatch,
		Path:        "/api/v1/vendors/me",
		Summary:     "Change your settings",
		Description: "What is absent stays as it is. Answers with all settings as they are then.",
		Tags:        []string{"vendor"},
	}, h.serve)
}

func (h updateVendor) serve(ctx context.Context, caller tenant.Caller, in *updateVendorInput) (*vendorOutput, error) {
	out := new(vendorOutput)
	err := h.edit(ctx, caller.Vendor, func(v *vendor.Vendor) error {
		before := *v
		if err := in.apply(v); err != nil {
			return err
		}
		if out.Body = *v; *v == before {
			return store.ErrUnchanged
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// apply changes v as asked. It fails with errs.Invalid.
func (in *updateVendorInput) apply(v *vendor.Vendor) error {
	if in.Body.Name != nil {
		if v.Name = catalog.CleanName(*in.Body.Name); v.Name == "" {
			return errs.InvalidField("body.name", "a business needs a name")
		}
	}
	if in.Body.TimeZone != nil {
		if _, err := civil.Zone(*in.Body.TimeZone); err != nil {
			return errs.InvalidField("body.timeZone", "%s", err.Error())
		}
	}
	if in.Body.Currency != nil {
		if err := vendor.CheckCurrency(*in.Body.Currency); err != nil {
			return errs.InvalidField("body.currency", "%s", err.Error())
		}
	}
	api.Set(&v.TimeZone, in.Body.TimeZone)
	api.Set(&v.Currency, in.Body.Currency)
	api.Set(&v.Units, in.Body.Units)
	api.Set(&v.Region, in.Body.Region)
	api.Set(&v.Risk, in.Body.Risk)
	api.Set(&v.SyncHour, in.Body.SyncHour)
	return nil
}
