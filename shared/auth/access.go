package auth

import (
	"context"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/tenant"
)

// AccessTTL is how long an access token is good for.
const AccessTTL = 15 * time.Minute

const issuer = "marketprep"

// Signer makes and checks tokens with the product's signing key.
type Signer struct {
	key func(context.Context) (string, error)
	now func() time.Time
}

// NewSigner returns a Signer with the key that the function key returns, which is
// asked for each time so that it can be rotated.
func NewSigner(key func(context.Context) (string, error), now func() time.Time) *Signer {
	return &Signer{key, now}
}

type claims struct {
	jwt.RegisteredClaims
	Vendor  string      `json:"vnd"`
	Session string      `json:"sid"`
	Role    tenant.Role `json:"rol"`
}

// Access returns an access token for c.
func (s *Signer) Access(ctx context.Context, c tenant.Caller) (string, error) {
	key, err := s.signingKey(ctx)
	if err != nil {
		return "", err
	}
	now := s.now()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer:    issuer,
			Subject:   c.User,
			IssuedAt:  jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(now.Add(AccessTTL)),
		},
		Vendor:  c.Vendor.String(),
		Session: c.Session,
		Role:    c.Role,
	}).SignedString(key)
	if err != nil {
		return "", fmt.Errorf("auth: sign access token: %w", err)
	}
	return token, nil
}

// CheckAccess returns whom an access token was made for. It fails with
// errs.Unauthorized if it was not made by us or is no longer good.
func (s *Signer) CheckAccess(ctx context.Context, token string) (tenant.Caller, error) {
	key, err := s.signingKey(ctx)
	if err != nil {
		return tenant.Caller{}, err
	}
	var c claims
	_, err = jwt.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return key, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithIssuer(issuer), jwt.WithExpirationRequired(), jwt.WithTimeFunc(s.now))
	if err != nil {
		return tenant.Caller{}, errs.Wrap(errs.Unauthorized, err, "sign in again")
	}
	vendor, err := tenant.Verified(c.Vendor)
	if err != nil || c.Subject == "" || !c.Role.AtLeast(tenant.Helper) {
		return tenant.Caller{}, errs.New(errs.Unauthorized, "sign in again")
	}
	return tenant.Caller{Vendor: vendor, User: c.Subject, Session: c.Session, Role: c.Role}, nil
}

// minKey is the shortest signing key in bytes: RFC 7518 §3.2 for HS256.
const minKey = 32

func (s *Signer) signingKey(ctx context.Context) ([]byte, error) {
	key, err := s.key(ctx)
	if err != nil {
		return nil, err
	}
	if len(key) < minKey {
		return nil, fmt.Errorf("auth: the signing key has %d bytes, at least %d are needed", len(key), minKey)
	}
	return []byte(key), nil
}
