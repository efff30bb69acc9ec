package ident

import (
	"fmt"
	"regexp"
	"testing"
)

func TestOfIsTheSameForTheSameParts(t *testing.T) {
	t.Parallel()
	// Stored ids depend on this: it must never change.
	if got := Of("p", "rye"); got != "pnum1kghg67fv" {
		t.Errorf(`Of("p", "rye") = %s`, got)
	}
	if Of("p", "a", "b") == Of("p", "ab") || Of("p", "a", "") == Of("p", "a") || Of("p", "a") == Of("n", "a") {
		t.Error("different parts have one id")
	}
}

func TestIDsFitIntoPathsAndDoNotMeet(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^[a-z0-9]{1,40}$`)
	seen := map[string]bool{}
	for n := range 20_000 {
		for _, id := range []string{Of("p", fmt.Sprint("Product ", n)), New("f")} {
			if !form.MatchString(id) || seen[id] {
				t.Fatalf("%s is malformed or taken", id)
			}
			seen[id] = true
		}
	}
}
