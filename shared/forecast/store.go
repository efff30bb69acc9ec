package forecast

import (
	"bytes"
	"encoding/gob"
	"fmt"
)

// MarshalBinary writes m so that UnmarshalBinary reads it.
func (m *Model) MarshalBinary() ([]byte, error) {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(m.State); err != nil {
		return nil, fmt.Errorf("forecast: write model: %w", err)
	}
	return b.Bytes(), nil
}

// UnmarshalBinary reads what MarshalBinary wrote.
func (m *Model) UnmarshalBinary(b []byte) error {
	if err := gob.NewDecoder(bytes.NewReader(b)).Decode(&m.State); err != nil {
		return fmt.Errorf("forecast: read model: %w", err)
	}
	return nil
}
