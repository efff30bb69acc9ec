package template

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// resource is one declaration under Resources and what is known of it so far.
type resource struct {
	id         string
	line       int
	path       string
	kind       kind
	condition  *yaml.Node
	properties *yaml.Node // as declared, with what Globals adds

	decoded  any // a *functionProperties, a *tableProperties, ...
	resolved *yaml.Node
	state    progress
	values   Values
	failed   bool // to resolve or decode
}

// nested reports whether r, which may be nil, is another stack.
func (r *resource) nested() bool {
	return r != nil && (r.kind.name == "AWS::CloudFormation::Stack" || r.kind.name == "AWS::Serverless::Application")
}

// progress says how far the values of a resource are known.
type progress int

const (
	untouched progress = iota
	underway
	done
	broken
)

// attributes of a resource that say nothing about what it is.
var inertAttributes = map[string]bool{
	"DependsOn": true, "Metadata": true, "DeletionPolicy": true, "UpdateReplacePolicy": true, "UpdatePolicy": true, "CreationPolicy": true,
}

func (r *reader) readResources(n *yaml.Node) {
	r.resources = map[string]*resource{}
	for _, m := range r.members(n, "Resources") {
		res := &resource{id: m.key, line: m.line, path: m.path}
		var typeName string
		for _, a := range r.members(m.value, m.path) {
			switch {
			case a.key == "Type":
				typeName = a.value.Value
			case a.key == "Properties":
				res.properties = a.value
			case a.key == "Condition":
				res.condition = a.value
			case !inertAttributes[a.key]:
				r.problem(a.line, a.path, "is an attribute that the local system does not know")
			}
		}
		k, ok := kindOf(typeName)
		if !ok {
			r.problem(m.line, m.path+".Type", "the local system does not know the resource type %q", typeName)
			continue
		}
		res.kind = k
		if g := r.globals[k.name]; g != nil {
			res.properties = merge(g, res.properties)
		}
		if res.properties == nil {
			res.properties = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: m.line}
		}
		r.resources[m.key] = res
		r.order = append(r.order, res)
	}
}

// exists reports whether the condition of a resource holds.
func (r *reader) exists(res *resource) bool {
	if res.condition == nil {
		return true
	}
	holds, err := r.holds(res.condition.Value, res.condition.Line, res.path+".Condition")
	r.note(err)
	return holds
}

// values are those of a resource that something at path refers to.
func (r *reader) values(res *resource, line int, path string) (Values, error) {
	if !r.exists(res) {
		return Values{}, r.at(line, path, "unresolved reference to %s, whose condition %s does not hold", res.id, res.condition.Value)
	}
	if res.state == underway {
		return Values{}, r.at(line, path, "refers to %s, which depends on this: a circle", res.id)
	}
	return r.valuesOf(res)
}

// valuesOf makes a resource, if it is one that can be made, once.
func (r *reader) valuesOf(res *resource) (Values, error) {
	switch res.state {
	case done:
		return res.values, nil
	case broken:
		return Values{}, errReported
	}
	res.state = underway
	v, err := r.make(res)
	if err != nil {
		res.state = broken
		return Values{}, err
	}
	res.state, res.values = done, v
	return v, nil
}

func (r *reader) make(res *resource) (Values, error) {
	if !res.kind.made || r.options.Create == nil {
		return r.madeUp(res)
	}
	if r.properties(res) == nil {
		return Values{}, errReported
	}
	properties := map[string]any{}
	if err := res.resolved.Decode(&properties); err != nil {
		return Values{}, r.at(res.line, res.path, "properties: %v", err)
	}
	v, err := r.options.Create(r.ctx, res.id, res.kind.name, properties)
	if err != nil {
		return Values{}, &Error{File: r.file, Line: res.line, Path: res.path, Problem: err.Error(), cause: err}
	}
	return v, nil
}

// properties resolves and decodes those of a resource, once. It is nil if that
// is not possible.
func (r *reader) properties(res *resource) any {
	if res.decoded != nil || res.failed {
		return res.decoded
	}
	path := res.path + ".Properties"
	before := len(r.found)
	resolved, err := r.resolve(res.properties, path)
	if err == nil && resolved != nil {
		p := res.kind.shape()
		r.decode(resolved, path, p)
		if len(r.found) == before {
			res.resolved, res.decoded = resolved, p
			return p
		}
	}
	r.note(err)
	res.failed = true
	return nil
}

// madeUp are values for what is not made in an engine.
func (r *reader) madeUp(res *resource) (Values, error) {
	name := res.id
	if n := member(res.properties, res.kind.naming); n != nil {
		v, err := r.scalar(n, res.path+".Properties."+res.kind.naming)
		if err != nil {
			return Values{}, err
		}
		name = v
	}
	arn := res.kind.expand(res.kind.arn, "", name, r.options)
	v := Values{Ref: res.kind.expand(res.kind.ref, arn, name, r.options), Attributes: map[string]string{}}
	for a, pattern := range res.kind.attributes {
		v.Attributes[a] = res.kind.expand(pattern, arn, name, r.options)
	}
	if res.kind.name == apiType {
		// The name that people see is not what identifies an API.
		v = Values{Ref: res.id, Attributes: map[string]string{"RestApiId": res.id, "RootResourceId": "root"}}
		stage, err := r.scalar(orEmpty(member(res.properties, "StageName")), res.path+".Properties.StageName")
		if err != nil {
			return Values{}, err
		}
		v.Attributes["Stage"] = stage
	}
	return v, nil
}

func orEmpty(n *yaml.Node) *yaml.Node {
	if n == nil {
		return text("", 0)
	}
	return n
}

// generated are values of what SAM makes beside a resource: the role of a
// function, the stage of an API.
func (r *reader) generated(name string, line int, path string) (Values, bool) {
	if id, isRole := strings.CutSuffix(name, "Role"); isRole && r.resources[id] != nil && r.resources[id].kind.name == functionType {
		arn := "arn:aws:iam::" + r.options.Account + ":role/" + name
		return Values{Ref: name, Attributes: map[string]string{"Arn": arn, "RoleId": name}}, true
	}
	for _, res := range r.order {
		if res.kind.name != apiType {
			continue
		}
		of, err := r.values(res, line, path)
		if err != nil {
			continue
		}
		if stage := of.Attributes["Stage"]; name == res.id+".Stage" || name == res.id+stage+"Stage" {
			return Values{Ref: stage}, true
		}
	}
	return Values{}, false
}
