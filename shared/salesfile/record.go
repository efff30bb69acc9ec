package salesfile

import "strings"

// maxJoin is how many lines a quoted field may go on for. A note may have line
// breaks; a quote that stays open for longer is a mistake.
const maxJoin = 20

// What is wrong with a line as a line of CSV.
const (
	lineTooLong  = "the line is longer than 64 kB"
	quoteBroken  = "a quotation mark in it has no partner"
	tooManyCells = "it has more cells than the header has columns: a text with a comma in it must stand in quotation marks"
)

// record is one line of a table: one line of the file, or several if line breaks
// are quoted.
type record struct {
	number int // of its first line
	cells  []string
	broken string // why its cells cannot be trusted; empty if they can
}

func (r *record) blank() bool {
	if r.broken != "" {
		return false
	}
	for _, c := range r.cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// records splits lines into records of width cells. It differs from encoding/csv
// in what a stray quotation mark costs: there, with LazyQuotes, it swallows the
// file up to the next one that happens to stand before a comma. Here a field goes
// on beyond its line only if that leads to a proper record; else the line is
// broken and reading goes on with the next.
type records struct {
	lines *lines
	comma byte
	width int
	record
}

// next moves on to the next record. The one before is overwritten.
func (rs *records) next() bool {
	l, ok := rs.lines.next()
	if !ok {
		return false
	}
	rs.number, rs.broken = l.number, ""
	if l.tooLong {
		rs.broken = lineTooLong
		return true
	}
	cells, how := split(rs.cells[:0], l.text, rs.comma)
	rs.cells = cells
	switch {
	case how == open:
		rs.join(l.text)
	case how == loose && len(cells) != rs.width:
		rs.broken = quoteBroken
	case len(cells) > rs.width && strings.Join(cells[rs.width:], "") != "":
		rs.broken = tooManyCells
	}
	return true
}

// join makes a record of a line that ends within quotation marks and of those
// that follow it, if they end them.
func (rs *records) join(first string) {
	var b strings.Builder
	b.WriteString(first)
	for n := range maxJoin {
		l, ok := rs.lines.peek(n)
		if !ok || l.tooLong || b.Len()+len(l.text) > maxLine {
			break
		}
		b.WriteByte('\n')
		b.WriteString(l.text)
		if strings.IndexByte(l.text, '"') < 0 {
			continue
		}
		cells, how := split(rs.cells[:0], b.String(), rs.comma)
		rs.cells = cells
		if how == loose || len(cells) > rs.width || how == closed && len(cells) < rs.width {
			break
		}
		if how == closed {
			rs.lines.drop(n + 1)
			return
		}
	}
	rs.broken = quoteBroken
}

// quoting is how a line uses quotation marks.
type quoting int

const (
	closed quoting = iota // as it should
	open                  // the last field goes on beyond the line's end
	loose                 // one stands within a quoted field and is not doubled
)

// split appends the cells of a line to dst. A quotation mark quotes if nothing but
// blanks comes before it in its cell; elsewhere it is a letter like any other. What
// is loose stays so: more lines do not mend it.
func split(dst []string, s string, comma byte) ([]string, quoting) {
	how := closed
	for {
		trimmed := strings.TrimLeft(s, " ")
		if !strings.HasPrefix(trimmed, `"`) {
			i := strings.IndexByte(s, comma)
			if i < 0 {
				return append(dst, s), how
			}
			dst, s = append(dst, s[:i]), s[i+1:]
			continue
		}
		cell, rest, q := quoted(trimmed[1:], comma)
		how = max(how, q)
		dst = append(dst, cell)
		if rest == "" {
			return dst, how
		}
		s = rest[1:]
	}
}

// quoted reads a cell up to the mark that ends it, which stands before a comma or
// the end; rest begins with that comma.
func quoted(s string, comma byte) (cell, rest string, how quoting) {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			b.WriteString(s)
			return b.String(), "", max(how, open)
		}
		after := strings.TrimLeft(s[i+1:], " ")
		switch {
		case strings.HasPrefix(s[i+1:], `"`):
			b.WriteString(s[:i+1])
			s = s[i+2:]
		case after == "" || after[0] == comma:
			if b.Len() == 0 {
				return s[:i], after, how
			}
			b.WriteString(s[:i])
			return b.String(), after, how
		default:
			how = loose
			b.WriteString(s[:i+1])
			s = s[i+1:]
		}
	}
}
