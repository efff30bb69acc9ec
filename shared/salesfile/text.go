package salesfile

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxText is how many characters of a name are kept.
const maxText = 200

// clean is s in Unicode form C, without control characters (which includes the
// invisible marks of direction and of byte order), blanks at its ends and more
// than one blank in a row, and cut after 200 characters.
func clean(s string) string {
	if len(s) > 8*maxText {
		s = s[:8*maxText] // no more is kept whatever it is; bounds the work below
	}
	printable := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == unicode.ReplacementChar || !unicode.IsPrint(r):
			return -1
		}
		return r
	}, norm.NFC.String(s))
	s = strings.Join(strings.Fields(printable), " ")
	if len(s) <= maxText {
		return s
	}
	if runes := []rune(s); len(runes) > maxText {
		return strings.TrimSpace(string(runes[:maxText]))
	}
	return s
}

// NameKey is the key under which two spellings of a product's name meet: without
// regard to case, blanks, punctuation at the end, and the form in which Unicode
// writes the letters.
func NameKey(s string) string {
	s = strings.ToLower(norm.NFKC.String(clean(norm.NFKC.String(s))))
	trimmed := strings.TrimRight(s, " .,;:!?-–—_*")
	if trimmed == "" {
		return s
	}
	return trimmed
}

// cache remembers cleaned texts: a file has few names and many lines.
type cache map[string]string

// maxCache bounds a cache that a hostile file fills.
const maxCache = 4096

// clean is clean(s), a copy that does not keep the line of s in memory.
func (c cache) clean(s string) string {
	if s == "" {
		return ""
	}
	if known, ok := c[s]; ok {
		return known
	}
	cleaned := strings.Clone(clean(s))
	if len(c) < maxCache && len(s) <= 2*maxText {
		c[strings.Clone(s)] = cleaned
	}
	return cleaned
}

// brief is s, short enough to be quoted in a reason.
func brief(s string) string {
	const most = 40
	if runes := []rune(clean(s)); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return clean(s)
}
