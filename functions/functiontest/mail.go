package functiontest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/marketprep/marketprep/shared/mail"
)

// Mailbox is an SES that keeps what it is sent. Like SES it refuses a header that
// could be two.
type Mailbox struct {
	URL string

	mu      sync.Mutex
	letters []mail.Message
	refuse  func(mail.Message) int
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

// Refuse makes the mailbox answer so to letters for which refuse says a status above 0,
// and not take them. nil takes all of them again.
func (m *Mailbox) Refuse(refuse func(mail.Message) int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.refuse = refuse
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
				Headers []struct{ Name, Value string }
			}
		}
	}
	good := r.Method == http.MethodPost && r.URL.Path == "/v2/email/outbound-emails" && json.NewDecoder(r.Body).Decode(&in) == nil
	letter := mail.Message{Subject: in.Content.Simple.Subject.Data, Text: in.Content.Simple.Body.Text.Data}
	post := false
	for _, h := range in.Content.Simple.Headers {
		switch {
		case h.Name == "List-Unsubscribe" && letter.Unsubscribe == "":
			letter.Unsubscribe = strings.TrimSuffix(strings.TrimPrefix(h.Value, "<"), ">")
		case h.Name == "List-Unsubscribe-Post" && h.Value == "List-Unsubscribe=One-Click" && !post:
			post = true
		default:
			good = false
		}
	}
	if len(in.Destination.ToAddresses) == 1 {
		letter.To = in.Destination.ToAddresses[0]
	}
	good = good && in.FromEmailAddress != "" && post == (letter.Unsubscribe != "") && letter.Check() == nil
	w.Header().Set("Content-Type", "application/json")
	m.mu.Lock()
	defer m.mu.Unlock()
	status := 0
	if !good {
		status = http.StatusBadRequest
	} else if m.refuse != nil {
		status = m.refuse(letter)
	}
	if status > 0 {
		w.Header().Set("X-Amzn-Errortype", "BadRequestException")
		w.WriteHeader(status)
		return
	}
	m.letters = append(m.letters, letter)
	_ = json.NewEncoder(w).Encode(map[string]string{"MessageId": "1"})
}
