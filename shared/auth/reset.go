package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"

	"github.com/marketprep/marketprep/shared/errs"
)

// resetLen is how many random bytes a token of a new password has.
const resetLen = 32

// NewResetToken returns a token with which whoever reads the mail to address may set
// a new password, and its hash, which is all that is kept.
func NewResetToken(address string) (token string, hash []byte) {
	secret := make([]byte, resetLen, resetLen+len(address))
	rand.Read(secret)
	token = base64.RawURLEncoding.EncodeToString(append(secret, address...))
	return token, hashReset(token)
}

// ResetAddress is the address that a token names, which may be forged. It fails with
// errs.Invalid.
func ResetAddress(token string) (string, error) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) <= resetLen {
		return "", errs.New(errs.Invalid, "this is no token of a new password")
	}
	return string(b[resetLen:]), nil
}

// IsReset reports whether hash is that of token. An empty hash is nobody's.
func IsReset(hash []byte, token string) bool {
	return subtle.ConstantTimeCompare(hash, hashReset(token)) == 1
}

// hashReset needs no salt and no time: nobody guesses 32 random bytes.
func hashReset(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
