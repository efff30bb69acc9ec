package vault_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/engines"
	"github.com/marketprep/marketprep/infra/local/tabletest"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vault"
	"github.com/marketprep/marketprep/shared/vault/envelope"
	"github.com/marketprep/marketprep/shared/vault/secretsmanager"
)

func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

func vendorOf(t *testing.T, name string) tenant.ID {
	t.Helper()
	v, err := tenant.Verified(name)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// emulator is the AWS emulator that the tests of this process share; it ends with
// the process.
var emulator = sync.OnceValues(func() (*engines.Process, error) {
	return engines.StartEmulator(context.Background(), engines.Options{})
})

func cloud(t *testing.T) aws.Config {
	t.Helper()
	p, err := emulator()
	if err != nil {
		t.Fatal(err)
	}
	return aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String("http://" + p.Addr), Credentials: credentials.NewStaticCredentialsProvider("k", "s", ""),
		HTTPClient: http.DefaultClient,
	}
}

// backends are both, on the real emulator and the real table.
func backends(t *testing.T) map[string]vault.Backend {
	t.Helper()
	cfg := cloud(t)
	key, err := kms.NewFromConfig(cfg).CreateKey(t.Context(), &kms.CreateKeyInput{})
	if err != nil {
		t.Fatal(err)
	}
	return map[string]vault.Backend{
		"secrets manager": secretsmanager.New(cfg, "test/"+t.Name()+"/"),
		"table":           envelope.New(cfg, *key.KeyMetadata.KeyId, tableOf(store.New(tabletest.New(t), noon))),
	}
}

func TestASecretIsWhatWasLastPut(t *testing.T) {
	t.Parallel()
	for name, b := range backends(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			jane, mary := vendorOf(t, "jane"), vendorOf(t, "mary")
			must := func(what string, err error) {
				t.Helper()
				if err != nil {
					t.Fatalf("%s: %v", what, err)
				}
			}
			reads := func(v tenant.ID, want string) {
				t.Helper()
				got, err := b.Get(t.Context(), v)
				if want == "" && errs.KindOf(err) != errs.NotFound || want != "" && (err != nil || string(got) != want) {
					t.Errorf("%s reads %q, %v, want %q", v, got, err, want)
				}
			}
			reads(jane, "")
			if err := b.Replace(t.Context(), jane, []byte("none")); errs.KindOf(err) != errs.NotFound {
				t.Errorf("replaced what is not there: %v", err)
			}
			must("delete what is not there", b.Delete(t.Context(), jane))
			for _, secret := range []string{"one", "one", "two"} {
				must("put", b.Put(t.Context(), jane, []byte(secret)))
				reads(jane, secret)
			}
			must("replace", b.Replace(t.Context(), jane, []byte("three")))
			reads(jane, "three")
			reads(mary, "")
			must("delete", b.Delete(t.Context(), jane))
			must("delete again", b.Delete(t.Context(), jane))
			reads(jane, "")
			if err := b.Replace(t.Context(), jane, []byte("back")); errs.KindOf(err) != errs.NotFound {
				t.Errorf("a deleted secret came back: %v", err)
			}
			must("put again", b.Put(t.Context(), jane, []byte("four")))
			reads(jane, "four")
		})
	}
}

