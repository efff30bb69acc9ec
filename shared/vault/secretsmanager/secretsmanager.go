// Package secretsmanager keeps the secrets of a vault in AWS Secrets Manager: one
// secret for each vendor.
package secretsmanager

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/tenant"
)

// Backend is a vault.Backend. It is made of functions: of what is in an interface,
// and of its fields, the linker keeps every method, which of a client is the whole
// service.
type Backend struct {
	prefix string
	create func(context.Context, *secretsmanager.CreateSecretInput, ...func(*secretsmanager.Options)) (*secretsmanager.CreateSecretOutput, error)
	put    func(context.Context, *secretsmanager.PutSecretValueInput, ...func(*secretsmanager.Options)) (*secretsmanager.PutSecretValueOutput, error)
	get    func(context.Context, *secretsmanager.GetSecretValueInput, ...func(*secretsmanager.Options)) (*secretsmanager.GetSecretValueOutput, error)
	remove func(context.Context, *secretsmanager.DeleteSecretInput, ...func(*secretsmanager.Options)) (*secretsmanager.DeleteSecretOutput, error)
}

// New returns a Backend whose secrets are called prefix and then the vendor.
func New(cfg aws.Config, prefix string) *Backend {
	client := secretsmanager.NewFromConfig(cfg)
	return &Backend{prefix, client.CreateSecret, client.PutSecretValue, client.GetSecretValue, client.DeleteSecret}
}

func (b *Backend) name(v tenant.ID) *string { return new(b.prefix + v.String()) }

// Put keeps a secret, whatever was there before.
func (b *Backend) Put(ctx context.Context, v tenant.ID, secret []byte) error {
	err := b.Replace(ctx, v, secret)
	if errs.KindOf(err) != errs.NotFound {
		return err
	}
	_, err = b.create(ctx, &secretsmanager.CreateSecretInput{
		Name: b.name(v), SecretBinary: secret, Description: aws.String("Tokens of the account of a vendor's till"),
	})
	if _, exists := errors.AsType[*types.ResourceExistsException](err); exists {
		return b.Replace(ctx, v, secret) // two at once
	}
	return unavailable(err, "create")
}

// Replace keeps a secret in the place of another.
func (b *Backend) Replace(ctx context.Context, v tenant.ID, secret []byte) error {
	_, err := b.put(ctx, &secretsmanager.PutSecretValueInput{SecretId: b.name(v), SecretBinary: secret})
	return unavailable(err, "put")
}

// Get returns the secret.
func (b *Backend) Get(ctx context.Context, v tenant.ID) ([]byte, error) {
	out, err := b.get(ctx, &secretsmanager.GetSecretValueInput{SecretId: b.name(v)})
	if err != nil {
		return nil, unavailable(err, "get")
	}
	return out.SecretBinary, nil
}

// Delete forgets the secret at once, without the days in which AWS would give it back.
func (b *Backend) Delete(ctx context.Context, v tenant.ID) error {
	_, err := b.remove(ctx, &secretsmanager.DeleteSecretInput{SecretId: b.name(v), ForceDeleteWithoutRecovery: aws.Bool(true)})
	if err = unavailable(err, "delete"); errs.KindOf(err) == errs.NotFound {
		return nil
	}
	return err
}

// unavailable names a failure. What AWS refuses for reasons of ours is nobody's
// business but the log's.
func unavailable(err error, what string) error {
	if err == nil {
		return nil
	}
	wrapped := fmt.Errorf("secretsmanager: %s a vendor's secret: %w", what, err)
	if _, missing := errors.AsType[*types.ResourceNotFoundException](err); missing {
		return errs.Wrap(errs.NotFound, wrapped, "there are no tokens: connect again")
	}
	for _, ours := range []string{"AccessDeniedException", "InvalidParameterException", "ValidationException", "LimitExceededException"} {
		if e, ok := errors.AsType[interface {
			error
			ErrorCode() string
		}](err); ok && e.ErrorCode() == ours {
			return wrapped
		}
	}
	return errs.Wrap(errs.Unavailable, wrapped, "a part of the service does not answer right now: try again in a moment")
}
