package sale

import (
	"encoding/binary"
	"slices"
)

// Mark stands for one line of a file: a hash of what it says, so that a line
// which arrives again is known. 40 bits: at 20,000 lines a month one in fifty
// million new lines is mistaken for an old one.
type Mark uint64

// markBytes is how many bytes a Mark takes when stored.
const markBytes = 5

// MarkOf is the mark of a line whose hash is h.
func MarkOf(h uint64) Mark { return Mark(h >> (64 - 8*markBytes)) }

// Seen is a set of marks.
type Seen map[Mark]struct{}

// MarshalBinary writes the marks in order, five bytes each.
func (s Seen) MarshalBinary() ([]byte, error) {
	marks := make([]Mark, 0, len(s))
	for m := range s {
		marks = append(marks, m)
	}
	slices.Sort(marks)
	b := make([]byte, 0, markBytes*len(marks))
	for _, m := range marks {
		b = append(b, binary.BigEndian.AppendUint64(nil, uint64(m))[8-markBytes:]...)
	}
	return b, nil
}

// Read adds the marks that MarshalBinary wrote.
func (s Seen) Read(b []byte) {
	for ; len(b) >= markBytes; b = b[markBytes:] {
		s[Mark(uint64(b[0])<<32|uint64(binary.BigEndian.Uint32(b[1:])))] = struct{}{}
	}
}
