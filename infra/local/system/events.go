package system

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/marketprep/marketprep/shared/localevents/eventstest"
)

// eventKeys is the secret that holds the keys of the fakes.
const eventKeys = "marketprep/dev/event-keys"

// Address of the gateway, without a slash at the end.
func (s *System) Address() string { return s.URL }

// Events are the fakes of the services for events and a host of calendars, and where
// they answer.
func (s *System) Events() (fake *eventstest.Server, url string) { return s.events, s.eventsURL }

// startEvents starts them, and returns the parameters of the template that lead there.
func (s *System) startEvents() (map[string]string, error) {
	s.events = eventstest.New()
	url, stop, err := eventstest.Serve(s.events)
	if err != nil {
		return nil, fmt.Errorf("system: %w", err)
	}
	s.eventsURL = url
	s.stops = append(s.stops, stop)
	return map[string]string{"EventsUrl": url, "EventHosts": strings.TrimPrefix(url, "http://"), "EventKeysSecret": eventKeys}, nil
}

// tellEvents writes the keys of the fakes.
func (s *System) tellEvents(ctx context.Context) error {
	if _, err := s.Cloud.Secrets.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(eventKeys)}); err == nil {
		return nil // of an earlier run
	}
	_, err := s.Cloud.Secrets.CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: aws.String(eventKeys), SecretString: aws.String(eventstest.Keys)})
	if err != nil {
		return fmt.Errorf("system: keys of events: %w", err)
	}
	return nil
}
