// Package template reads a SAM template as the local system needs it: what runs,
// what starts it, and what it finds in its environment. What the local system
// does not understand, be it a resource, a property or a function of the
// template's language, is an error with file, line and path, so that the system on
// one machine never differs from the one in the cloud without a word.
package template

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"gopkg.in/yaml.v3"
)

// Values are what the rest of a template sees of a resource.
type Values struct {
	Ref        string            // !Ref Resource
	Attributes map[string]string // !GetAtt Resource.Name
}

// Create makes a resource in an engine and returns what others see of it. All
// references within properties are resolved.
type Create func(ctx context.Context, id, resourceType string, properties map[string]any) (Values, error)

// Options say what a template cannot know by itself.
type Options struct {
	// Parameters replaces defaults. Naming a parameter that the template does not
	// declare is an error.
	Parameters map[string]string
	// Create makes tables, queues and secrets, each once and after those that it
	// refers to. Without it they have made-up values and nothing is made.
	Create Create
	// Region, Account and StackName are us-east-1, 000000000000 and local if empty.
	Region, Account, StackName string
}

// A Template is what a template declares under given parameters. Resources whose
// condition does not hold are not in it.
type Template struct {
	Parameters map[string]string // as they apply, lists joined by commas
	Functions  []Function        // in template order
	APIs       []API             // in template order
	Resources  []Resource        // all, in template order
	Outputs    []Output          // in template order
}

// A Resource is anything declared under Resources.
type Resource struct {
	ID, Type string
	Values   Values
	// Local says whether it has an effect in the local system. Alarms, dashboards,
	// roles and nested stacks have none.
	Local bool
}

// An Output is a value that the stack shows.
type Output struct{ Name, Description, Value string }

// Load reads the template in a file. The error joins all *Error that were found.
func Load(ctx context.Context, file string, o Options) (*Template, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	return Parse(ctx, filepath.Base(file), src, o)
}

// Parse reads a template from src; name stands in errors.
func Parse(ctx context.Context, name string, src []byte, o Options) (*Template, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil {
		return nil, fmt.Errorf("template: %s: %w", name, err)
	}
	r := &reader{problems: problems{file: name}, options: o.withDefaults(), ctx: ctx}
	if len(doc.Content) != 1 {
		r.problem(1, "", "is empty")
		return nil, r.err()
	}
	if r.checkKeys(doc.Content[0], "", nil); r.err() != nil {
		return nil, r.err()
	}
	t := r.template(doc.Content[0])
	if err := r.err(); err != nil {
		return nil, err
	}
	return t, nil
}

func (o Options) withDefaults() Options {
	for _, d := range []struct {
		value *string
		other string
	}{{&o.Region, "us-east-1"}, {&o.Account, "000000000000"}, {&o.StackName, "local"}} {
		if *d.value == "" {
			*d.value = d.other
		}
	}
	return o
}

// reader holds what is known while one template is read.
type reader struct {
	problems
	options    Options
	ctx        context.Context // of one call of Parse, which the reader does not outlive
	parameters map[string]*yaml.Node
	mappings   *yaml.Node
	conditions map[string]*condition
	globals    map[string]*yaml.Node
	resources  map[string]*resource
	order      []*resource
}

func (r *reader) template(root *yaml.Node) *Template {
	sections := map[string]*yaml.Node{
		"AWSTemplateFormatVersion": nil, "Transform": nil, "Description": nil, "Metadata": nil, "Parameters": nil,
		"Mappings": nil, "Conditions": nil, "Globals": nil, "Resources": nil, "Outputs": nil,
	}
	for _, m := range r.members(root, "") {
		if _, known := sections[m.key]; !known {
			r.problem(m.line, m.path, "is a section that the local system does not know")
		}
		sections[m.key] = m.value
	}
	if t := sections["Transform"]; t != nil && t.Value != "AWS::Serverless-2016-10-31" {
		r.problem(t.Line, "Transform", "must be AWS::Serverless-2016-10-31 alone")
	}
	r.mappings = sections["Mappings"]
	r.readParameters(sections["Parameters"])
	r.readConditions(sections["Conditions"])
	r.readGlobals(sections["Globals"])
	r.readResources(sections["Resources"])
	t := &Template{Parameters: r.parameterTexts()}
	for _, res := range r.order {
		r.finish(t, res)
	}
	t.Outputs = r.readOutputs(sections["Outputs"])
	return t
}

// finish resolves one resource, also if nothing refers to it.
func (r *reader) finish(t *Template, res *resource) {
	if !r.exists(res) {
		return
	}
	values, err := r.valuesOf(res)
	r.note(err)
	p := r.properties(res)
	t.Resources = append(t.Resources, Resource{ID: res.id, Type: res.kind.name, Values: Values{Ref: values.Ref, Attributes: maps.Clone(values.Attributes)}, Local: res.kind.local})
	switch p := p.(type) {
	case *functionProperties:
		t.Functions = append(t.Functions, r.function(res, p))
	case *apiProperties:
		t.APIs = append(t.APIs, r.api(res, p))
	}
}

func (r *reader) readOutputs(n *yaml.Node) []Output {
	var out []Output
	for _, m := range r.members(n, "Outputs") {
		var o struct {
			Description, Condition string
			Value                  string `cfn:",required"`
			Export                 inert
		}
		if c := member(m.value, "Condition"); c != nil {
			holds, err := r.holds(c.Value, c.Line, m.path+".Condition")
			if r.note(err); !holds {
				continue
			}
		}
		resolved, err := r.resolve(m.value, m.path)
		if r.note(err); err != nil {
			continue
		}
		r.decode(resolved, m.path, &o)
		out = append(out, Output{Name: m.key, Description: o.Description, Value: o.Value})
	}
	return out
}
