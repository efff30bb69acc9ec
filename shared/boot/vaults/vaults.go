// Package vaults opens the vault that the environment names. Only functions that
// use tokens import it: the others need not carry the clients of two services.
package vaults

import (
	"strings"

	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/vault"
	"github.com/marketprep/marketprep/shared/vault/envelope"
	"github.com/marketprep/marketprep/shared/vault/secretsmanager"
)

// sealedBy begins a TOKEN_VAULT that names a key of KMS.
const sealedBy = "kms:"

// Open opens the vault of vendors' tokens, which TOKEN_VAULT names: "kms:" and the
// id or ARN of a key is the table, sealed with that key; anything else is Secrets
// Manager, and what the names of its secrets begin with.
func Open(env *boot.Env) (*vault.Vault, error) {
	where, err := env.Require("TOKEN_VAULT")
	if err != nil {
		return nil, err
	}
	key, sealed := strings.CutPrefix(where, sealedBy)
	if !sealed {
		cfg, err := env.AWS("SECRETS_MANAGER")
		if err != nil {
			return nil, err
		}
		return vault.New(secretsmanager.New(cfg, where), env.Now), nil
	}
	table, err := env.Table()
	if err != nil {
		return nil, err
	}
	cfg, err := env.AWS("KMS")
	if err != nil {
		return nil, err
	}
	s := store.New(table, env.Now)
	return vault.New(envelope.New(cfg, key, envelope.Table{Get: s.Sealed, Put: s.PutSealed, Delete: s.DeleteSealed}), env.Now), nil
}
