// Package tills opens the tills of vendors for the function that is being started:
// their accounts at Square. Only mains of functions that call Square import it.
package tills

import (
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/boot/outside"
	"github.com/marketprep/marketprep/shared/boot/vaults"
	"github.com/marketprep/marketprep/shared/resilience"
	"github.com/marketprep/marketprep/shared/secrets"
	"github.com/marketprep/marketprep/shared/square"
	"github.com/marketprep/marketprep/shared/square/access"
)

// App is MarketPrep as Square knows it: SQUARE_URL, SQUARE_APPLICATION_ID,
// SQUARE_APPLICATION_SECRET (the name of the secret) and SQUARE_REDIRECT_URL say
// so. change is as for outside.Client.
func App(env *boot.Env, change ...func(*resilience.Options)) (square.App, error) {
	a := square.App{Now: env.Now}
	secret := ""
	for name, into := range map[string]*string{
		"SQUARE_URL": &a.BaseURL, "SQUARE_APPLICATION_ID": &a.ID, "SQUARE_REDIRECT_URL": &a.Redirect, "SQUARE_APPLICATION_SECRET": &secret,
	} {
		value, err := env.Require(name)
		if err != nil {
			return a, err
		}
		*into = value
	}
	cfg, err := env.AWS("SECRETS_MANAGER")
	if err != nil {
		return a, err
	}
	a.Secret = secrets.NewReader(cfg, secret, env.Now).Value
	a.HTTP, err = outside.Client(env, "square", append(change, func(o *resilience.Options) { o.Idempotent = square.Idempotent })...)
	return a, err
}

// Open is App together with the vault of vendors' tokens, which TOKEN_VAULT names.
func Open(env *boot.Env, change ...func(*resilience.Options)) (square.Accounts, error) {
	app, err := App(env, change...)
	if err != nil {
		return square.Accounts{}, err
	}
	v, err := vaults.Open(env)
	if err != nil {
		return square.Accounts{}, err
	}
	return square.Accounts{App: app, Vault: v, Pace: square.NewPace(square.PerSecond)}, nil
}

// ForPeople is Open for endpoints that a person waits for; see outside.Alone.
func ForPeople(env *boot.Env) (access.Accounts, error) { return Open(env, outside.Alone) }

// ForJobs is Open for work that nobody waits for: it is left undone while others
// say that Square is down.
func ForJobs(env *boot.Env) (access.Accounts, error) { return Open(env) }
