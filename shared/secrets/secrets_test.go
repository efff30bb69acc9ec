package secrets

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/errs"
)

// manager is Secrets Manager: it answers with a secret, refuses if that is empty,
// or hangs. It is asked within a synctest bubble, whose clock it does not hold up.
type manager struct {
	secret string
	hangs  bool
	asked  int
}

func (m *manager) Do(r *http.Request) (*http.Response, error) {
	m.asked++
	if m.hangs {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	status, body := 200, `{"SecretString":"`+m.secret+`"}`
	if m.secret == "" {
		status, body = 400, `{"__type":"ResourceNotFoundException"}`
	}
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}}, Body: io.NopCloser(bytes.NewBufferString(body))}, nil
}

func (m *manager) reader() *Reader {
	return NewReader(aws.Config{Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("a", "b", ""), HTTPClient: m}, "key", time.Now)
}

// look is what came of asking for the secret.
type look struct {
	Value string
	Kind  errs.Kind // of the failure
	Asked bool      // Secrets Manager
	Took  time.Duration
}

func see(t *testing.T, r *Reader, m *manager) look {
	t.Helper()
	before, start := m.asked, time.Now()
	value, err := r.Value(t.Context())
	l := look{Value: value, Asked: m.asked > before, Took: time.Since(start)}
	if err != nil {
		l.Kind = errs.KindOf(err)
		if strings.Contains(err.Error(), "first") {
			t.Errorf("the failure tells the secret: %v", err)
		}
	}
	return l
}

func TestASecretIsKeptForAWhile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := &manager{secret: "first"}
		r := m.reader()
		got := []look{see(t, r, m), see(t, r, m)}
		m.secret = "second"
		<-time.After(TTL - time.Second)
		got = append(got, see(t, r, m))
		<-time.After(time.Second)
		got = append(got, see(t, r, m), see(t, r, m))
		want := []look{{Value: "first", Asked: true}, {Value: "first"}, {Value: "first"}, {Value: "second", Asked: true}, {Value: "second"}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestAnOldSecretSurvivesAnOutageForAWhile(t *testing.T) {
	t.Parallel()
	for name, broken := range map[string]manager{"hangs": {hangs: true}, "refuses": {}} {
		synctest.Test(t, func(t *testing.T) {
			m := &manager{secret: "first"}
			r := m.reader()
			see(t, r, m)
			m.secret, m.hangs = broken.secret, broken.hangs
			var waits, gone time.Duration
			if m.hangs {
				waits, gone = impatience, patience
			}
			<-time.After(TTL)
			got := []look{see(t, r, m), see(t, r, m)} // the second does not wait again
			<-time.After(pause)
			got = append(got, see(t, r, m))
			<-time.After(2 * TTL)
			got = append(got, see(t, r, m))
			m.secret, m.hangs = "second", false
			got = append(got, see(t, r, m))
			want := []look{
				{Value: "first", Asked: true, Took: waits}, {Value: "first"}, {Value: "first", Asked: true, Took: waits},
				{Kind: errs.Unavailable, Asked: true, Took: gone}, {Value: "second", Asked: true},
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		})
	}
}
