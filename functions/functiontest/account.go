package functiontest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/marketprep/marketprep/shared/auth"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
)

// WithSecrets returns variables that name the given secrets, by variable, and a
// Secrets Manager that holds them and nothing else, for New.
func WithSecrets(t *testing.T, secrets map[string]string) map[string]string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			SecretID string `json:"SecretId"`
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		known := r.Header.Get("X-Amz-Target") == "secretsmanager.GetSecretValue" && json.NewDecoder(r.Body).Decode(&in) == nil
		value, ok := secrets[in.SecretID]
		if !known || !ok {
			w.WriteHeader(http.StatusBadRequest)
			_ = json.NewEncoder(w).Encode(map[string]string{"__type": "ResourceNotFoundException"})
			return
		}
		// A real one has one of the two: which, its reader knows.
		_ = json.NewEncoder(w).Encode(map[string]any{"SecretString": value, "SecretBinary": []byte(value)})
	}))
	t.Cleanup(server.Close)
	vars := map[string]string{"AWS_ENDPOINT_URL_SECRETS_MANAGER": server.URL}
	for name := range secrets {
		vars[name] = name
	}
	return vars
}

// SigningKey is a key to sign tokens with.
const SigningKey = "0123456789abcdef0123456789abcdef0123456789abcdef"

// Account gives v an account that email signs in to with password.
func (s *System) Account(v tenant.ID, email, password string) {
	s.t.Helper()
	err := s.Store.RegisterVendor(s.t.Context(),
		vendor.Vendor{ID: v.String(), Name: v.String(), TimeZone: "America/New_York", Currency: "USD", Units: "imperial", Risk: vendor.Balanced, Plan: "free", Created: Now},
		store.SignIn{Email: email, Vendor: v.String(), User: "u-" + v.String(), Role: tenant.Owner, Password: auth.HashPassword(password)})
	if err != nil {
		s.t.Fatal(err)
	}
}
