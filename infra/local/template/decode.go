package template

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// inert is a property that the local system knows and that has no effect there,
// for it says how AWS bills, guards, names or draws what is declared.
type inert struct{}

// decode reads n, in which all references are resolved, into a pointer. A struct
// has one field for each property that exists, by its name or the first part of
// its tag; the second part may be "required". All else is a problem.
func (r *reader) decode(n *yaml.Node, path string, into any) {
	r.set(n, path, reflect.ValueOf(into).Elem())
}

func (r *reader) set(n *yaml.Node, path string, v reflect.Value) {
	n = target(n)
	if v.Type() == reflect.TypeFor[*yaml.Node]() { // what depends on a property beside it
		v.Set(reflect.ValueOf(n))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		r.set(n, path, v.Elem())
	case reflect.Struct:
		if v.Type() != reflect.TypeFor[inert]() {
			r.setStruct(n, path, v)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for _, m := range r.members(n, path) {
			element := reflect.New(v.Type().Elem()).Elem()
			r.set(m.value, m.path, element)
			v.SetMapIndex(reflect.ValueOf(m.key), element)
		}
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode {
			r.problem(n.Line, path, "must be a list")
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
		for i, c := range n.Content {
			r.set(c, fmt.Sprintf("%s[%d]", path, i), v.Index(i))
		}
	default:
		r.setScalar(n, path, v)
	}
}

func (r *reader) setStruct(n *yaml.Node, path string, v reflect.Value) {
	fields, required := map[string]reflect.Value{}, map[string]bool{}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, option, _ := strings.Cut(f.Tag.Get("cfn"), ",")
		if name == "" {
			name = f.Name
		}
		if name == "-" {
			continue
		}
		fields[name] = v.Field(i)
		if option == "required" {
			required[name] = true
		}
	}
	for _, m := range r.members(n, path) {
		f, ok := fields[m.key]
		if !ok {
			r.problem(m.line, m.path, "is a property that the local system does not know")
			continue
		}
		delete(required, m.key)
		r.set(m.value, m.path, f)
	}
	for name := range required {
		r.problem(n.Line, join(path, name), "is missing")
	}
}

func (r *reader) setScalar(n *yaml.Node, path string, v reflect.Value) {
	if n.Kind != yaml.ScalarNode {
		r.problem(n.Line, path, "must be a single value")
		return
	}
	var err error
	switch v.Kind() {
	case reflect.String: // numbers and truth values are texts to CloudFormation, too
		v.SetString(n.Value)
	case reflect.Bool:
		var b bool
		b, err = strconv.ParseBool(n.Value)
		v.SetBool(b)
	case reflect.Int:
		var i int64
		i, err = strconv.ParseInt(n.Value, 10, 64)
		v.SetInt(i)
	case reflect.Float64:
		var f float64
		f, err = strconv.ParseFloat(n.Value, 64)
		v.SetFloat(f)
	default:
		panic("template: a property of kind " + v.Kind().String())
	}
	if err != nil {
		r.problem(n.Line, path, "is %q, want a value of type %s", n.Value, v.Kind())
	}
}
