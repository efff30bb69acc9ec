package secrets

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// client makes the one call of Secrets Manager that we need: GetSecretValue, in
// AWS JSON 1.1, signed by the SDK's own signer. The SDK's client of this service
// makes the authorizer, which stands before every request, 0.9 MB larger, and
// log-in and refresh-session larger than they may be. It is used in the regions of
// the standard partition, and its calls are not traced.
type client struct {
	cfg aws.Config
	now func() time.Time
}

// A call is tried so often, with a pause in between that doubles.
const (
	tries      = 3
	firstPause = 50 * time.Millisecond
)

// passing is a failure that may pass by itself.
type passing struct{ error }

// secret returns the secret with the given name or ARN.
func (c client) secret(ctx context.Context, id string) (value string, err error) {
	for try := range tries {
		value, err = c.once(ctx, id)
		if _, again := errors.AsType[passing](err); !again || try == tries-1 {
			return value, err
		}
		pause := time.NewTimer(firstPause << try)
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return "", err
		}
	}
	return value, err
}

// answerOf is what Secrets Manager says: a secret, or the type of a failure.
type answerOf struct {
	SecretString string
	Type         string `json:"__type"`
}

// longestAnswer is how many bytes of an answer are read. A secret has at most 65,536.
const longestAnswer = 1 << 18

func (c client) once(ctx context.Context, id string) (string, error) {
	req, err := c.request(ctx, id)
	if err != nil {
		return "", err
	}
	resp, err := c.cfg.HTTPClient.Do(req)
	if err != nil {
		return "", passing{err}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, longestAnswer))
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return "", passing{err}
	}
	// An answer that is no JSON is one without a secret and without a type.
	var answer answerOf
	parseErr := json.Unmarshal(body, &answer)
	switch status := resp.StatusCode; {
	case status >= http.StatusInternalServerError, status == http.StatusTooManyRequests, answer.Type == "ThrottlingException":
		return "", passing{fmt.Errorf("status %d %s", status, answer.Type)}
	case status != http.StatusOK || parseErr != nil:
		return "", fmt.Errorf("status %d %s", status, answer.Type)
	case answer.SecretString == "":
		return "", errors.New("it is empty")
	default:
		return answer.SecretString, nil
	}
}

// request is the signed request for a secret.
func (c client) request(ctx context.Context, id string) (*http.Request, error) {
	body, err := json.Marshal(map[string]string{"SecretId": id})
	if err != nil {
		return nil, fmt.Errorf("write request: %w", err)
	}
	endpoint := "https://secretsmanager." + c.cfg.Region + ".amazonaws.com"
	if c.cfg.BaseEndpoint != nil {
		endpoint = *c.cfg.BaseEndpoint
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("write request: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-amz-json-1.1")
	req.Header.Set("X-Amz-Target", "secretsmanager.GetSecretValue")
	keys, err := c.cfg.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, fmt.Errorf("read credentials: %w", err)
	}
	sum := sha256.Sum256(body)
	if err := v4.NewSigner().SignHTTP(ctx, keys, req, hex.EncodeToString(sum[:]), "secretsmanager", c.cfg.Region, c.now()); err != nil {
		return nil, fmt.Errorf("sign request: %w", err)
	}
	return req, nil
}
