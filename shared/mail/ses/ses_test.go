package ses_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/marketprep/marketprep/infra/local/engines"
	"github.com/marketprep/marketprep/infra/local/provision"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/mail"
	"github.com/marketprep/marketprep/shared/mail/ses"
)

func config(endpoint string) aws.Config {
	return aws.Config{Region: "us-east-1", BaseEndpoint: &endpoint, Credentials: credentials.NewStaticCredentialsProvider("test", "test", "")}
}

func TestALetterCanBeReadInTheEmulator(t *testing.T) {
	t.Parallel()
	emulator, err := engines.StartEmulator(context.WithoutCancel(t.Context()), engines.Options{Log: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = emulator.Stop() })
	at := "http://" + emulator.Addr
	_, err = provision.New(at, at).Create(t.Context(), "Mail", "AWS::SES::EmailIdentity", map[string]any{"EmailIdentity": "hello@example.com"})
	if err != nil {
		t.Fatal(err)
	}
	send := ses.Open(config(at), "hello@example.com")
	if err := send(t.Context(), mail.Message{To: "anna@example.com", Subject: "Grüße", Text: "Brot & Butter", Unsubscribe: "https://api.example.com/stop"}); err != nil {
		t.Fatal(err)
	}
	r, err := http.Get(at + "/_ministack/ses/messages")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	letters, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"hello@example.com", "anna@example.com", "Brot & Butter"} {
		if !strings.Contains(string(letters), want) {
			t.Errorf("%q is not among %s", want, letters)
		}
	}
}

func TestALetterThatCannotBeSentIsToBeTriedAgain(t *testing.T) {
	t.Parallel()
	send := ses.Open(config("http://127.0.0.1:1"), "hello@example.com")
	if err := send(t.Context(), mail.Message{To: "anna@example.com", Subject: "s", Text: "t"}); errs.KindOf(err) != errs.Unavailable {
		t.Errorf("%v, want unavailable", err)
	}
}

// taker is an SES that answers as it is told, one answer a request, and the last one
// from then on. It keeps what it was sent.
type taker struct {
	answers []int
	bodies  []string
}

func (s *taker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.bodies = append(s.bodies, string(body))
	status := s.answers[min(len(s.bodies), len(s.answers))-1]
	w.Header().Set("Content-Type", "application/json")
	switch status {
	case http.StatusTooManyRequests:
		w.Header().Set("X-Amzn-Errortype", "TooManyRequestsException")
	case http.StatusInternalServerError:
		w.Header().Set("X-Amzn-Errortype", "InternalServiceErrorException")
	case http.StatusBadRequest:
		w.Header().Set("X-Amzn-Errortype", "MessageRejected")
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, `{"MessageId":"1"}`)
}

// A letter that may have gone out is not sent again.
func TestOnlyALetterThatWasNotTakenIsSentAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answers []int
		sent    int
		ok      bool
	}{
		"taken":                        {[]int{200}, 1, true},
		"too many in this second":      {[]int{429, 200}, 2, true},
		"too many again and again":     {[]int{429}, 4, false},
		"it broke over there":          {[]int{500, 200}, 1, false},
		"to an address that is barred": {[]int{400, 200}, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &taker{answers: c.answers}
			server := httptest.NewServer(s)
			t.Cleanup(server.Close)
			err := ses.Open(config(server.URL), "hello@example.com")(t.Context(), mail.Message{To: "anna@example.com", Subject: "s", Text: "t"})
			if (err == nil) != c.ok || err != nil && errs.KindOf(err) != errs.Unavailable || len(s.bodies) != c.sent {
				t.Errorf("%v after %d requests, want %d", err, len(s.bodies), c.sent)
			}
		})
	}
}

func TestALetterSaysHowToEndSuch(t *testing.T) {
	t.Parallel()
	s := &taker{answers: []int{200}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	send := ses.Open(config(server.URL), "hello@example.com")
	m := mail.Message{To: "anna@example.com", Subject: "s", Text: "t"}
	with := m
	with.Unsubscribe = "https://api.example.com/notifications/T/stop"
	for _, m := range []mail.Message{m, with} {
		if err := send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	const want = `"Headers":[{"Name":"List-Unsubscribe","Value":"<https://api.example.com/notifications/T/stop>"},{"Name":"List-Unsubscribe-Post","Value":"List-Unsubscribe=One-Click"}]`
	if strings.Contains(s.bodies[0], "Headers") || !strings.Contains(s.bodies[1], want) {
		t.Errorf("without: %s\nwith: %s", s.bodies[0], s.bodies[1])
	}
	with.Subject = "s\r\nBcc: ben@example.com"
	if err := send(t.Context(), with); errs.KindOf(err) != errs.Invalid || len(s.bodies) != 2 {
		t.Errorf("with a line break in its subject: %v after %d requests", err, len(s.bodies))
	}
}
