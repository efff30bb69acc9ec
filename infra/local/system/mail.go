package system

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/marketprep/marketprep/shared/mail"
)

// Letters are those that functions have mailed: the emulator takes them, and sends none.
func (s *System) Letters(ctx context.Context) ([]mail.Message, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.letters, nil)
	if err != nil {
		return nil, fmt.Errorf("system: ask for letters: %w", err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, fmt.Errorf("system: read letters: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	var out struct {
		Messages map[string][]struct { // by AWS account
			To                []string
			Subject, BodyText string
		}
	}
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return nil, fmt.Errorf("system: read letters: %w", err)
	}
	var letters []mail.Message
	for _, account := range out.Messages {
		for _, m := range account {
			letters = append(letters, mail.Message{To: strings.Join(m.To, ", "), Subject: m.Subject, Text: m.BodyText})
		}
	}
	return letters, nil
}
