package account

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/auth"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/errs"
)

type (
	request  = events.APIGatewayCustomAuthorizerRequestTypeRequest
	decision = events.APIGatewayCustomAuthorizerResponse
)

// Authorize decides who is calling. What it says of the caller is all that the
// functions behind the gateway know.
func Authorize(env *boot.Env) (func(context.Context, request) (decision, error), error) {
	tokens, err := signer(env)
	if err != nil {
		return nil, err
	}
	return authorize{tokens, env.Log}.decide, nil
}

type authorize struct {
	tokens *auth.Signer
	log    *slog.Logger
}

// errUnauthorized is the text for which API Gateway answers 401.
var errUnauthorized = errors.New("Unauthorized")

func (h authorize) decide(ctx context.Context, r request) (decision, error) {
	scheme, token, _ := strings.Cut(header(r, "Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return decision{}, errUnauthorized
	}
	caller, err := h.tokens.CheckAccess(ctx, token)
	if errs.KindOf(err) == errs.Unauthorized {
		return decision{}, errUnauthorized
	}
	if err != nil {
		h.log.ErrorContext(ctx, "authorize", "error", err.Error())
		return decision{}, err
	}
	return decision{
		PrincipalID: caller.User,
		PolicyDocument: events.APIGatewayCustomAuthorizerPolicy{
			Version:   "2012-10-17",
			Statement: []events.IAMPolicyStatement{{Action: []string{"execute-api:Invoke"}, Effect: "Allow", Resource: []string{everyMethod(r.MethodArn)}}},
		},
		Context: map[string]any{
			api.VendorClaim: caller.Vendor.String(), api.UserClaim: caller.User, api.SessionClaim: caller.Session, api.RoleClaim: string(caller.Role),
		},
	}, nil
}

// everyMethod is the ARN of every method of the stage of one method's: API Gateway
// keeps the decision for a while and asks it of other methods too. What the
// caller's role may do is for the endpoint to say.
func everyMethod(methodARN string) string {
	parts := strings.SplitN(methodARN, "/", 3)
	return strings.Join(parts[:min(2, len(parts))], "/") + "/*"
}

func header(r request, name string) string {
	for k, v := range r.Headers {
		if strings.EqualFold(k, name) {
			return v
		}
	}
	return ""
}
