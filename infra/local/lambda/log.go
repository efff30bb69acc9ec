package lambda

import (
	"bytes"
	"io"
	"sync"
)

// lines writes whole lines of several functions to one place.
type lines struct {
	mu sync.Mutex
	to io.Writer // may be nil
}

func (l *lines) prefixed(name string) *prefixed {
	return &prefixed{lines: l, prefix: "[" + name + "] "}
}

// prefixed is what one program writes.
type prefixed struct {
	lines  *lines
	prefix string
	part   []byte // of a line that has not ended
}

// longestLine is how much of a line is kept until its end comes.
const longestLine = 256 * 1024

func (p *prefixed) Write(b []byte) (int, error) {
	if p.lines.to == nil {
		return len(b), nil
	}
	n := len(b)
	for {
		line, rest, ended := bytes.Cut(b, []byte("\n"))
		p.part = append(p.part, line...)
		if !ended && len(p.part) < longestLine {
			return n, nil
		}
		p.flush()
		if b = rest; len(b) == 0 {
			return n, nil
		}
	}
}

// flush writes what there is of a line.
func (p *prefixed) flush() {
	if len(p.part) > 0 {
		p.line(string(p.part))
		p.part = p.part[:0]
	}
}

func (p *prefixed) line(text string) {
	if p.lines.to == nil {
		return
	}
	p.lines.mu.Lock()
	defer p.lines.mu.Unlock()
	_, _ = io.WriteString(p.lines.to, p.prefix+text+"\n") // a log that is gone stops nothing
}
