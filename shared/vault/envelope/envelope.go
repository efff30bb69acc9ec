// Package envelope keeps the secrets of a vault in the table, each sealed with a
// key of its own that only AWS KMS can open. The vendor is part of the seal: what
// was sealed for one opens for no other.
package envelope

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vault"
)

// Table holds one vault.Sealed for each vendor. It and Backend are made of functions:
// of what is in an interface, and of its fields, the linker keeps every method,
// which of a store is the whole product, and of a client the whole service.
type Table struct {
	// Get fails with errs.NotFound if there is none.
	Get func(ctx context.Context, v tenant.ID) (vault.Sealed, error)
	// Put fails with errs.NotFound if only another may be replaced and there is none.
	Put    func(ctx context.Context, v tenant.ID, s vault.Sealed, replace bool) error
	Delete func(ctx context.Context, v tenant.ID) error
}

// Backend is a vault.Backend.
type Backend struct {
	table    Table
	key      string
	generate func(context.Context, *kms.GenerateDataKeyInput, ...func(*kms.Options)) (*kms.GenerateDataKeyOutput, error)
	decrypt  func(context.Context, *kms.DecryptInput, ...func(*kms.Options)) (*kms.DecryptOutput, error)
}

// New returns a Backend over table whose data keys the key of KMS with the given
// id or ARN encrypts.
func New(cfg aws.Config, key string, table Table) *Backend {
	client := kms.NewFromConfig(cfg)
	return &Backend{table, key, client.GenerateDataKey, client.Decrypt}
}

// Put keeps a secret, whatever was there before.
func (b *Backend) Put(ctx context.Context, v tenant.ID, secret []byte) error {
	return b.put(ctx, v, secret, false)
}

// Replace keeps a secret in the place of another.
func (b *Backend) Replace(ctx context.Context, v tenant.ID, secret []byte) error {
	return b.put(ctx, v, secret, true)
}

func (b *Backend) put(ctx context.Context, v tenant.ID, secret []byte, replace bool) error {
	out, err := b.generate(ctx, &kms.GenerateDataKeyInput{KeyId: &b.key, KeySpec: types.DataKeySpecAes256, EncryptionContext: bound(v)})
	if err != nil {
		return unavailable(err, "make a data key")
	}
	seal, err := gcm(out.Plaintext)
	if err != nil {
		return err
	}
	s := vault.Sealed{Key: out.CiphertextBlob, Nonce: make([]byte, seal.NonceSize())}
	_, _ = rand.Read(s.Nonce) // never fails
	s.Text = seal.Seal(nil, s.Nonce, secret, []byte(v.String()))
	return b.table.Put(ctx, v, s, replace)
}

// Get returns the secret.
func (b *Backend) Get(ctx context.Context, v tenant.ID) ([]byte, error) {
	s, err := b.table.Get(ctx, v)
	if err != nil {
		return nil, err
	}
	out, err := b.decrypt(ctx, &kms.DecryptInput{KeyId: &b.key, CiphertextBlob: s.Key, EncryptionContext: bound(v)})
	if err != nil {
		return nil, unavailable(err, "open a data key")
	}
	seal, err := gcm(out.Plaintext)
	if err != nil {
		return nil, err
	}
	if len(s.Nonce) != seal.NonceSize() {
		return nil, errors.New("envelope: a sealed secret has a nonce of another size")
	}
	secret, err := seal.Open(nil, s.Nonce, s.Text, []byte(v.String()))
	if err != nil {
		return nil, fmt.Errorf("envelope: open the secret of %s: %w", v, err)
	}
	return secret, nil
}

// Delete forgets the secret.
func (b *Backend) Delete(ctx context.Context, v tenant.ID) error { return b.table.Delete(ctx, v) }

// bound is what a data key is bound to. KMS writes it to CloudTrail: it is no secret.
func bound(v tenant.ID) map[string]string { return map[string]string{"vendor": v.String()} }

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("envelope: data key: %w", err)
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("envelope: data key: %w", err)
	}
	return seal, nil
}

// unavailable names a failure. That a seal was broken or is another vendor's, or
// that we may not use the key, does not pass by itself.
func unavailable(err error, what string) error {
	wrapped := fmt.Errorf("envelope: %s: %w", what, err)
	for _, lasting := range []string{"InvalidCiphertextException", "IncorrectKeyException", "AccessDeniedException", "NotFoundException", "DisabledException", "ValidationException"} {
		if e, ok := errors.AsType[interface {
			error
			ErrorCode() string
		}](err); ok && e.ErrorCode() == lasting {
			return wrapped
		}
	}
	return errs.Wrap(errs.Unavailable, wrapped, "a part of the service does not answer right now: try again in a moment")
}
