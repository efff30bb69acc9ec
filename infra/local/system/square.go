package system

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/marketprep/marketprep/shared/square/squaretest"
)

// squareApp is what MarketPrep is called at the fake Square.
const squareApp = "sandbox-sq0idb-local"

// Square is the fake of Square that the functions call. It has no sellers until
// some are added.
func (s *System) Square() *squaretest.Server { return s.square }

// startSquare starts the fake, and returns the parameters of the template that lead
// there. What sellers allowed is kept where the engines keep their data.
func (s *System) startSquare(o Options) (map[string]string, error) {
	s.square = squaretest.New(squaretest.Options{Now: time.Now, AppID: squareApp, WebhookURL: s.URL + "/webhooks/square"})
	if o.Data != "" {
		if err := s.keepSquare(filepath.Join(o.Data, "square.json")); err != nil {
			return nil, err
		}
	}
	url, stop, err := s.square.Serve("127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("system: %w", err)
	}
	s.stops = append(s.stops, stop)
	parameters := map[string]string{"SquareUrl": url, "SquareApplicationId": squareApp, "PublicUrl": s.URL}
	if o.Pages != "" {
		parameters["WebOrigin"] = s.URL // where Square and letters lead back to
	}
	return parameters, nil
}

// keepSquare loads what sellers allowed in an earlier run, and saves it at the end.
func (s *System) keepSquare(file string) error {
	saved, err := os.ReadFile(file)
	if err == nil {
		err = s.square.Load(saved)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("system: what sellers allowed: %w", err)
	}
	s.stops = append(s.stops, func() error {
		if err := os.WriteFile(file, s.square.Save(), 0o600); err != nil {
			return fmt.Errorf("system: keep what sellers allowed: %w", err)
		}
		return nil
	})
	return nil
}

// tellSquare gives the fake the secrets that the functions find, now that they are made.
func (s *System) tellSquare(ctx context.Context, stage string) error {
	secret := func(name string) (string, error) {
		out, err := s.Cloud.Secrets.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String("marketprep/" + stage + "/" + name)})
		if err != nil {
			return "", fmt.Errorf("system: secret of Square: %w", err)
		}
		return aws.ToString(out.SecretString), nil
	}
	application, err := secret("square-secret")
	if err != nil {
		return err
	}
	webhook, err := secret("square-webhook-key")
	if err != nil {
		return err
	}
	s.square.Configure(func(o *squaretest.Options) { o.AppSecret, o.WebhookKey = application, webhook })
	return nil
}
