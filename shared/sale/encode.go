package sale

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
)

// format is the first byte of an encoded Month.
const format = 1

// Flags of an encoded line: which of its parts follow.
const (
	hasTimes = 1 << iota
	hasSoldOut
	hasSoldOutAt
	hasBrought
	hasWasted
	hasRating
	fractional // Units and the like are hundred-thousandths rather than whole units
)

// MarshalBinary writes m in about 15 bytes per line: two years of fifty products
// at five venues must be read for every list. Ids are written once, and
// quantities as whole units where all of a line's are.
func (m *Month) MarshalBinary() ([]byte, error) {
	e := encoder{ids: map[string]uint64{}}
	for _, d := range m.Days {
		e.id(d.Venue)
		for _, l := range d.Lines {
			e.id(l.Product)
		}
	}
	e.b = []byte{format}
	e.uint(uint64(len(e.names)))
	for _, name := range e.names {
		e.uint(uint64(len(name)))
		e.b = append(e.b, name...)
	}
	e.uint(uint64(len(m.Days)))
	for i := range m.Days {
		e.day(&m.Days[i])
	}
	return e.b, nil
}

type encoder struct {
	b     []byte
	ids   map[string]uint64
	names []string
}

func (e *encoder) id(name string) {
	if _, ok := e.ids[name]; !ok {
		e.ids[name] = uint64(len(e.names))
		e.names = append(e.names, name)
	}
}

func (e *encoder) uint(v uint64) { e.b = binary.AppendUvarint(e.b, v) }
func (e *encoder) int(v int64)   { e.b = binary.AppendVarint(e.b, v) }

func (e *encoder) day(d *Day) {
	e.uint(uint64(d.Date))
	e.uint(e.ids[d.Venue])
	e.uint(uint64(len(d.Lines)))
	for i := range d.Lines {
		e.line(&d.Lines[i])
	}
}

func (e *encoder) line(l *Line) {
	flags, scale := l.flags(), amount.One
	if flags&fractional != 0 {
		scale = 1
	}
	quantity := func(q amount.Quantity) { e.int(int64(q / scale)) }
	e.uint(e.ids[l.Product])
	e.b = append(e.b, byte(l.Source), flags)
	quantity(l.Units)
	e.int(int64(l.Revenue))
	if flags&hasTimes != 0 {
		e.uint(uint64(l.First))
		e.uint(uint64(l.Last - l.First))
		e.uint(uint64(len(l.Hours)))
		for _, h := range l.Hours {
			e.b = append(e.b, h.Hour)
			quantity(h.Units)
		}
	}
	if flags&hasSoldOutAt != 0 {
		e.uint(uint64(l.SoldOutAt))
	}
	if flags&hasBrought != 0 {
		quantity(l.Brought)
	}
	if flags&hasWasted != 0 {
		quantity(l.Wasted)
	}
	if flags&hasRating != 0 {
		e.b = append(e.b, l.Rating)
	}
}

func (l *Line) flags() (flags byte) {
	set := func(flag byte, on bool) {
		if on {
			flags |= flag
		}
	}
	part := l.Units%amount.One | l.Brought%amount.One | l.Wasted%amount.One
	for _, h := range l.Hours {
		part |= h.Units % amount.One
	}
	set(hasTimes, l.First != Unknown)
	set(hasSoldOut, l.SoldOut)
	set(hasSoldOutAt, l.SoldOutAt != Unknown)
	set(hasBrought, l.Brought != 0)
	set(hasWasted, l.Wasted != 0)
	set(hasRating, l.Rating != 0)
	set(fractional, part != 0)
	return flags
}

// UnmarshalBinary reads what MarshalBinary wrote. It fails on anything else.
func (m *Month) UnmarshalBinary(b []byte) error {
	if len(b) == 0 || b[0] != format {
		return errors.New("sale: this is no month of sales that this version can read")
	}
	d := decoder{b: b[1:]}
	names := make([]string, d.count())
	for i := range names {
		names[i] = string(d.bytes(d.count()))
	}
	d.names = names
	m.Days = make([]Day, d.count())
	for i := range m.Days {
		d.day(&m.Days[i])
	}
	if d.short || len(d.b) > 0 {
		return fmt.Errorf("sale: a month of sales is damaged: %d bytes too many, too few: %t", len(d.b), d.short)
	}
	return nil
}

// decoder reads from b. After what is missing it returns zeros and sets short.
type decoder struct {
	b     []byte
	names []string
	short bool
}

func (d *decoder) fail() { d.b, d.short = nil, true }

func (d *decoder) uint() uint64 {
	v, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) int() int64 {
	v, n := binary.Varint(d.b)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.b = d.b[n:]
	return v
}

// count reads a number of things of at least one byte each.
func (d *decoder) count() int {
	n := d.uint()
	if n > uint64(len(d.b)) {
		d.fail()
		return 0
	}
	return int(n)
}

func (d *decoder) bytes(n int) []byte {
	if n > len(d.b) {
		d.fail()
		return make([]byte, n)
	}
	b := d.b[:n]
	d.b = d.b[n:]
	return b
}

func (d *decoder) name() string {
	i := d.uint()
	if i >= uint64(len(d.names)) {
		d.fail()
		return ""
	}
	return d.names[i]
}

func (d *decoder) clock() civil.Clock { return civil.Clock(d.uint()) }

func (d *decoder) day(day *Day) {
	day.Date = civil.Date(d.uint())
	day.Venue = d.name()
	if n := d.count(); n > 0 {
		day.Lines = make([]Line, n)
	}
	for i := range day.Lines {
		d.line(&day.Lines[i])
	}
}

func (d *decoder) line(l *Line) {
	*l = NewLine(d.name(), Source(d.bytes(1)[0]))
	flags, scale := d.bytes(1)[0], amount.One
	if flags&fractional != 0 {
		scale = 1
	}
	quantity := func() amount.Quantity { return amount.Quantity(d.int()) * scale }
	l.Units = quantity()
	l.Revenue = amount.Money(d.int())
	if flags&hasTimes != 0 {
		l.First = d.clock()
		l.Last = l.First + d.clock()
		if n := d.count(); n > 0 {
			l.Hours = make([]Hour, n)
		}
		for i := range l.Hours {
			l.Hours[i] = Hour{d.bytes(1)[0], quantity()}
		}
	}
	l.SoldOut = flags&hasSoldOut != 0
	if flags&hasSoldOutAt != 0 {
		l.SoldOutAt = d.clock()
	}
	if flags&hasBrought != 0 {
		l.Brought = quantity()
	}
	if flags&hasWasted != 0 {
		l.Wasted = quantity()
	}
	if flags&hasRating != 0 {
		l.Rating = d.bytes(1)[0]
	}
}
