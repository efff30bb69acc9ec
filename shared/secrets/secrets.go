// Package secrets reads Secrets Manager, with a cache that survives an outage
// of it for a while.
package secrets

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/marketprep/marketprep/shared/errs"
)

// TTL is how long a secret is used before it is read again. While Secrets
// Manager does not answer, the old value is used until it is three times over.
const TTL = 5 * time.Minute

// Reader reads one secret. It is safe for concurrent use.
type Reader struct {
	client *secretsmanager.Client
	id     string
	now    func() time.Time

	mu    sync.Mutex
	value string
	read  time.Time
}

// NewReader returns a Reader of the secret with the given name or ARN.
func NewReader(cfg aws.Config, id string, now func() time.Time) *Reader {
	return &Reader{client: secretsmanager.NewFromConfig(cfg), id: id, now: now}
}

// Value returns the secret. It fails with errs.Unavailable if it cannot be read
// and no value younger than three TTLs is at hand.
func (r *Reader) Value(ctx context.Context) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	age := r.now().Sub(r.read)
	if r.value != "" && age < TTL {
		return r.value, nil
	}
	out, err := r.client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &r.id})
	switch {
	case err == nil && out.SecretString != nil && *out.SecretString != "":
		r.value, r.read = *out.SecretString, r.now()
		return r.value, nil
	case err == nil:
		err = fmt.Errorf("secrets: %s is empty", r.id)
	case r.value != "" && age < 3*TTL:
		return r.value, nil
	}
	return "", errs.Wrap(errs.Unavailable, fmt.Errorf("secrets: read %s: %w", r.id, err), "sign-in is not possible right now: try again in a moment")
}
