package gateway

import (
	"encoding/json"
	"fmt"
	"slices"
)

// policy is an IAM policy document, as far as authorizers use it.
type policy struct {
	Version   string
	Statement statements
}

type statement struct {
	Effect           string
	Action, Resource texts
	Sid              string
}

// statements and texts are lists, or one element that stands for itself.
type (
	statements []statement
	texts      []string
)

// UnmarshalJSON takes one statement or a list.
func (s *statements) UnmarshalJSON(b []byte) error { return oneOrMany(b, (*[]statement)(s)) }

// UnmarshalJSON takes one text or a list.
func (t *texts) UnmarshalJSON(b []byte) error { return oneOrMany(b, (*[]string)(t)) }

func oneOrMany[T any](b []byte, into *[]T) error {
	if len(b) > 0 && b[0] == '[' {
		return json.Unmarshal(b, into) //nolint:wrapcheck // wrapped by the caller
	}
	var one T
	if err := json.Unmarshal(b, &one); err != nil {
		return fmt.Errorf("policy: %w", err)
	}
	*into = []T{one}
	return nil
}

type verdict int

const (
	unmentioned verdict = iota
	allowed
	denied
)

// decide says what the policy makes of an action: one Deny outweighs all Allows.
func (p policy) decide(action, resource string) verdict {
	v := unmentioned
	for _, s := range p.Statement {
		fits := func(value string) func(string) bool {
			return func(pattern string) bool { return match(pattern, value) }
		}
		if !slices.ContainsFunc(s.Action, fits(action)) || !slices.ContainsFunc(s.Resource, fits(resource)) {
			continue
		}
		switch s.Effect {
		case "Deny":
			return denied
		case "Allow":
			v = allowed
		}
	}
	return v
}

// match reports whether s fits a pattern in which * stands for any text, slashes
// included, and ? for one character.
func match(pattern, s string) bool {
	p, i, star, mark := 0, 0, -1, 0
	for i < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == s[i]):
			p++
			i++
		case star >= 0:
			p, mark = star+1, mark+1
			i = mark
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}
