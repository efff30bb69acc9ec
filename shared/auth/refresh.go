package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/tenant"
)

// RefreshTTL is how long a refresh token is good for if it is not used.
const RefreshTTL = 30 * 24 * time.Hour

// RefreshGrace is how long after a rotation the token before it still gets the
// same successor: two tabs that wake up together must not sign each other out.
const RefreshGrace = 20 * time.Second

// Refresh names one token of a family of refresh tokens. The table keeps only
// the newest generation; the token itself is a MAC over this, so that a forged
// one is refused without reading the table, and every caller who may have the
// successor computes the same one.
type Refresh struct {
	Vendor     tenant.ID
	Session    string
	Generation int
}

// Refresh returns the refresh token for r.
func (s *Signer) Refresh(ctx context.Context, r Refresh) (string, error) {
	mac, err := s.mac(ctx, r)
	if err != nil {
		return "", err
	}
	return strings.Join([]string{r.Vendor.String(), r.Session, strconv.Itoa(r.Generation), mac}, "."), nil
}

// CheckRefresh returns what a refresh token names. It fails with
// errs.Unauthorized if we did not make it. Whether it is still the family's
// newest is for the table to say.
func (s *Signer) CheckRefresh(ctx context.Context, token string) (Refresh, error) {
	refused := errs.New(errs.Unauthorized, "sign in again")
	parts := strings.Split(token, ".")
	if len(parts) != 4 {
		return Refresh{}, refused
	}
	generation, err := strconv.Atoi(parts[2])
	vendor, vendorErr := tenant.Verified(parts[0])
	if err != nil || vendorErr != nil {
		return Refresh{}, refused
	}
	r := Refresh{vendor, parts[1], generation}
	mac, err := s.mac(ctx, r)
	if err != nil {
		return Refresh{}, err
	}
	if !hmac.Equal([]byte(mac), []byte(parts[3])) {
		return Refresh{}, refused
	}
	return r, nil
}

func (s *Signer) mac(ctx context.Context, r Refresh) (string, error) {
	key, err := s.signingKey(ctx)
	if err != nil {
		return "", err
	}
	h := hmac.New(sha256.New, key)
	fmt.Fprintf(h, "refresh\x00%s\x00%s\x00%d", r.Vendor, r.Session, r.Generation)
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)), nil
}
