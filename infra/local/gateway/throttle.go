package gateway

import (
	"sync"
	"time"

	"github.com/marketprep/marketprep/infra/local/template"
)

// throttle limits the requests of each method with a token bucket.
type throttle struct {
	now      func() time.Time
	settings []template.Throttle
	mu       sync.Mutex
	buckets  map[string]*bucket
}

type bucket struct {
	tokens float64
	filled time.Time
}

// allow takes a token, if the method at path has one left.
func (t *throttle) allow(path, verb string) bool {
	s := t.setting(path, verb)
	if s == nil {
		return true
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	b := t.buckets[verb+" "+path]
	if b == nil {
		b = &bucket{tokens: float64(s.Burst), filled: now}
		t.buckets[verb+" "+path] = b
	}
	b.tokens = min(float64(s.Burst), b.tokens+now.Sub(b.filled).Seconds()*s.Rate)
	b.filled = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

// setting is the closest one: the resource's before the stage's, the method's
// before that of all methods.
func (t *throttle) setting(path, verb string) *template.Throttle {
	var closest *template.Throttle
	score := -1
	for i := range t.settings {
		s := &t.settings[i]
		if s.Path != path && s.Path != "/*" || s.Method != verb && s.Method != "*" {
			continue
		}
		points := 0
		if s.Path == path {
			points += 2
		}
		if s.Method == verb {
			points++
		}
		if points > score {
			closest, score = s, points
		}
	}
	return closest
}
