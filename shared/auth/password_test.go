package auth

import (
	"strings"
	"testing"

	"github.com/marketprep/marketprep/shared/errs"
)

// reference was made by the reference implementation of argon2 (argon2-cffi 25.1.0,
// low_level.hash_secret) from "bread and butter é" and the salt 00 to 0f.
const reference = "$argon2id$v=19$m=19456,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$OX2bU8qTH166iJWD40gHsnP7W6v1j/ZSoNaFsy3dgqw"

func TestPasswords(t *testing.T) {
	t.Parallel()
	own := HashPassword("bread and butter")
	for _, tt := range []struct {
		name, hash, password string
		good                 bool
	}{
		{"ours", own, "bread and butter", true},
		{"the reference's", reference, "bread and butter é", true},
		{"another password", own, "bread and butter ", false},
		{"another case", own, "Bread and butter", false},
		{"no password", own, "", false},
		{"nobody", "", "bread and butter", false},
		{"nobody, nothing", "", "", false},
		{"a cut hash", own[:len(own)-1], "bread and butter", false},
		{"a hash that is all salt", own[:strings.LastIndex(own, "$")+1], "bread and butter", false},
		{"letters that are none of base64", own[:len(own)-3] + "!!!", "bread and butter", false},
		{"a weaker hash", strings.Replace(own, "m=19456", "m=8", 1), "bread and butter", false},
		{"the password itself", "bread and butter", "bread and butter", false},
	} {
		err := CheckPassword(tt.hash, tt.password)
		if (err == nil) != tt.good || err != nil && errs.KindOf(err) != errs.Unauthorized {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestTheSamePasswordHasManyHashes(t *testing.T) {
	t.Parallel()
	a, b := HashPassword("bread and butter"), HashPassword("bread and butter")
	const form = "$argon2id$v=19$m=19456,t=2,p=1$"
	if a == b || !strings.HasPrefix(a, form) || !strings.HasPrefix(b, form) {
		t.Errorf("%s\n%s", a, b)
	}
}
