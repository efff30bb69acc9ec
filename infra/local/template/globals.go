package template

import "gopkg.in/yaml.v3"

// readGlobals keeps what SAM adds to each resource of a type.
func (r *reader) readGlobals(n *yaml.Node) {
	r.globals = map[string]*yaml.Node{}
	types := map[string]string{"Function": functionType, "Api": apiType}
	for _, m := range r.members(n, "Globals") {
		name, ok := types[m.key]
		if !ok {
			r.problem(m.line, m.path, "is a section that the local system does not know")
			continue
		}
		r.globals[name] = m.value
	}
}

// merge adds to own what base says, as SAM does: mappings member by member, lists
// one after the other, and of single values the resource's own.
func merge(base, own *yaml.Node) *yaml.Node {
	base, own = target(base), target(own)
	switch {
	case own == nil:
		return base
	case base == nil || base.Kind != own.Kind || isCall(base) || isCall(own):
		return own
	case own.Kind == yaml.SequenceNode:
		out := *own
		out.Content = append(append([]*yaml.Node{}, base.Content...), own.Content...)
		return &out
	case own.Kind == yaml.MappingNode:
		out := *own
		out.Content = nil
		for i := 0; i+1 < len(base.Content); i += 2 {
			key := base.Content[i]
			out.Content = append(out.Content, key, merge(base.Content[i+1], member(own, key.Value)))
		}
		for i := 0; i+1 < len(own.Content); i += 2 {
			if member(base, own.Content[i].Value) == nil {
				out.Content = append(out.Content, own.Content[i], own.Content[i+1])
			}
		}
		return &out
	}
	return own
}

func isCall(n *yaml.Node) bool {
	name, _ := intrinsic(n)
	return name != ""
}
