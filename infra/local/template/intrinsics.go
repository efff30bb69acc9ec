package template

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// resolve returns n with all functions of the template's language replaced by
// what they yield. It is nil for AWS::NoValue, which the caller leaves out.
func (r *reader) resolve(n *yaml.Node, path string) (*yaml.Node, error) {
	n = target(n)
	if n == nil {
		return nil, nil
	}
	if name, arg := intrinsic(n); name != "" {
		return r.call(name, arg, path)
	}
	switch n.Kind {
	case yaml.MappingNode:
		return r.resolveMapping(n, path)
	case yaml.SequenceNode:
		return r.resolveSequence(n, path)
	default:
		return n, nil
	}
}

func (r *reader) resolveMapping(n *yaml.Node, path string) (*yaml.Node, error) {
	out := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: n.Line}
	for _, m := range entries(n, path) {
		v, err := r.resolve(m.value, m.path)
		if err != nil {
			return nil, err
		}
		if v != nil {
			out.Content = append(out.Content, text(m.key, m.line), v)
		}
	}
	return out, nil
}

func (r *reader) resolveSequence(n *yaml.Node, path string) (*yaml.Node, error) {
	out := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Line: n.Line}
	for i, c := range n.Content {
		v, err := r.resolve(c, fmt.Sprintf("%s[%d]", path, i))
		if err != nil {
			return nil, err
		}
		if v != nil {
			out.Content = append(out.Content, v)
		}
	}
	return out, nil
}

// intrinsic takes a call apart, in its short form (!Ref X) or its long one
// ({Ref: X}). The name is empty if n is none.
func intrinsic(n *yaml.Node) (name string, arg *yaml.Node) {
	if tag, short := strings.CutPrefix(n.Tag, "!"); short && !strings.HasPrefix(tag, "!") {
		plain := *n
		plain.Tag = map[yaml.Kind]string{yaml.ScalarNode: "!!str", yaml.SequenceNode: "!!seq", yaml.MappingNode: "!!map"}[n.Kind]
		return tag, &plain
	}
	if n.Kind != yaml.MappingNode || len(n.Content) != 2 {
		return "", nil
	}
	if key := n.Content[0].Value; key == "Ref" {
		return key, target(n.Content[1])
	} else if name, long := strings.CutPrefix(key, "Fn::"); long {
		return name, target(n.Content[1])
	}
	return "", nil
}

func (r *reader) call(name string, arg *yaml.Node, path string) (*yaml.Node, error) {
	switch name {
	case "Ref":
		return r.ref(arg, path)
	case "GetAtt":
		return r.getAtt(arg, path)
	case "Sub":
		return r.sub(arg, path)
	case "Join", "Split", "Select":
		return r.lists(name, arg, path)
	case "FindInMap":
		return r.findInMap(arg, path)
	case "If":
		if arg.Kind != yaml.SequenceNode || len(arg.Content) != 3 {
			return nil, r.at(arg.Line, path, "Fn::If takes a condition and two values")
		}
		holds, err := r.holds(arg.Content[0].Value, arg.Line, path)
		if err != nil {
			return nil, err
		}
		// Only the branch that counts: the other may name what does not exist.
		return r.resolve(arg.Content[map[bool]int{true: 1, false: 2}[holds]], path)
	case "ImportValue":
		return nil, r.at(arg.Line, path, "Fn::ImportValue reads other stacks, of which the local system has none")
	default:
		return nil, r.at(arg.Line, path, "the local system does not know Fn::%s", name)
	}
}

func (r *reader) ref(arg *yaml.Node, path string) (*yaml.Node, error) {
	if arg.Kind != yaml.ScalarNode {
		return nil, r.at(arg.Line, path, "Ref takes a name")
	}
	if p, ok := r.parameters[arg.Value]; ok {
		if p != nil {
			moved := *p
			moved.Line = arg.Line
			return &moved, nil
		}
		return nil, nil
	}
	v, err := r.refText(arg.Value, arg.Line, path)
	return text(v, arg.Line), err
}

// refText is what !Ref of a resource yields. X.Stage is SAM's name for the stage
// that it makes of an API.
func (r *reader) refText(name string, line int, path string) (string, error) {
	if res, ok := r.resources[name]; ok {
		v, err := r.values(res, line, path)
		return v.Ref, err
	}
	if v, ok := r.generated(name, line, path); ok {
		return v.Ref, nil
	}
	return "", r.at(line, path, "unresolved reference to %s", name)
}

func (r *reader) getAtt(arg *yaml.Node, path string) (*yaml.Node, error) {
	name, attribute, _ := strings.Cut(arg.Value, ".")
	if arg.Kind == yaml.SequenceNode && len(arg.Content) == 2 {
		second, err := r.scalar(arg.Content[1], path)
		if err != nil {
			return nil, err
		}
		name, attribute = arg.Content[0].Value, second
	}
	if name == "" || attribute == "" {
		return nil, r.at(arg.Line, path, "Fn::GetAtt takes a resource and an attribute")
	}
	v, err := r.attribute(name, attribute, arg.Line, path)
	return text(v, arg.Line), err
}

