package gateway

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// resource is a node in the tree of paths.
type resource struct {
	path     string // as in the template
	literal  map[string]*resource
	variable *resource // {name}
	rest     *resource // {name+}
	name     string    // of the variable that leads here
	methods  map[string]*method
}

// method is what answers a request.
type method struct {
	verb       string // or ANY
	path       string // of the resource
	function   string // name to invoke it by
	authorizer string // empty if everybody may call
	preflight  *resource
}

// add puts m into the tree below r, the root. Siblings with two names for one
// variable are refused, as API Gateway refuses them.
func (r *resource) add(m *method) error {
	at, walked := r, ""
	for segment := range strings.SplitSeq(strings.Trim(m.path, "/"), "/") {
		if segment == "" {
			continue
		}
		if at.name != "" && strings.HasSuffix(at.path, "+}") {
			return errors.New("nothing can follow a greedy variable")
		}
		walked += "/" + segment
		next, err := at.child(segment)
		if err != nil {
			return err
		}
		next.path = walked
		at = next
	}
	if at.path == "" {
		at.path = "/"
	}
	if at.methods == nil {
		at.methods = map[string]*method{}
	}
	if other, taken := at.methods[m.verb]; taken {
		return fmt.Errorf("%s has this route, too", other.function)
	}
	m.path = at.path
	at.methods[m.verb] = m
	return nil
}

func (r *resource) child(segment string) (*resource, error) {
	inside, opened := strings.CutPrefix(segment, "{")
	inside, closed := strings.CutSuffix(inside, "}")
	name, greedy := strings.CutSuffix(inside, "+")
	switch {
	case opened != closed || strings.ContainsAny(name, "{}+") || opened && name == "":
		return nil, fmt.Errorf("%s is neither a text nor a variable", segment)
	case !opened:
		if r.literal[segment] == nil {
			if r.literal == nil {
				r.literal = map[string]*resource{}
			}
			r.literal[segment] = &resource{}
		}
		return r.literal[segment], nil
	}
	at := &r.variable
	if greedy {
		at = &r.rest
	}
	if *at == nil {
		*at = &resource{name: name}
	}
	if (*at).name != name {
		return nil, fmt.Errorf("a sibling calls the variable {%s} by the name {%s}", name, (*at).name)
	}
	return *at, nil
}

// find returns the resource at an escaped path and the values of its variables;
// nil if there is none that has methods. A text wins over a variable, and that
// over a greedy one. A slash at the end makes no difference.
func (r *resource) find(path string) (*resource, map[string]string) {
	path = strings.TrimSuffix(strings.TrimPrefix(path, "/"), "/")
	if path == "" {
		if r.methods == nil {
			return nil, nil
		}
		return r, nil
	}
	segments := strings.Split(path, "/")
	for i, s := range segments {
		if plain, err := url.PathUnescape(s); err == nil {
			segments[i] = plain
		}
	}
	values := map[string]string{}
	found := r.descend(segments, values)
	return found, values
}

func (r *resource) descend(segments []string, values map[string]string) *resource {
	if len(segments) == 0 {
		if r.methods == nil {
			return nil
		}
		return r
	}
	head, tail := segments[0], segments[1:]
	if next := r.literal[head]; next != nil {
		if found := next.descend(tail, values); found != nil {
			return found
		}
	}
	if r.variable != nil && head != "" {
		if found := r.variable.descend(tail, values); found != nil {
			values[r.variable.name] = head
			return found
		}
	}
	if r.rest != nil {
		values[r.rest.name] = strings.Join(segments, "/")
		return r.rest
	}
	return nil
}
