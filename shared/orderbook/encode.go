package orderbook

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/marketprep/marketprep/shared/amount"
)

// format is the first byte of an encoded Doc.
const format = 1

// MarshalBinary writes d in about 25 bytes per order and 5 per line. Ids of
// locations and products are written once.
func (d *Doc) MarshalBinary() ([]byte, error) {
	e := encoder{b: []byte{}, ids: map[string]uint64{}}
	marks := slices.Sorted(maps.Keys(d.Orders))
	e.uint(uint64(len(marks)))
	for _, mark := range marks {
		e.entry(d.Hour, mark, d.Orders[mark])
	}
	head := encoder{b: []byte{format}}
	head.uint(uint64(len(e.names)))
	for _, name := range e.names {
		head.uint(uint64(len(name)))
		head.b = append(head.b, name...)
	}
	return append(head.b, e.b...), nil
}

type encoder struct {
	b     []byte
	ids   map[string]uint64
	names []string
}

func (e *encoder) uint(v uint64) { e.b = binary.AppendUvarint(e.b, v) }
func (e *encoder) int(v int64)   { e.b = binary.AppendVarint(e.b, v) }
func (e *encoder) mark(m Mark)   { e.b = binary.BigEndian.AppendUint64(e.b, uint64(m)) }

func (e *encoder) id(name string) {
	i, known := e.ids[name]
	if !known {
		i = uint64(len(e.names))
		e.ids[name] = i
		e.names = append(e.names, name)
	}
	e.uint(i)
}

func (e *encoder) entry(here Hour, mark Mark, o Entry) {
	e.mark(mark)
	e.int(o.Version)
	e.int(o.Updated.UnixMilli() - here.Time().UnixMilli())
	e.int(int64(o.At - here))
	e.b = append(e.b, byte(o.State))
	if o.At != here {
		return
	}
	e.uint(uint64(o.Closed.Unix() - here.Time().Unix()))
	e.id(o.Location)
	e.uint(uint64(len(o.Lines)))
	for _, l := range o.Lines {
		e.line(l)
	}
}

// Bits of a line's first byte.
const (
	returned   = 1 << iota
	ofKnown    // the order that it was sold with follows
	fractional // its units are hundred-thousandths rather than whole ones
)

func (e *encoder) line(l Line) {
	var flags byte
	units := int64(l.Units / amount.One)
	if l.Returned {
		flags |= returned
	}
	if l.Of != 0 {
		flags |= ofKnown
	}
	if l.Units%amount.One != 0 {
		flags |= fractional
		units = int64(l.Units)
	}
	e.b = append(e.b, flags)
	e.id(l.Product)
	if l.Of != 0 {
		e.mark(l.Of)
	}
	e.int(units)
	e.int(int64(l.Money))
}

// UnmarshalBinary reads what MarshalBinary wrote for d's hour. It fails on anything else.
func (d *Doc) UnmarshalBinary(b []byte) error {
	if len(b) == 0 || b[0] != format {
		return errors.New("orderbook: these are no orders that this version can read")
	}
	r := decoder{b: b[1:]}
	r.names = make([]string, r.count())
	for i := range r.names {
		r.names[i] = string(r.bytes(r.count()))
	}
	n := r.count()
	d.Orders = make(map[Mark]Entry, n)
	for range n {
		mark := r.mark()
		d.Orders[mark] = r.entry(d.Hour)
	}
	if r.short || len(r.b) > 0 {
		return fmt.Errorf("orderbook: the orders of %s are damaged: %d bytes too many, too few: %t", d.Hour, len(r.b), r.short)
	}
	return nil
}

// decoder reads from b. After what is missing it returns zeros and sets short.
type decoder struct {
	b     []byte
	names []string
	short bool
}

func (r *decoder) fail() { r.b, r.short = nil, true }

func (r *decoder) uint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *decoder) int() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[n:]
	return v
}

// count reads a number of things of at least one byte each.
func (r *decoder) count() int {
	n := r.uint()
	if n > uint64(len(r.b)) {
		r.fail()
		return 0
	}
	return int(n)
}

func (r *decoder) bytes(n int) []byte {
	if n > len(r.b) {
		r.fail()
		return make([]byte, n)
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *decoder) mark() Mark { return Mark(binary.BigEndian.Uint64(r.bytes(8))) }

func (r *decoder) name() string {
	i := r.uint()
	if i >= uint64(len(r.names)) {
		r.fail()
		return ""
	}
	return r.names[i]
}

func (r *decoder) entry(here Hour) Entry {
	var e Entry
	e.Version = r.int()
	e.Updated = time.UnixMilli(here.Time().UnixMilli() + r.int()).UTC()
	e.At = here + Hour(r.int())
	e.State = State(r.bytes(1)[0])
	e.Closed = e.At.Time()
	if e.At != here {
		return e
	}
	e.Closed = here.Time().Add(time.Duration(r.uint()) * time.Second)
	e.Location = r.name()
	if n := r.count(); n > 0 {
		e.Lines = make([]Line, n)
	}
	for i := range e.Lines {
		e.Lines[i] = r.line()
	}
	return e
}

func (r *decoder) line() Line {
	var l Line
	flags, scale := r.bytes(1)[0], amount.One
	l.Product = r.name()
	l.Returned = flags&returned != 0
	if flags&ofKnown != 0 {
		l.Of = r.mark()
	}
	if flags&fractional != 0 {
		scale = 1
	}
	l.Units = amount.Quantity(r.int()) * scale
	l.Money = amount.Money(r.int())
	return l
}
