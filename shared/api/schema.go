package api

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/civil"
)

// The civil types know nothing of OpenAPI, which would see in them any text.
// These stand for them in the document; an amount.Money describes itself, as an
// integer.
type (
	dateInDocument  struct{}
	clockInDocument struct{}
)

func (dateInDocument) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date", Examples: []any{"2026-11-28"}}
}

func (clockInDocument) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$`, Examples: []any{"08:30"}}
}

// describeCivil lets r write the civil types as what they are.
func describeCivil(r huma.Registry) {
	r.RegisterTypeAlias(reflect.TypeFor[civil.Date](), reflect.TypeFor[dateInDocument]())
	r.RegisterTypeAlias(reflect.TypeFor[civil.Clock](), reflect.TypeFor[clockInDocument]())
}

// neverNull says of every list in s that it is one, if perhaps an empty one. huma
// lets a slice be null, since Go does, and then checks nothing else about it.
func neverNull(s *huma.Schema) {
	if s == nil {
		return
	}
	if s.Type == huma.TypeArray {
		s.Nullable = false
	}
	neverNull(s.Items)
	for _, property := range s.Properties {
		neverNull(property)
	}
	if values, ok := s.AdditionalProperties.(*huma.Schema); ok {
		neverNull(values)
	}
}

// Nullable is a field of a request that changes something: absent leaves the
// thing alone, null takes it away, anything else sets it.
type Nullable[T any] struct {
	Sent, Null bool
	Value      T
}

// Apply changes what field points to.
func (n Nullable[T]) Apply(field **T) {
	switch {
	case n.Null:
		*field = nil
	case n.Sent:
		*field = &n.Value
	}
}

// Set changes field to what was sent, if anything was: for what cannot be null.
func Set[T any](field, sent *T) {
	if sent != nil {
		*field = *sent
	}
}

// UnmarshalJSON reads null or a T.
func (n *Nullable[T]) UnmarshalJSON(b []byte) error {
	n.Sent = true
	if n.Null = string(b) == "null"; n.Null {
		return nil
	}
	return huma.DefaultJSONFormat.Unmarshal(b, &n.Value)
}

// Schema is that of a T, or null.
func (n Nullable[T]) Schema(r huma.Registry) *huma.Schema {
	s := *r.Schema(reflect.TypeFor[T](), false, reflect.TypeFor[T]().Name())
	s.Nullable = true
	return &s
}
