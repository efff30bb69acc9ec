// Package ident makes ids: derived ones, so that the same thing arriving twice is
// one thing, and random ones for what must not be guessed.
package ident

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// Of is the id that the given parts always have, beginning with kind: 12 letters
// and digits behind it, 60 bits.
func Of(kind string, parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return kind + strings.ToLower(base32.HexEncoding.EncodeToString(sum[:])[:12])
}

// New is a random id beginning with kind: 128 bits.
func New(kind string) string { return kind + strings.ToLower(rand.Text()) }
