package squaretest

import (
	"encoding/json"
	"fmt"
	"time"
)

// state is what sellers allowed, as a system that is started again finds it.
type state struct {
	Serial int
	Grants map[string]grantState // by refresh token
	Access map[string]tokenState
}

type grantState struct {
	Merchant string
	Scopes   []string
	Revoked  bool
}

type tokenState struct {
	Refresh string
	Expires time.Time
	Revoked bool
}

// Save is what Load makes a later Server know: what sellers allowed, not their books.
func (s *Server) Save() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := state{s.serial, map[string]grantState{}, map[string]tokenState{}}
	for id, g := range s.refresh {
		st.Grants[id] = grantState{g.merchant, g.scopes, g.revoked}
	}
	for id, t := range s.access {
		st.Access[id] = tokenState{t.grant.refresh, t.expires, t.revoked}
	}
	return marshal(st)
}

// Load takes what Save returned.
func (s *Server) Load(saved []byte) error {
	var st state
	if err := json.Unmarshal(saved, &st); err != nil {
		return fmt.Errorf("squaretest: load: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serial = max(s.serial, st.Serial)
	for id, g := range st.Grants {
		s.refresh[id] = &grant{merchant: g.Merchant, scopes: g.Scopes, refresh: id, revoked: g.Revoked}
	}
	for id, t := range st.Access {
		if g := s.refresh[t.Refresh]; g != nil {
			s.access[id] = &token{grant: g, expires: t.Expires, revoked: t.Revoked}
		}
	}
	return nil
}
