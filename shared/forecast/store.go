package forecast

import (
	"encoding/binary"
	"errors"
	"math"
)

// storedFormat is the first byte of a stored model.
const storedFormat = 3

// MarshalBinary writes m so that UnmarshalBinary reads the same model, bit for bit.
func (m *Model) MarshalBinary() ([]byte, error) {
	c := &coder{b: []byte{storedFormat}, writing: true}
	m.code(c)
	return c.b, nil
}

// UnmarshalBinary reads what MarshalBinary wrote. It fails on anything else.
func (m *Model) UnmarshalBinary(b []byte) error {
	if len(b) == 0 || b[0] != storedFormat {
		return errors.New("forecast: this is no model that this version can read")
	}
	c := &coder{b: b[1:]}
	read := new(Model)
	read.code(c)
	if c.damaged || len(c.b) > 0 || !read.sound() {
		return errors.New("forecast: a stored model is damaged")
	}
	*m = *read
	m.number()
	return nil
}

// sound reports whether the numbers that m uses as indices are in range.
func (m *Model) sound() bool {
	if len(m.Global) != features+slotColumns*len(m.Slots) {
		return false
	}
	for i := range m.Products {
		for j := range m.Products[i].Pairs {
			if s := m.Products[i].Pairs[j].Slot; s < 0 || int(s) >= len(m.Slots) {
				return false
			}
		}
		if m.Products[i].N < 0 {
			return false
		}
	}
	return true
}

// code reads or writes m: one list of the fields serves both.
func (m *Model) code(c *coder) {
	integer(c, &m.AsOf)
	integer(c, &m.Today)
	integer(c, &m.Span)
	c.text(&m.Region)
	list(c, &m.Slots, func(s *slotState) {
		integer(c, &s.ID.Venue)
		integer(c, &s.ID.Weekday)
		c.ratio(&s.Factor)
		c.float(&s.Spread)
	})
	list(c, &m.Products, c.product)
	list(c, &m.Category, func(v *int32) { integer(c, v) })
	list(c, &m.Core, c.flag)
	list(c, &m.Visitors, c.float)
	list(c, &m.Global, c.float)
	c.float(&m.Momentum)
	for i := range m.Weeks {
		integer(c, &m.Weeks[i].Week)
		c.ratio(&m.Weeks[i].ratio)
	}
	c.float(&m.Temperature.Mean)
	c.float(&m.Temperature.Sine)
	c.float(&m.Temperature.Cosine)
	c.float(&m.Wetness)
	list(c, &m.Holidays, func(d *Day) { integer(c, d) })
}

func (c *coder) product(p *productState) {
	list(c, &p.Pairs, func(s *pairState) {
		integer(c, &s.Slot)
		for _, v := range []*float64{&s.Effect, &s.Mean, &s.Raw, &s.LongSum, &s.Hits} {
			c.float(v)
		}
		integer(c, &s.N)
		list(c, &s.Comparable, func(d *pastDay) {
			integer(c, &d.Day)
			integer(c, &d.Venue)
			units := int(math.Round(d.Units * unitParts))
			integer(c, &units)
			d.Units = float64(units) / unitParts
			c.flag(&d.SoldOut)
			c.short(&d.Effect)
		})
	})
	list(c, &p.Venues, func(v *venueMean) {
		integer(c, &v.Venue)
		c.float(&v.Mean)
		integer(c, &v.N)
	})
	for i := range p.Own {
		c.float(&p.Own[i])
	}
	c.float(&p.Dispersion)
	c.float(&p.Mean)
	integer(c, &p.N)
	for i := range min(max(p.N, 0), window) {
		c.short(&p.Window[i][0])
		c.short(&p.Window[i][1])
	}
	c.ratio(&p.Smooth)
}

// coder writes to b, or reads from it. After what is missing it reads zeros and says
// that b is damaged.
type coder struct {
	b       []byte
	writing bool
	damaged bool
}

func integer[T ~int8 | ~int32 | ~int](c *coder, v *T) {
	if c.writing {
		c.b = binary.AppendVarint(c.b, int64(*v))
		return
	}
	x, n := binary.Varint(c.b)
	if n <= 0 || int64(T(x)) != x {
		c.b, c.damaged, *v = nil, true, 0
		return
	}
	c.b, *v = c.b[n:], T(x)
}

func (c *coder) float(v *float64) {
	if c.writing {
		c.b = binary.LittleEndian.AppendUint64(c.b, math.Float64bits(*v))
		return
	}
	if len(c.b) < 8 {
		c.b, c.damaged, *v = nil, true, 0
		return
	}
	c.b, *v = c.b[8:], math.Float64frombits(binary.LittleEndian.Uint64(c.b))
}

func (c *coder) short(v *float32) {
	if c.writing {
		c.b = binary.LittleEndian.AppendUint32(c.b, math.Float32bits(*v))
		return
	}
	if len(c.b) < 4 {
		c.b, c.damaged, *v = nil, true, 0
		return
	}
	c.b, *v = c.b[4:], math.Float32frombits(binary.LittleEndian.Uint32(c.b))
}

func (c *coder) ratio(v *ratio) {
	c.float(&v.Num)
	c.float(&v.Den)
}

func (c *coder) flag(v *bool) {
	x := int8(number(*v))
	integer(c, &x)
	*v = x != 0
}

// length reads or writes how many of something follow, each of at least a byte.
func (c *coder) length(n int) int {
	integer(c, &n)
	if !c.writing && (n < 0 || n > len(c.b)) {
		c.b, c.damaged = nil, true
		return 0
	}
	return n
}

func (c *coder) text(s *string) {
	n := c.length(len(*s))
	if c.writing {
		c.b = append(c.b, *s...)
		return
	}
	*s, c.b = string(c.b[:n]), c.b[n:]
}

func list[T any](c *coder, items *[]T, item func(*T)) {
	n := c.length(len(*items))
	if !c.writing && n > 0 {
		*items = make([]T, n)
	}
	for i := range *items {
		item(&(*items)[i])
	}
}