func TestManyPutAtOnce(t *testing.T) {
	t.Parallel()
	for name, b := range backends(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var wg sync.WaitGroup
			for n := range 8 {
				wg.Go(func() {
					if err := b.Put(t.Context(), vendorOf(t, "jane"), fmt.Append(nil, "secret ", n)); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if got, err := b.Get(t.Context(), vendorOf(t, "jane")); err != nil || !bytes.HasPrefix(got, []byte("secret ")) {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

// What the table holds is no secret, opens for no other vendor, and not when a bit
// of it was changed.
func TestASealHolds(t *testing.T) {
	t.Parallel()
	cfg := cloud(t)
	key, err := kms.NewFromConfig(cfg).CreateKey(t.Context(), &kms.CreateKeyInput{})
	if err != nil {
		t.Fatal(err)
	}
	s := store.New(tabletest.New(t), noon)
	b := envelope.New(cfg, *key.KeyMetadata.KeyId, tableOf(s))
	jane, mary := vendorOf(t, "jane"), vendorOf(t, "mary")
	secret := []byte("EAAA-the-access-token")
	if err := b.Put(t.Context(), jane, secret); err != nil {
		t.Fatal(err)
	}
	sealed, err := s.Sealed(t.Context(), jane)
	if err != nil || bytes.Contains(slices.Concat(sealed.Key, sealed.Nonce, sealed.Text), secret[:8]) {
		t.Fatalf("the table holds %q, %v", sealed, err)
	}
	if err := s.PutSealed(t.Context(), mary, sealed, false); err != nil {
		t.Fatal(err)
	}
	if got, err := b.Get(t.Context(), mary); err == nil || errs.KindOf(err) != errs.Internal {
		t.Errorf("mary reads jane's secret: %q, %v", got, err)
	}
	sealed.Text[3] ^= 1
	if err := s.PutSealed(t.Context(), jane, sealed, true); err != nil {
		t.Fatal(err)
	}
	if got, err := b.Get(t.Context(), jane); err == nil {
		t.Errorf("a changed seal opens: %q", got)
	}
	if err := b.Put(t.Context(), jane, secret); err != nil {
		t.Fatal(err)
	}
	again, err := s.Sealed(t.Context(), jane)
	if err != nil || bytes.Equal(again.Nonce, sealed.Nonce) || bytes.Equal(again.Key, sealed.Key) {
		t.Errorf("the same nonce or data key twice: %v", err)
	}
}

func TestAServiceThatIsDownIsUnavailable(t *testing.T) {
	t.Parallel()
	dead := aws.Config{Region: "us-east-1", BaseEndpoint: aws.String("http://127.0.0.1:1"), Credentials: credentials.NewStaticCredentialsProvider("k", "s", ""), RetryMaxAttempts: 1}
	jane := vendorOf(t, "jane")
	for name, b := range map[string]vault.Backend{
		"secrets manager": secretsmanager.New(dead, "test/"),
		"table":           envelope.New(dead, "key", full),
	} {
		_, err := b.Get(t.Context(), jane)
		for what, err := range map[string]error{"get": err, "put": b.Put(t.Context(), jane, []byte("x")), "replace": b.Replace(t.Context(), jane, []byte("x"))} {
			if errs.KindOf(err) != errs.Unavailable {
				t.Errorf("%s: %s: %v", name, what, err)
			}
		}
	}
}

// tableOf is s as an envelope takes it.
func tableOf(s *store.Store) envelope.Table {
	return envelope.Table{Get: s.Sealed, Put: s.PutSealed, Delete: s.DeleteSealed}
}

// full is a table in which something is sealed for everybody.
var full = envelope.Table{
	Get: func(context.Context, tenant.ID) (vault.Sealed, error) {
		return vault.Sealed{Key: []byte("k"), Nonce: make([]byte, 12), Text: []byte("t")}, nil
	},
	Put:    func(context.Context, tenant.ID, vault.Sealed, bool) error { return nil },
	Delete: func(context.Context, tenant.ID) error { return nil },
}

// backend is a Backend that counts, and fails when it is told to.
type backend struct {
	secret []byte
	err    error
	gets   int
}

func (b *backend) Get(context.Context, tenant.ID) ([]byte, error) {
	b.gets++
	return b.secret, b.err
}

func (b *backend) Put(_ context.Context, _ tenant.ID, secret []byte) error {
	b.secret = secret
	return b.err
}

func (b *backend) Replace(ctx context.Context, v tenant.ID, secret []byte) error {
	return b.Put(ctx, v, secret)
}

func (b *backend) Delete(context.Context, tenant.ID) error { return b.err }

func TestASecretIsRememberedForAWhile(t *testing.T) {
	t.Parallel()
	down := errs.New(errs.Unavailable, "down")
	for _, tt := range []struct {
		name  string
		later time.Duration
		err   error
		want  string // empty: fails
		gets  int
	}{
		{"young", vault.TTL - 1, nil, "old", 1},
		{"young, and nobody answers", vault.TTL - 1, down, "old", 1},
		{"old", vault.TTL, nil, "new", 2},
		{"old, and nobody answers", 3*vault.TTL - 1, down, "old", 2},
		{"too old, and nobody answers", 3 * vault.TTL, down, "", 2},
		{"old and deleted", vault.TTL, errs.New(errs.NotFound, "gone"), "", 2},
		{"old and broken", vault.TTL, errors.New("broken"), "", 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b, now := &backend{secret: []byte("old")}, noon()
			s, jane := vault.New(b, func() time.Time { return now }), vendorOf(t, "jane")
			if _, err := s.Get(t.Context(), jane); err != nil {
				t.Fatal(err)
			}
			b.secret, b.err, now = []byte("new"), tt.err, now.Add(tt.later)
			got, err := s.Get(t.Context(), jane)
			if (err != nil) != (tt.want == "") || err == nil && string(got) != tt.want || b.gets != tt.gets {
				t.Errorf("%q, %v after %d reads", got, err, b.gets)
			}
		})
	}
}

func TestWhatIsWrittenIsRemembered(t *testing.T) {
	t.Parallel()
	b := &backend{}
	s, jane := vault.New(b, noon), vendorOf(t, "jane")
	read := func() string {
		t.Helper()
		got, err := s.Get(t.Context(), jane)
		if err != nil {
			t.Fatal(err)
		}
		return string(got)
	}
	if err := s.Put(t.Context(), jane, []byte("one")); err != nil || read() != "one" || b.gets != 0 {
		t.Errorf("%v after %d reads", err, b.gets)
	}
	b.err = errs.New(errs.Unavailable, "it was written, but the answer is lost")
	if err := s.Replace(t.Context(), jane, []byte("two")); errs.KindOf(err) != errs.Unavailable {
		t.Error(err)
	}
	b.err = nil
	got := []string{read()}
	b.secret = []byte("three")
	got = append(got, read())
	if fresh, err := s.Reload(t.Context(), jane); err != nil || string(fresh) != "three" {
		t.Errorf("%q, %v", fresh, err)
	}
	got = append(got, read())
	if diff := cmp.Diff([]string{"two", "two", "three"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
