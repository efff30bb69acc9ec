package functions

import (
	"go/ast"
	"go/parser"
	"slices"
	"strconv"
	"testing"

	"github.com/marketprep/marketprep/functions/health"
)

// Whom a function calls is shown to operators: each provider has its line in
// /health/detailed.
func TestEveryProviderIsWatched(t *testing.T) {
	t.Parallel()
	eachFile(t, parser.SkipObjectResolution, func(t *testing.T, path string, f *ast.File) {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || len(call.Args) < 2 || sel.Sel.Name != "Client" {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); !ok || pkg.Name != "outside" {
				return true
			}
			name := ""
			if lit, ok := call.Args[1].(*ast.BasicLit); ok {
				name, _ = strconv.Unquote(lit.Value)
			}
			if !slices.Contains(health.Providers, name) {
				t.Errorf("%s calls %q, which is not among health.Providers", path, name)
			}
			return true
		})
	})
}
