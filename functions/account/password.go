package account

import (
	"slices"
	"strings"

	"github.com/marketprep/marketprep/shared/auth"
	"github.com/marketprep/marketprep/shared/errs"
)

// common are passwords that anybody would try first, among those that are long
// enough: rows of keys, names of things with digits behind them, and our own name.
// They were chosen by hand, from no published list.
const common = `1234567890 0123456789 0987654321 1234567891 12345678910 123456789a 123456789q 1q2w3e4r5t 1qaz2wsx3edc 123123123123
abcd123456 abcdefghij asdfghjkl1 baseball123 football123 iloveyou12 iloveyou123 letmein123 michael123 passw0rd123 password12 password123
password1234 password12345 princess123 q1w2e3r4t5 qazwsxedc1 qwerty1234 qwerty12345 qwerty123456 qwertyuiop qwertyuiop1 sunshine123
superman123 welcome123 zxcvbnm123 farmersmarket farmersmarket1 farmersmarket123 marketprep marketprep1 marketprep123`

// checkPassword says whether somebody with the given address may choose password.
// It fails with errs.Invalid.
func checkPassword(password, address string) error {
	if n := len(password); n < auth.MinPassword || n > auth.MaxPassword {
		return errs.InvalidField("body.password", "a password has %d to %d bytes", auth.MinPassword, auth.MaxPassword)
	}
	lower := strings.ToLower(password)
	first, rest := []rune(lower)[0], []rune(lower)[1:]
	oneLetter := !slices.ContainsFunc(rest, func(r rune) bool { return r != first })
	if oneLetter || lower == address || slices.Contains(strings.Fields(common), lower) {
		return errs.InvalidField("body.password", "this is one of the first that anybody would try: choose another")
	}
	return nil
}
