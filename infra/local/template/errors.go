package template

import (
	"errors"
	"fmt"
	"slices"

	"gopkg.in/yaml.v3"
)

// An Error is one thing in a template that the local system does not understand.
type Error struct {
	File    string
	Line    int    // from 1
	Path    string // such as Resources.Table.Properties.KeySchema[0]
	Problem string

	cause error
}

// Unwrap returns what an engine said, if that was the problem.
func (e *Error) Unwrap() error { return e.cause }

func (e *Error) Error() string {
	if e.Path == "" {
		return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Problem)
	}
	return fmt.Sprintf("%s:%d: %s: %s", e.File, e.Line, e.Path, e.Problem)
}

// errReported stands for a failure that has been noted where it happened: a table
// that cannot be made must not be reported by each function that refers to it.
var errReported = errors.New("reported before")

// problems are what was found so far.
type problems struct {
	file  string
	found []error
	seen  map[string]bool
}

func (p *problems) at(line int, path, format string, args ...any) error {
	return &Error{File: p.file, Line: line, Path: path, Problem: fmt.Sprintf(format, args...)}
}

func (p *problems) problem(line int, path, format string, args ...any) {
	p.note(p.at(line, path, format, args...))
}

// note keeps err, if it is one and is new.
func (p *problems) note(err error) {
	if err == nil || errors.Is(err, errReported) || p.seen[err.Error()] {
		return
	}
	if p.seen == nil {
		p.seen = map[string]bool{}
	}
	p.seen[err.Error()] = true
	p.found = append(p.found, err)
}

func (p *problems) err() error { return errors.Join(p.found...) }

// entry is one member of a mapping.
type entry struct {
	key   string
	line  int
	path  string
	value *yaml.Node
}

// members are those of a mapping in order; n may be nil. Anything but a mapping is
// a problem.
func (p *problems) members(n *yaml.Node, path string) []entry {
	n = target(n)
	if n == nil || n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		p.problem(n.Line, path, "must be a mapping")
		return nil
	}
	return entries(n, path)
}

func entries(n *yaml.Node, path string) []entry {
	var list []entry
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		list = append(list, entry{key: k.Value, line: k.Line, path: join(path, k.Value), value: target(n.Content[i+1])})
	}
	return list
}

// checkKeys notes what CloudFormation refuses in the keys of all mappings below n,
// and aliases that contain themselves. above are the nodes that n is part of.
func (p *problems) checkKeys(n *yaml.Node, path string, above []*yaml.Node) {
	if n = target(n); slices.Contains(above, n) {
		p.problem(n.Line, path, "contains itself")
		return
	}
	above = append(slices.Clip(above), n)
	if n.Kind == yaml.SequenceNode {
		for i, c := range n.Content {
			p.checkKeys(c, fmt.Sprintf("%s[%d]", path, i), above)
		}
	}
	if n.Kind != yaml.MappingNode {
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, at := n.Content[i], join(path, n.Content[i].Value)
		switch {
		case k.Kind != yaml.ScalarNode:
			p.problem(k.Line, path, "has a key that is not text")
		case k.Tag == "!!merge":
			p.problem(k.Line, path, "merges keys (<<), which CloudFormation does not")
		case seen[k.Value]:
			p.problem(k.Line, at, "is given twice")
		}
		seen[k.Value] = true
		p.checkKeys(n.Content[i+1], at, above)
	}
}

// member is the value of a key in a mapping, or nil.
func member(n *yaml.Node, key string) *yaml.Node {
	if n = target(n); n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return target(n.Content[i+1])
		}
	}
	return nil
}

// target follows an alias.
func target(n *yaml.Node) *yaml.Node {
	for n != nil && n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
