// Package auth knows who is calling: passwords, access tokens, refresh tokens.
package auth

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"

	"golang.org/x/crypto/argon2"

	"github.com/marketprep/marketprep/shared/errs"
)

// Parameters of argon2id: OWASP Password Storage Cheat Sheet, first choice.
const (
	argonTime    = 2
	argonMemory  = 19 * 1024 // KiB
	argonThreads = 1
	saltLen      = 16
	hashLen      = 32
)

// Bounds of a password's length in bytes. The upper one keeps the cost of
// reading a hostile one small.
const (
	MinPassword = 10
	MaxPassword = 256
)

// HashPassword returns the PHC string of an argon2id hash of password.
func HashPassword(password string) string {
	salt := make([]byte, saltLen)
	rand.Read(salt)
	return encode(salt, derive(password, salt))
}

// CheckPassword fails with errs.Unauthorized unless hash was made from password.
// It takes the same time for an empty hash, which stands for an unknown user.
func CheckPassword(hash, password string) error {
	var salt, want string
	format := fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, argonMemory, argonTime, argonThreads)
	if n := len(format) + base64.RawStdEncoding.EncodedLen(saltLen); len(hash) > n && hash[:len(format)] == format {
		salt, want = hash[len(format):n], hash[n+1:]
	}
	rawSalt, saltErr := base64.RawStdEncoding.DecodeString(salt)
	rawWant, wantErr := base64.RawStdEncoding.DecodeString(want)
	if len(rawSalt) == 0 {
		rawSalt = make([]byte, saltLen)
	}
	same := subtle.ConstantTimeCompare(derive(password, rawSalt), rawWant) == 1
	if !same || saltErr != nil || wantErr != nil {
		return errs.New(errs.Unauthorized, "the e-mail address or the password is wrong")
	}
	return nil
}

func derive(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonThreads, hashLen)
}

func encode(salt, hash []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads, b64(salt), b64(hash))
}
