package functions

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Bounds of what fits a screen, in lines.
const (
	longestFile     = 300
	longestFunction = 80
)

// A package has one comment, says what it owns, and is not called util.
func TestPackages(t *testing.T) {
	t.Parallel()
	docs := map[string]int{}
	eachFile(t, parser.PackageClauseOnly|parser.ParseComments, func(t *testing.T, path string, f *ast.File) {
		dir := filepath.Dir(path)
		docs[dir] += 0
		if f.Doc != nil {
			docs[dir]++
		}
		if slices.Contains([]string{"util", "utils", "common", "helpers", "misc", "lib"}, filepath.Base(dir)) {
			t.Errorf("%s: name a package for what it owns", dir)
		}
	})
	for dir, n := range docs {
		if n != 1 {
			t.Errorf("%s has %d package comments, want 1", dir, n)
		}
	}
}

// A main decides nothing: one call, and no name of its own.
func TestMains(t *testing.T) {
	t.Parallel()
	lambdas, _, _ := readTemplate(t)
	for _, l := range lambdas {
		src, err := os.ReadFile(filepath.Join(l.dir, "main.go"))
		if err != nil {
			t.Errorf("%s: %v", l.dir, err)
			continue
		}
		call := regexp.MustCompile(`\nfunc main\(\) \{ boot\.(HTTP|Schedule|Queue|Authorize)\((\w+)\.(\w+)(\((?:sqs|tills|skies|fairs|ses)\.\w+(?:, tills\.\w+)?\))?(, xray\.Trace)?\) \}\n$`).FindSubmatch(src)
		if call == nil || string(call[2]) != filepath.Dir(l.dir) || string(call[3]) != l.id || strings.Count(string(src), "\nfunc ") != 1 {
			t.Errorf("functions/%s/main.go must be one call of boot with %s.%s", l.dir, filepath.Dir(l.dir), l.id)
		}
		if doc := "// Command " + l.name() + " is a Lambda; see package " + filepath.Dir(l.dir) + ".\n"; !bytes.HasPrefix(src, []byte(doc)) {
			t.Errorf("functions/%s/main.go must begin with %q", l.dir, doc)
		}
	}
}

func TestFilesFitTheirRoom(t *testing.T) {
	t.Parallel()
	eachFile(t, parser.ParseComments|parser.SkipObjectResolution, func(t *testing.T, path string, f *ast.File) {
		src, err := os.ReadFile("../" + path)
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(src, []byte("\n")); n > longestFile {
			t.Errorf("%s has %d lines, at most %d fit a room", path, n, longestFile)
		}
		for _, d := range f.Decls {
			checkDeclaration(t, path, src, d)
		}
		if bytes.Contains(src, []byte(`"%w"`)) {
			t.Errorf("%s wraps an error with nothing but %%w: say what you were doing", path)
		}
		if regexp.MustCompile(`(?i)errorf\("[^"]*failed to`).Match(src) {
			t.Errorf("%s says \"failed to\": say what you were doing", path)
		}
	})
}

// selfEvident are methods whose contract is the standard library's.
var selfEvident = []string{"String", "Error", "Unwrap", "Is", "ServeHTTP"}

func checkDeclaration(t *testing.T, path string, src []byte, d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		lines := bytes.Count(src[d.Pos()-1:min(int(d.End()), len(src))], []byte("\n"))
		if lines > longestFunction {
			t.Errorf("%s: %s has %d lines, at most %d fit a screen", path, d.Name.Name, lines, longestFunction)
		}
		if d.Name.Name == "init" && d.Recv == nil {
			t.Errorf("%s has an init: do it where it is seen", path)
		}
		exportedMethod := d.Recv == nil || ast.IsExported(receiver(d))
		if d.Name.IsExported() && exportedMethod && d.Doc == nil && !slices.Contains(selfEvident, d.Name.Name) {
			t.Errorf("%s: %s is public and has no comment", path, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			if ts, ok := s.(*ast.TypeSpec); ok && ts.Name.IsExported() && d.Doc == nil && ts.Doc == nil {
				t.Errorf("%s: %s is public and has no comment", path, ts.Name.Name)
			}
		}
	}
}

func receiver(d *ast.FuncDecl) string {
	expr := d.Recv.List[0].Type
	for {
		switch e := expr.(type) {
		case *ast.StarExpr:
			expr = e.X
		case *ast.IndexExpr:
			expr = e.X
		case *ast.IndexListExpr:
			expr = e.X
		case *ast.Ident:
			return e.Name
		default:
			return ""
		}
	}
}

// forbidden are calls that only some packages may make.
var forbidden = []struct{ call, may, why string }{
	{"os.Getenv", "infra/local", "only boot reads the environment"},
	{"os.LookupEnv", "shared/boot infra/local", "only boot reads the environment"},
	{"tenant.Verified", "shared/tenant shared/api shared/auth shared/store functions/functiontest functions/recommendation functions/account functions/sales functions/square", "only what the authorizer or our own queues say names a tenant"},
	{"lambda.Start", "shared/boot infra/local", "only boot starts a Lambda"},
	{"time.Now", "shared/boot infra/local infra/deploy shared/forecast/backtest", "the clock is injected"},
	{"dynamodb.ScanInput", "infra/local/chaos", "a scan costs what the table holds, not what is asked for"},
	{"config.LoadDefaultConfig", "infra/deploy", "it costs a third of the start-up"},
	{"fmt.Println", "infra/local shared/forecast/backtest", "what a function says goes to its log"},
	{"fmt.Printf", "infra/local shared/forecast/backtest", "what a function says goes to its log"},
}

func TestForbiddenCalls(t *testing.T) {
	t.Parallel()
	eachFile(t, parser.SkipObjectResolution, func(t *testing.T, path string, f *ast.File) {
		ast.Inspect(f, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := sel.X.(*ast.Ident)
			if !ok {
				return true
			}
			for _, c := range forbidden {
				if pkg.Name+"."+sel.Sel.Name == c.call && !within(filepath.ToSlash(filepath.Dir(path)), c.may) {
					t.Errorf("%s uses %s: %s", path, c.call, c.why)
				}
			}
			return true
		})
	})
}

// A test that waits is a test that fails on a slow machine, or passes on a fast one.
func TestTestsDoNotSleep(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{"../functions/*_test.go", "../functions/*/*_test.go", "../shared/*/*_test.go", "../shared/*/*/*_test.go"} {
		files, _ := filepath.Glob(pattern)
		for _, path := range files {
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "Sleep" {
					t.Errorf("%s sleeps", path)
				}
				return true
			})
		}
	}
}
