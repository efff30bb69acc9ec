package salesfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/marketprep/marketprep/shared/errs"
)

// maxLine is the length in bytes from which on a line is no line of a sales file.
const maxLine = 64 * 1024

// foreign are the first bytes of what people send instead of a CSV file.
var foreign = []struct{ magic, what string }{
	{"PK\x03\x04", "this is an Excel workbook or another archive: open it and save it as CSV"},
	{"\xd0\xcf\x11\xe0", "this is an old Excel workbook: open it and save it as CSV"},
	{"%PDF", "this is a PDF document: export the sales as CSV"},
	{"\x1f\x8b", "this file is compressed with gzip: unpack it first"},
	{"<", "this is a web page, not a CSV file: you may have to sign in where it comes from before you download it"},
	{"{", "this is JSON, not a CSV file"},
	{"[", "this is JSON, not a CSV file"},
}

// decode returns the text of r: UTF-16 is converted, marks of byte order are
// removed. Text in Windows-1252 is left to lines, which sees where it occurs. It
// fails with errs.Invalid if r is no text.
func decode(r io.Reader) (*bufio.Reader, error) {
	in := bufio.NewReaderSize(r, maxLine)
	start, err := in.Peek(maxLine)
	if err != nil && !errors.Is(err, io.EOF) && len(start) == 0 {
		return nil, fmt.Errorf("salesfile: read the beginning: %w", err)
	}
	if order, ok := utf16(start); ok {
		in = bufio.NewReaderSize(unicode.UTF16(order, unicode.UseBOM).NewDecoder().Reader(in), maxLine)
		start, _ = in.Peek(maxLine)
	} else if bytes.HasPrefix(start, []byte("\xef\xbb\xbf")) {
		_, _ = in.Discard(3)
		start = start[3:]
	}
	text := bytes.TrimLeft(start, " \t\r\n")
	if len(text) == 0 {
		return nil, errs.New(errs.Invalid, "this file is empty")
	}
	for _, f := range foreign {
		if bytes.HasPrefix(text, []byte(f.magic)) {
			return nil, errs.New(errs.Invalid, "%s", f.what)
		}
	}
	if bytes.IndexByte(text, 0) >= 0 {
		return nil, errs.New(errs.Invalid, "this is no text: export or save the sales as CSV")
	}
	return in, nil
}

// utf16 reports whether b begins a text in UTF-16. Without a mark of byte order,
// what tells is that every other byte of a header is zero.
func utf16(b []byte) (unicode.Endianness, bool) {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return unicode.LittleEndian, true
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return unicode.BigEndian, true
	case len(b) < 8:
		return unicode.BigEndian, false
	}
	var zeros [2]int
	for i, c := range b[:8] {
		if c == 0 {
			zeros[i%2]++
		}
	}
	if zeros[1] == 4 {
		return unicode.LittleEndian, zeros[0] == 0
	}
	return unicode.BigEndian, zeros == [2]int{4, 0}
}

// endOfLine is the byte that ends the lines of r: a line feed, or a carriage
// return in files of old spreadsheets on a Mac.
func endOfLine(r *bufio.Reader) byte {
	if start, _ := r.Peek(maxLine); bytes.IndexByte(start, '\n') < 0 && bytes.IndexByte(start, '\r') >= 0 {
		return '\r'
	}
	return '\n'
}

// line is one line of text, its ending removed.
type line struct {
	number  int
	text    string
	tooLong bool // and text is missing
}

// lines reads lines, and can look ahead.
type lines struct {
	r      *bufio.Reader
	end    byte
	number int // of the last line that was read from r
	ahead  []line
	head   int   // of ahead: those before are gone
	err    error // what ended reading, if not the end of the file
	done   bool
}

// next removes and returns the next line.
func (ls *lines) next() (line, bool) {
	l, ok := ls.peek(0)
	if ok {
		ls.drop(1)
	}
	return l, ok
}

// peek returns the line after i others without removing it.
func (ls *lines) peek(i int) (line, bool) {
	for len(ls.ahead)-ls.head <= i {
		l, ok := ls.read()
		if !ok {
			return line{}, false
		}
		ls.ahead = append(ls.ahead, l)
	}
	return ls.ahead[ls.head+i], true
}

// drop removes n lines that were peeked at.
func (ls *lines) drop(n int) {
	clear(ls.ahead[ls.head : ls.head+n])
	ls.head += n
	if ls.head > len(ls.ahead)/2 { // so that each line is moved once at most, on average
		ls.ahead, ls.head = append(ls.ahead[:0], ls.ahead[ls.head:]...), 0
	}
}

func (ls *lines) read() (line, bool) {
	if ls.done {
		return line{}, false
	}
	b, err := ls.r.ReadSlice(ls.end)
	long := errors.Is(err, bufio.ErrBufferFull)
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = ls.r.ReadSlice(ls.end)
	}
	if err != nil {
		ls.done = true
		if !errors.Is(err, io.EOF) {
			ls.err = err
			return line{}, false
		}
		if len(b) == 0 {
			return line{}, false
		}
	}
	ls.number++
	if long {
		return line{number: ls.number, tooLong: true}, true
	}
	return line{number: ls.number, text: text(bytes.TrimRight(b, "\r\n"))}, true
}

// text is b as a string. Bytes that are no UTF-8 are Windows-1252, which is what
// Excel writes in the West; every byte means something there, or is replaced.
func text(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	s, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return string(bytes.ToValidUTF8(b, []byte("\ufffd")))
	}
	return string(s)
}
