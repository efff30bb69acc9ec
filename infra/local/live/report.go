package live

import (
	"fmt"
	"io"
	"maps"
	"slices"
)

// Report prints what a provider's answers and its fake's do not share, by the path of
// the request, and fails if the fake has a field of another kind.
func Report(provider string, theirs, ours map[string]Shape, out io.Writer) error {
	wrong := 0
	for _, path := range slices.Sorted(maps.Keys(ours)) {
		if theirs[path] == nil {
			fmt.Fprintf(out, "%s\n  was not called there: the account holds nothing of the kind\n", path)
			continue
		}
		d := Compare(theirs[path], ours[path])
		wrong += len(d.Kinds)
		fmt.Fprintf(out, "%s\n", path)
		show(out, "DIFFERENT KIND", d.Kinds)
		show(out, "only in the fake", d.Missing)
		show(out, "only there", d.Further)
	}
	if wrong > 0 {
		return fmt.Errorf("live: %d fields of the fake are of another kind than those of %s", wrong, provider)
	}
	fmt.Fprintf(out, "no field of the fake is of another kind than those of %s\n", provider)
	return nil
}

func show(out io.Writer, what string, paths []string) {
	for _, p := range paths {
		fmt.Fprintf(out, "  %-16s %s\n", what, p)
	}
}
