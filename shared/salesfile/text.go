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
	if plain(s) {
		return s
	}
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

// plain reports whether s is clean already, as far as that is seen at a glance.
func plain(s string) bool {
	blank := true // for none may stand at the beginning
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' || blank && s[i] == ' ' {
			return false
		}
		blank = s[i] == ' '
	}
	return len(s) <= maxText && (!blank || s == "")
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

// memo remembers what a function made of a text: a file has few names and many
// lines.
type memo struct {
	of    func(string) string
	known map[string]string
}

func newMemo(of func(string) string) memo { return memo{of: of, known: map[string]string{}} }

// maxMemo bounds a memo that a hostile file fills.
const maxMemo = 4096

// get is of(s), a copy that does not keep the line of s in memory.
func (m memo) get(s string) string {
	if s == "" {
		return ""
	}
	if v, ok := m.known[s]; ok {
		return v
	}
	v := strings.Clone(m.of(s))
	if len(m.known) < maxMemo && len(s) <= 2*maxText {
		m.known[strings.Clone(s)] = v
	}
	return v
}

// brief is s, short enough to be quoted in a reason.
func brief(s string) string {
	const most = 40
	if runes := []rune(clean(s)); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return clean(s)
}
