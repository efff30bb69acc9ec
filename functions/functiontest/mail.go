package functiontest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/marketprep/marketprep/shared/mail"
)

// Mailbox is an SES that keeps what it is sent.
type Mailbox struct {
	URL string

	mu      sync.Mutex
	letters []mail.Message
}

// NewMailbox starts a mailbox.
func NewMailbox(t *testing.T) *Mailbox {
	t.Helper()
	m := &Mailbox{}
	server := httptest.NewServer(m)
	t.Cleanup(server.Close)
	m.URL = server.URL
	return m
}

// Take returns the letters in the order in which they came, and forgets them.
func (m *Mailbox) Take() []mail.Message {
	m.mu.Lock()
	defer m.mu.Unlock()
	letters := m.letters
	m.letters = nil
	return letters
}

func (m *Mailbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	type text struct{ Data string }
	var in struct {
		FromEmailAddress string
		Destination      struct{ ToAddresses []string }
		Content          struct {
			Simple struct {
				Subject text
				Body    struct{ Text text }
			}
		}
	}
	good := r.Method == http.MethodPost && r.URL.Path == "/v2/email/outbound-emails" && json.NewDecoder(r.Body).Decode(&in) == nil
	letter := mail.Message{Subject: in.Content.Simple.Subject.Data, Text: in.Content.Simple.Body.Text.Data}
	w.Header().Set("Content-Type", "application/json")
	if !good || in.FromEmailAddress == "" || len(in.Destination.ToAddresses) != 1 || letter.Subject == "" || letter.Text == "" {
		w.Header().Set("X-Amzn-Errortype", "BadRequestException")
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	letter.To = in.Destination.ToAddresses[0]
	m.mu.Lock()
	defer m.mu.Unlock()
	m.letters = append(m.letters, letter)
	_ = json.NewEncoder(w).Encode(map[string]string{"MessageId": "1"})
}
