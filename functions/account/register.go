package account

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/auth"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/ident"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
)

// Register makes a new vendor with its owner.
func Register(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return register{store.New(table, env.Now).RegisterVendor, env.Now}.operation(), nil
}

type register struct {
	create func(context.Context, vendor.Vendor, store.SignIn) error
	now    func() time.Time
}

type registerInput struct {
	Body struct {
		Email        string `json:"email" format:"email" maxLength:"254"`
		Password     string `json:"password" minLength:"10" maxLength:"256" doc:"At least ten characters; a sentence is better than symbols"`
		BusinessName string `json:"businessName" minLength:"1" maxLength:"120"`
		TimeZone     string `json:"timeZone" maxLength:"64" doc:"IANA name" example:"America/New_York"`
		Currency     string `json:"currency,omitempty" default:"USD" pattern:"^[A-Z]{3}$" doc:"ISO 4217 code"`
		Units        string `json:"units,omitempty" default:"imperial" enum:"imperial,metric"`
		Region       string `json:"region,omitempty" pattern:"^([A-Z]{2}(-[A-Z0-9]{1,3})?)?$" maxLength:"6" doc:"Country and, in the US, state, whose holidays count" example:"US-GA"`
	}
}

type registerOutput struct {
	Body struct {
		Message string `json:"message"`
	}
}

func (h register) operation() api.Operation {
	return api.Public(huma.Operation{
		OperationID:   "register",
		Method:        http.MethodPost,
		Path:          "/api/v1/auth/register",
		Summary:       "Sign up",
		Description:   "The answer is the same whether the address is known already or not; then sign in.",
		Tags:          []string{"account"},
		DefaultStatus: http.StatusAccepted,
	}, h.serve)
}

func (h register) serve(ctx context.Context, in *registerInput) (*registerOutput, error) {
	address, err := email(in.Body.Email)
	if err != nil {
		return nil, err
	}
	if err := checkPassword(in.Body.Password, address); err != nil {
		return nil, err
	}
	name := catalog.CleanName(in.Body.BusinessName)
	if name == "" {
		return nil, errs.InvalidField("body.businessName", "a business needs a name")
	}
	if _, err := civil.Zone(in.Body.TimeZone); err != nil {
		return nil, errs.InvalidField("body.timeZone", "%s", err.Error())
	}
	if err := vendor.CheckCurrency(in.Body.Currency); err != nil {
		return nil, errs.InvalidField("body.currency", "%s", err.Error())
	}
	v := vendor.Vendor{
		ID: ident.New("v"), Name: name, TimeZone: in.Body.TimeZone, Currency: in.Body.Currency, Units: in.Body.Units, Region: in.Body.Region,
		Risk: vendor.Balanced, SyncHour: 2, Plan: "free", Created: h.now().UTC(),
	}
	// The password is hashed for a known address too: it takes most of the time.
	owner := store.SignIn{Email: address, Vendor: v.ID, User: ident.New("u"), Role: tenant.Owner, Password: auth.HashPassword(in.Body.Password)}
	if err := h.create(ctx, v, owner); err != nil && errs.KindOf(err) != errs.Conflict {
		return nil, err
	}
	out := new(registerOutput)
	out.Body.Message = "If the address was new, the account is ready: sign in."
	return out, nil
}
