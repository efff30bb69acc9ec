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

// How long one look at Secrets Manager may take, tries included: less if there is
// an old value to go on with, and in either case less than a Lambda has.
const (
	patience   = 4 * time.Second
	impatience = time.Second
)

// pause is how long an old value is used before Secrets Manager is asked again
// that did not answer: not every request shall wait for it.
const pause = 30 * time.Second

// Reader reads one secret. It is safe for concurrent use.
type Reader struct {
	client *secretsmanager.Client
	id     string
	now    func() time.Time

	mu    sync.Mutex
	value string
	read  time.Time
	next  time.Time // when to read it again
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
	now := r.now()
	usable := r.value != "" && now.Sub(r.read) < 3*TTL
	if usable && now.Before(r.next) {
		return r.value, nil
	}
	limit := patience
	if usable {
		limit = impatience
	}
	value, err := r.ask(ctx, limit)
	switch {
	case err == nil:
		r.value, r.read, r.next = value, now, now.Add(TTL)
	case usable:
		r.next = now.Add(pause)
	default:
		return "", errs.Wrap(errs.Unavailable, err, "a part of the service does not answer right now: try again in a moment")
	}
	return r.value, nil
}

func (r *Reader) ask(ctx context.Context, limit time.Duration) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	out, err := r.client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &r.id})
	if err != nil {
		return "", fmt.Errorf("secrets: read %s: %w", r.id, err)
	}
	if aws.ToString(out.SecretString) == "" {
		return "", fmt.Errorf("secrets: read %s: it is empty", r.id)
	}
	return *out.SecretString, nil
}
