package template

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// parameter is a declaration under Parameters.
type parameter struct {
	Type                                       string `cfn:",required"`
	Default                                    *string
	AllowedValues                              []string
	Description, NoEcho, ConstraintDescription inert
	AllowedPattern                             inert
	MinLength, MaxLength, MinValue, MaxValue   inert
}

func (r *reader) readParameters(n *yaml.Node) {
	r.parameters = map[string]*yaml.Node{
		"AWS::Region": text(r.options.Region, 0), "AWS::AccountId": text(r.options.Account, 0), "AWS::StackName": text(r.options.StackName, 0),
		"AWS::Partition": text("aws", 0), "AWS::URLSuffix": text("amazonaws.com", 0), "AWS::NotificationARNs": sequence(nil, 0),
		"AWS::StackId": text("arn:aws:cloudformation:"+r.options.Region+":"+r.options.Account+":stack/"+r.options.StackName+"/local", 0),
		"AWS::NoValue": nil,
	}
	declared := map[string]bool{}
	for _, m := range r.members(n, "Parameters") {
		declared[m.key] = true
		var p parameter
		r.decode(m.value, m.path, &p)
		r.parameters[m.key] = r.value(m, p)
	}
	for name := range r.options.Parameters {
		if !declared[name] {
			r.problem(1, "Parameters."+name, "is given a value, but the template does not declare it")
		}
	}
}

// value is what a parameter stands for, never nil.
func (r *reader) value(m entry, p parameter) *yaml.Node {
	v, given := r.options.Parameters[m.key]
	if !given && p.Default != nil {
		v, given = *p.Default, true
	}
	switch {
	case !given:
		r.problem(m.line, m.path, "has neither a default nor a value")
	case p.AllowedValues != nil && !slices.Contains(p.AllowedValues, v):
		r.problem(m.line, m.path, "is %q, which is none of %q", v, p.AllowedValues)
	}
	switch p.Type {
	case "Number":
		return &yaml.Node{Kind: yaml.ScalarNode, Value: v}
	case "CommaDelimitedList", "List<String>", "List<Number>":
		return sequence(strings.Split(v, ","), m.line)
	case "String", "":
	default:
		r.problem(m.line, m.path, "the local system does not know parameters of type %s", p.Type)
	}
	return text(v, m.line)
}

func (r *reader) parameterTexts() map[string]string {
	out := map[string]string{}
	for name, n := range r.parameters {
		switch {
		case strings.HasPrefix(name, "AWS::") || n == nil:
		case n.Kind == yaml.SequenceNode:
			var parts []string
			for _, c := range n.Content {
				parts = append(parts, c.Value)
			}
			out[name] = strings.Join(parts, ",")
		default:
			out[name] = n.Value
		}
	}
	return out
}

// condition is a declaration under Conditions and what it came to.
type condition struct {
	node    *yaml.Node
	path    string
	asked   bool
	known   bool
	outcome bool
}

func (r *reader) readConditions(n *yaml.Node) {
	r.conditions = map[string]*condition{}
	list := r.members(n, "Conditions")
	for _, m := range list {
		r.conditions[m.key] = &condition{node: m.value, path: m.path}
	}
	for _, m := range list {
		_, err := r.holds(m.key, m.line, m.path)
		r.note(err)
	}
}

// holds reports whether the condition of that name holds.
func (r *reader) holds(name string, line int, path string) (bool, error) {
	c, ok := r.conditions[name]
	switch {
	case !ok:
		return false, r.at(line, path, "unresolved reference to condition %s", name)
	case c.known:
		return c.outcome, nil
	case c.asked:
		return false, r.at(line, path, "condition %s depends on itself, or is wrong", name)
	}
	c.asked = true
	outcome, err := r.test(c.node, c.path)
	if err != nil {
		return false, err
	}
	c.known, c.outcome = true, outcome
	return outcome, nil
}

func (r *reader) test(n *yaml.Node, path string) (bool, error) {
	n = target(n)
	if named := member(n, "Condition"); named != nil && len(n.Content) == 2 {
		return r.holds(named.Value, named.Line, path)
	}
	name, arg := intrinsic(n)
	switch {
	case name == "Condition":
		return r.holds(arg.Value, arg.Line, path)
	case name == "":
		return false, r.at(n.Line, path, "must be a condition")
	case arg.Kind != yaml.SequenceNode:
		return false, r.at(n.Line, path, "Fn::%s takes a list", name)
	case name == "Equals" && len(arg.Content) == 2:
		a, err := r.scalar(arg.Content[0], path)
		if err != nil {
			return false, err
		}
		b, err := r.scalar(arg.Content[1], path)
		return a == b, err
	case name == "Not" && len(arg.Content) == 1:
		v, err := r.test(arg.Content[0], path)
		return !v, err
	case (name == "And" || name == "Or") && len(arg.Content) >= 2:
		for _, c := range arg.Content {
			if v, err := r.test(c, path); err != nil || v == (name == "Or") {
				return v, err
			}
		}
		return name == "And", nil
	}
	return false, r.at(n.Line, path, "the local system does not know Fn::%s of %d in a condition", name, len(arg.Content))
}
