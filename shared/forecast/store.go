package forecast

import (
	"cmp"
	"encoding/binary"
	"errors"
	"maps"
	"math"
	"slices"
)

// storedFormat is the first byte of a stored model.
const storedFormat = 2

// MarshalBinary writes m so that UnmarshalBinary reads the same model, bit for bit.
func (m *Model) MarshalBinary() ([]byte, error) {
	s := &m.State
	e := encoder{storedFormat}
	e.int(int64(s.AsOf))
	for _, slots := range []map[slotKey]*series{s.Slots, s.Venues} {
		e.int(int64(len(slots)))
		keys := slices.SortedFunc(maps.Keys(slots), func(a, b slotKey) int {
			return cmp.Or(cmp.Compare(a.Product, b.Product), cmp.Compare(a.Venue, b.Venue), cmp.Compare(a.Weekday, b.Weekday))
		})
		for _, k := range keys {
			e.int(int64(k.Product))
			e.int(int64(k.Venue))
			e.int(int64(k.Weekday))
			e.series(slots[k])
		}
	}
	e.int(int64(len(s.Products)))
	for _, p := range s.Products {
		e.series(p)
	}
	e.int(int64(len(s.Category)))
	for _, c := range s.Category {
		e.int(int64(c))
	}
	e.floats(s.Dispersion)
	e.float(s.Median)
	e.floats(s.Event[:])
	return e, nil
}

type encoder []byte

func (e *encoder) int(v int64)     { *e = binary.AppendVarint(*e, v) }
func (e *encoder) float(v float64) { *e = binary.LittleEndian.AppendUint64(*e, math.Float64bits(v)) }

func (e *encoder) floats(v []float64) {
	e.int(int64(len(v)))
	for _, x := range v {
		e.float(x)
	}
}

func (e *encoder) series(s *series) {
	e.float(s.Mean)
	e.float(s.Raw)
	e.int(int64(s.N))
	e.int(int64(len(s.Newest)))
	for _, c := range s.Newest {
		e.int(int64(c.Day))
		e.int(int64(c.Venue))
		e.float(c.Units)
		soldOut := int64(0)
		if c.SoldOut {
			soldOut = 1
		}
		e.int(soldOut)
	}
}

// UnmarshalBinary reads what MarshalBinary wrote. It fails on anything else.
func (m *Model) UnmarshalBinary(b []byte) error {
	if len(b) == 0 || b[0] != storedFormat {
		return errors.New("forecast: this is no model that this version can read")
	}
	d := decoder{b: b[1:]}
	s := state{AsOf: Day(d.int()), Slots: map[slotKey]*series{}, Venues: map[slotKey]*series{}}
	for _, slots := range []map[slotKey]*series{s.Slots, s.Venues} {
		for range d.count() {
			k := slotKey{int32(d.int()), int32(d.int()), int8(d.int())}
			slots[k] = d.series()
		}
	}
	for range d.count() {
		s.Products = append(s.Products, d.series())
	}
	for range d.count() {
		s.Category = append(s.Category, int32(d.int()))
	}
	s.Dispersion = d.floats()
	s.Median = d.float()
	copy(s.Event[:], d.floats())
	if d.short || len(d.b) > 0 || len(s.Dispersion) != len(s.Products) {
		return errors.New("forecast: a stored model is damaged")
	}
	m.State = s
	return nil
}

// decoder reads from b. After what is missing it returns zeros and sets short.
type decoder struct {
	b     []byte
	short bool
}

func (d *decoder) int() int64 {
	v, n := binary.Varint(d.b)
	if n <= 0 {
		d.b, d.short = nil, true
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) float() float64 {
	if len(d.b) < 8 {
		d.b, d.short = nil, true
		return 0
	}
	v := math.Float64frombits(binary.LittleEndian.Uint64(d.b))
	d.b = d.b[8:]
	return v
}

// count reads a number of things of at least one byte each.
func (d *decoder) count() int {
	n := d.int()
	if n < 0 || n > int64(len(d.b)) {
		d.b, d.short = nil, true
		return 0
	}
	return int(n)
}

func (d *decoder) floats() []float64 {
	v := make([]float64, d.count())
	for i := range v {
		v[i] = d.float()
	}
	return v
}

func (d *decoder) series() *series {
	s := &series{Mean: d.float(), Raw: d.float(), N: int(d.int())}
	for range d.count() {
		s.Newest = append(s.Newest, Comparable{Day: Day(d.int()), Venue: int32(d.int()), Units: d.float(), SoldOut: d.int() != 0})
	}
	return s
}