func (r *reader) attribute(name, attribute string, line int, path string) (string, error) {
	var v Values
	var err error
	if res, ok := r.resources[name]; ok {
		v, err = r.values(res, line, path)
	} else if v, ok = r.generated(name, line, path); !ok {
		return "", r.at(line, path, "unresolved reference to %s.%s", name, attribute)
	}
	if err != nil {
		return "", err
	}
	value, ok := v.Attributes[attribute]
	if !ok && r.resources[name].nested() && strings.HasPrefix(attribute, "Outputs.") && strings.HasPrefix(path, "Outputs.") {
		return "(not on this machine)", nil // shown to people; a function must not find it
	}
	if !ok {
		return "", r.at(line, path, "unresolved reference to %s.%s: it has no such attribute in the local system", name, attribute)
	}
	return value, nil
}

var placeholder = regexp.MustCompile(`\$\{([^}]*)\}`)

func (r *reader) sub(arg *yaml.Node, path string) (*yaml.Node, error) {
	format, own := arg, map[string]string{}
	if arg.Kind == yaml.SequenceNode && len(arg.Content) == 2 {
		format = arg.Content[0]
		for _, m := range r.members(arg.Content[1], path) {
			v, err := r.scalar(m.value, m.path)
			if err != nil {
				return nil, err
			}
			own[m.key] = v
		}
	}
	if format.Kind != yaml.ScalarNode {
		return nil, r.at(arg.Line, path, "Fn::Sub takes a text, or a text and a mapping")
	}
	var failed error
	out := placeholder.ReplaceAllStringFunc(format.Value, func(m string) string {
		name := strings.TrimSpace(m[2 : len(m)-1])
		if literal, ok := strings.CutPrefix(name, "!"); ok {
			return "${" + literal + "}"
		}
		v, ok := own[name]
		if !ok {
			var err error
			if v, err = r.named(name, arg.Line, path); err != nil && failed == nil {
				failed = err
			}
		}
		return v
	})
	return text(out, arg.Line), failed
}

// named is what ${name} stands for: a parameter, a resource or an attribute.
func (r *reader) named(name string, line int, path string) (string, error) {
	if p, ok := r.parameters[name]; ok && p != nil && p.Kind == yaml.ScalarNode {
		return p.Value, nil
	}
	if id, attribute, ok := strings.Cut(name, "."); ok {
		return r.attribute(id, attribute, line, path)
	}
	return r.refText(name, line, path)
}

func (r *reader) lists(name string, arg *yaml.Node, path string) (*yaml.Node, error) {
	if arg.Kind != yaml.SequenceNode || len(arg.Content) != 2 {
		return nil, r.at(arg.Line, path, "Fn::%s takes two arguments", name)
	}
	first, err := r.scalar(arg.Content[0], path)
	if err != nil {
		return nil, err
	}
	second, err := r.resolve(arg.Content[1], path)
	if err != nil {
		return nil, err
	}
	if name == "Split" {
		if second == nil || second.Kind != yaml.ScalarNode {
			return nil, r.at(arg.Line, path, "Fn::Split takes a text")
		}
		return sequence(strings.Split(second.Value, first), arg.Line), nil
	}
	if second == nil || second.Kind != yaml.SequenceNode {
		return nil, r.at(arg.Line, path, "Fn::%s takes a list", name)
	}
	if name == "Select" {
		i, err := strconv.Atoi(first)
		if err != nil || i < 0 || i >= len(second.Content) {
			return nil, r.at(arg.Line, path, "Fn::Select: there is no element %s", first)
		}
		return second.Content[i], nil
	}
	var parts []string
	for _, c := range second.Content {
		if c.Kind != yaml.ScalarNode {
			return nil, r.at(arg.Line, path, "Fn::Join takes a list of texts")
		}
		parts = append(parts, c.Value)
	}
	return text(strings.Join(parts, first), arg.Line), nil
}

func (r *reader) findInMap(arg *yaml.Node, path string) (*yaml.Node, error) {
	n := r.mappings
	if arg.Kind != yaml.SequenceNode || len(arg.Content) != 3 {
		return nil, r.at(arg.Line, path, "Fn::FindInMap takes a map and two keys")
	}
	for _, c := range arg.Content {
		key, err := r.scalar(c, path)
		if err != nil {
			return nil, err
		}
		if n = member(n, key); n == nil {
			return nil, r.at(arg.Line, path, "Fn::FindInMap: there is no %s", key)
		}
	}
	return n, nil
}

// scalar resolves n, which must yield a text.
func (r *reader) scalar(n *yaml.Node, path string) (string, error) {
	v, err := r.resolve(n, path)
	if err != nil {
		return "", err
	}
	if v == nil || v.Kind != yaml.ScalarNode {
		return "", r.at(n.Line, path, "must be a text")
	}
	return v.Value, nil
}

func text(value string, line int) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value, Line: line}
}

func sequence(values []string, line int) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Line: line}
	for _, v := range values {
		n.Content = append(n.Content, text(v, line))
	}
	return n
}
