// Package vault keeps what nobody else may read: one secret per vendor, such as
// the tokens of its account at Square. Where it is kept is a Backend's business:
// package secretsmanager or package envelope below; docs/adr says which costs what.
package vault

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/tenant"
)

// Backend is where secrets are. Each of its methods may be repeated. They fail
// with errs.Unavailable if it does not answer.
type Backend interface {
	// Put keeps a secret, whatever was there before.
	Put(ctx context.Context, v tenant.ID, secret []byte) error
	// Replace keeps a secret in the place of another. It fails with errs.NotFound if
	// there is none: it was deleted meanwhile, and must not come back.
	Replace(ctx context.Context, v tenant.ID, secret []byte) error
	// Get returns the secret. It fails with errs.NotFound if there is none.
	Get(ctx context.Context, v tenant.ID) ([]byte, error)
	// Delete forgets the secret; one that is not there is no error.
	Delete(ctx context.Context, v tenant.ID) error
}

// Sealed is a secret as a table may hold it: only AWS KMS can open it.
type Sealed struct {
	Key   []byte // the data key, encrypted by KMS
	Nonce []byte // of AES-GCM, 12 bytes, used once
	Text  []byte // the secret, encrypted with the data key
}

// TTL is how long a secret is used before it is asked for again. While the Backend
// does not answer, one that was read before is used until it is three times over.
const TTL = 5 * time.Minute

// room is how many secrets are remembered. An environment meets few vendors within
// five minutes, except the one that works for all of them, once each.
const room = 256

// Vault is a Backend with a memory. It is safe for concurrent use.
type Vault struct {
	backend Backend
	now     func() time.Time

	mu    sync.Mutex
	known map[tenant.ID]memory
}

type memory struct {
	secret []byte
	read   time.Time
}

// New returns a Vault over backend.
func New(backend Backend, now func() time.Time) *Vault {
	return &Vault{backend: backend, now: now, known: map[tenant.ID]memory{}}
}

// Get returns the secret of v, which may have been another for up to a TTL. It
// fails with errs.NotFound if there is none.
func (s *Vault) Get(ctx context.Context, v tenant.ID) ([]byte, error) {
	s.mu.Lock()
	m, known := s.known[v]
	s.mu.Unlock()
	age := s.now().Sub(m.read)
	if known && age < TTL {
		return slices.Clone(m.secret), nil
	}
	secret, err := s.Reload(ctx, v)
	if known && age < 3*TTL && errs.KindOf(err) == errs.Unavailable {
		return slices.Clone(m.secret), nil
	}
	return secret, err
}

// Reload is Get without the memory.
func (s *Vault) Reload(ctx context.Context, v tenant.ID) ([]byte, error) {
	secret, err := s.backend.Get(ctx, v)
	switch {
	case err == nil:
		s.remember(v, secret)
	case errs.KindOf(err) == errs.NotFound:
		s.forget(v)
	}
	return secret, err
}

// Put keeps the secret of v; see Backend.
func (s *Vault) Put(ctx context.Context, v tenant.ID, secret []byte) error {
	return s.write(ctx, v, secret, s.backend.Put)
}

// Replace keeps the secret of v if there is one; see Backend.
func (s *Vault) Replace(ctx context.Context, v tenant.ID, secret []byte) error {
	return s.write(ctx, v, secret, s.backend.Replace)
}

func (s *Vault) write(ctx context.Context, v tenant.ID, secret []byte, to func(context.Context, tenant.ID, []byte) error) error {
	if err := to(ctx, v, secret); err != nil {
		s.forget(v) // it may have been written
		return err
	}
	s.remember(v, secret)
	return nil
}

// Delete forgets the secret of v; see Backend.
func (s *Vault) Delete(ctx context.Context, v tenant.ID) error {
	s.forget(v)
	return s.backend.Delete(ctx, v)
}

func (s *Vault) remember(v tenant.ID, secret []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.known) >= room {
		clear(s.known)
	}
	s.known[v] = memory{slices.Clone(secret), s.now()}
}

func (s *Vault) forget(v tenant.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.known, v)
}
