package ses_test

import (
	"context"
	"io"
	"net/http"
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
	if err := send(t.Context(), mail.Message{To: "anna@example.com", Subject: "Grüße", Text: "Brot & Butter"}); err != nil {
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
