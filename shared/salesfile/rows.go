package salesfile

import (
	"bufio"
	"bytes"
	"io"
	"strings"

	"github.com/marketprep/marketprep/shared/errs"
)

// row is one record of a CSV file: usually a line, several where a quoted field
// holds line breaks.
type row struct {
	number int // of its first line
	fields []string
}

func (r row) empty() bool {
	for _, f := range r.fields {
		if f != "" {
			return false
		}
	}
	return true
}

// rows reads records. Unlike encoding/csv it never lets a stray quote swallow the
// rest of a file: a quote that is not closed within a few lines costs its line.
type rows struct {
	r         *bufio.Reader
	delimiter byte
	number    int      // of the line read last
	pending   []string // lines read ahead of their turn
}

// Bounds of a record.
const (
	longestLine   = 64 << 10 // bytes
	longestRecord = 8        // lines
)

func newRows(r *bufio.Reader) *rows { return &rows{r: r, delimiter: ','} }

// next returns the next record. It fails with errs.Invalid for one that cannot be
// read, and the next call goes on behind it, and with io.EOF behind the last.
func (s *rows) next() (row, error) {
	line, err := s.line()
	if err != nil {
		return row{number: s.number}, err
	}
	number := s.number
	fields, closed := split(line, s.delimiter)
	if closed {
		return row{number, fields}, nil
	}
	// The quote may close on one of the next lines.
	taken := []string{}
	for len(taken) < longestRecord-1 {
		more, err := s.line()
		if err != nil {
			break
		}
		taken = append(taken, more)
		if fields, closed = split(line+"\n"+strings.Join(taken, "\n"), s.delimiter); closed {
			return row{number, fields}, nil
		}
	}
	s.pending = append(taken, s.pending...)
	s.number = number
	return row{number: number}, errs.New(errs.Invalid, "a quotation mark is opened and not closed")
}

// line returns the next line without its end.
func (s *rows) line() (string, error) {
	s.number++
	if len(s.pending) > 0 {
		line := s.pending[0]
		s.pending = s.pending[1:]
		return line, nil
	}
	var line []byte
	long := false
	for {
		part, err := s.r.ReadSlice('\n')
		if !long {
			line = append(line, part...)
		}
		if long = long || len(line) > longestLine; long {
			line = nil
		}
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF && len(line) == 0 && !long:
			s.number--
			return "", io.EOF
		case err != nil && err != io.EOF:
			return "", err
		case long:
			return "", errs.New(errs.Invalid, "the line is longer than %d characters", longestLine)
		}
		return string(bytes.TrimRight(line, "\r\n")), nil
	}
}

// split splits a record into its fields, trimmed, and reports whether every
// quote that opens a field is closed.
func split(line string, delimiter byte) (fields []string, closed bool) {
	for rest := line; ; {
		field, after, more, ok := cut(rest, delimiter)
		if !ok {
			return nil, false
		}
		fields = append(fields, strings.TrimSpace(field))
		if !more {
			return fields, true
		}
		rest = after
	}
}

// cut takes the first field off a record.
func cut(s string, delimiter byte) (field, rest string, more, closed bool) {
	trimmed := strings.TrimLeft(s, " ")
	if !strings.HasPrefix(trimmed, `"`) {
		field, rest, more = strings.Cut(s, string(delimiter))
		return field, rest, more, true
	}
	var b strings.Builder
	for i := 1; i < len(trimmed); i++ {
		c := trimmed[i]
		if c != '"' {
			b.WriteByte(c)
			continue
		}
		if i+1 < len(trimmed) && trimmed[i+1] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		// What stands between the closing quote and the delimiter belongs to the field.
		tail, rest, more := strings.Cut(trimmed[i+1:], string(delimiter))
		return b.String() + tail, rest, more, true
	}
	return "", "", false, false
}
