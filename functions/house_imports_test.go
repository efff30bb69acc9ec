package functions

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/marketprep/marketprep/"

// rule says what a part of the house may import of the rest, by prefix.
type rule struct{ pkg, may string }

// domain are the packages of types and rules without I/O.
const domain = "shared/errs shared/civil shared/amount shared/ident shared/catalog shared/venue shared/market shared/event shared/sale shared/vendor shared/feedback shared/recommendation shared/order shared/orderbook shared/salesmap shared/salesync shared/weather shared/localevents shared/notification"

// allowed says what each part of the house may import of the rest. The first rule
// that fits counts. Imports point down only: nothing in shared knows a function.
var allowed = []rule{
	{"functions/functiontest", "shared infra/local/tabletest"},
	{"functions/", "functions shared"},
	{"infra/edge", ""},
	{"infra/deploy", "infra/edge"},
	{"infra/local/", "infra/local infra/edge shared functions"},
	{"shared/boot/outside", "shared/boot shared/resilience shared/store"},
	{"shared/boot/tills", "shared/boot shared/resilience shared/secrets shared/square shared/order shared/tenant shared/errs"},
	{"shared/boot/skies", "shared/boot shared/resilience shared/secrets shared/weather shared/errs"},
	{"shared/boot/fairs", "shared/boot shared/resilience shared/secrets shared/localevents shared/safefetch shared/errs"},
	{"shared/boot/vaults", "shared/boot shared/store shared/vault"},
	{"shared/boot", "shared/api shared/dynamo shared/telemetry shared/secrets shared/errs"},
	{"shared/api", "shared/errs shared/tenant shared/telemetry shared/civil shared/amount"},
	{"shared/store", "shared/dynamo shared/tenant shared/vault " + domain},
	{"shared/planner", "shared/forecast " + domain},
	{"shared/insight", domain},
	{"shared/intake", "shared/salesfile " + domain},
	{"shared/salesfile", "shared/errs shared/civil shared/amount"},
	{"shared/auth", "shared/errs shared/tenant"},
	{"shared/secrets", "shared/errs"},
	{"shared/resilience", "shared/errs shared/telemetry"},
	{"shared/queue", "shared/queue"},
	{"shared/mail/ses", "shared/mail shared/errs"},
	{"shared/mail", "shared/errs"},
	{"shared/vault", "shared/vault shared/errs shared/tenant"},
	{"shared/square/squaretest", "shared/square/hook"},
	{"shared/square/hook", "shared/errs"},
	{"shared/square/access", "shared/order shared/tenant"},
	{"shared/square", "shared/square/access shared/tenant shared/order shared/amount shared/catalog shared/errs"},
	{"shared/forecast", "shared/forecast"},
	{"shared/dynamo", "shared/errs"},
	{"shared/notification", "shared/vendor shared/venue shared/market shared/catalog shared/recommendation shared/weather shared/amount shared/civil shared/tenant shared/errs"},
	{"shared/recommendation", "shared/amount shared/civil shared/weather"},
	{"shared/localevents/eventstest", "shared/localevents shared/resilience/faulty"},
	{"shared/localevents/ical", "shared/localevents shared/errs"},
	{"shared/localevents/providers", "shared/localevents shared/errs"},
	{"shared/localevents", "shared/catalog shared/civil shared/event shared/ident shared/venue shared/errs"},
	{"shared/safefetch", "shared/errs shared/resilience"},
	{"shared/weather/weathertest", "shared/weather shared/resilience/faulty"},
	{"shared/weather/openmeteo", "shared/weather shared/errs"},
	{"shared/weather/nws", "shared/weather shared/errs"},
	{"shared/weather", "shared/civil"},
	{"shared/feedback", "shared/civil"},
	{"shared/orderbook", "shared/order shared/amount shared/civil shared/sale shared/salesmap"},
	{"shared/order", "shared/amount"},
	{"shared/salesmap", "shared/order shared/amount shared/civil shared/catalog shared/venue shared/market"},
	{"shared/salesync", "shared/ident shared/order shared/amount shared/civil shared/catalog shared/venue shared/errs"},
	{"shared/sale", "shared/amount shared/civil shared/catalog shared/venue"},
	{"shared/market", "shared/amount shared/civil shared/venue shared/errs"},
	{"shared/event", "shared/civil shared/catalog shared/ident shared/errs"},
	{"shared/venue", "shared/amount shared/civil shared/catalog shared/ident shared/errs"},
	{"shared/catalog", "shared/amount shared/ident shared/errs"},
	{"shared/vendor", "shared/errs shared/civil"},
	{"shared/civil", "shared/errs"},
	{"shared/amount", "shared/errs"},
	{"shared/tenant", "shared/errs"},
	{"shared/telemetry", ""},
	{"shared/ident", ""},
	{"shared/errs", ""},
}

// outside says which of our packages may import what others made, by prefix:
// each outside thing has one door. Tests may use anything.
var outside = []rule{
	{"github.com/aws/aws-sdk-go-v2/service/dynamodb", "shared/dynamo shared/boot infra/local"},
	{"github.com/aws/aws-sdk-go-v2/feature/dynamodb", "shared/dynamo"},
	{"github.com/aws/aws-sdk-go-v2/service/secretsmanager", "shared/secrets shared/vault/secretsmanager infra/local"},
	{"github.com/aws/aws-sdk-go-v2/service/kms", "shared/vault/envelope infra/local"},
	{"github.com/aws/aws-sdk-go-v2/service/sqs", "shared/queue/sqs infra/local"},
	{"github.com/aws/aws-sdk-go-v2/service/sesv2", "shared/mail/ses infra/local"},
	{"github.com/aws/aws-sdk-go-v2/config", "infra/deploy"},
	{"github.com/aws/aws-sdk-go-v2/service/s3", "infra/deploy"},
	{"github.com/aws/aws-sdk-go-v2/service/cloudfront", "infra/deploy"},
	{"github.com/aws/aws-sdk-go-v2/service/cloudformation", "infra/deploy"},
	{"github.com/square/square-go-sdk", "shared/square"},
	{"github.com/aws/aws-xray-sdk-go", "shared/telemetry/xray"},
	{"github.com/aws/aws-lambda-go/lambda", "shared/boot infra/local"},
	{"github.com/awslabs/aws-lambda-go-api-proxy", "shared/api"},
	{"github.com/danielgtaylor/huma", "shared/api functions"},
	{"github.com/golang-jwt/jwt", "shared/auth"},
	{"golang.org/x/crypto", "shared/auth"},
	{"gonum.org", "shared/forecast"},
	{"github.com/failsafe-go/failsafe-go", "shared/resilience"},
}

func TestImports(t *testing.T) {
	t.Parallel()
	eachFile(t, parser.ImportsOnly, func(t *testing.T, path string, f *ast.File) {
		pkg := filepath.ToSlash(filepath.Dir(path))
		i := slices.IndexFunc(allowed, func(r rule) bool { return strings.HasPrefix(pkg+"/", r.pkg) })
		if pkg == "functions" {
			i = slices.IndexFunc(allowed, func(r rule) bool { return r.pkg == "functions/" })
		}
		if i < 0 {
			t.Errorf("%s has no place in the house: add it to allowed", pkg)
			return
		}
		for _, imp := range f.Imports {
			checkImport(t, path, pkg, allowed[i].may, strings.Trim(imp.Path.Value, `"`))
		}
	})
}

func checkImport(t *testing.T, path, pkg, may, imported string) {
	if dep, ours := strings.CutPrefix(imported, module); ours {
		if !within(dep, may) {
			t.Errorf("%s must not import %s", path, dep)
		}
		if within(dep, "shared/telemetry/xray shared/queue/sqs shared/boot/tills shared/boot/skies shared/boot/fairs") && filepath.Base(path) != "main.go" && path != "functions/endpoints.go" {
			t.Errorf("%s imports %s: only mains may, for all that link it start more slowly", path, dep)
		}
		if dep == "shared/dynamo" && !within(pkg, "shared/store shared/boot shared/dynamo infra/local functions/functiontest") {
			t.Errorf("%s must not import %s: ask shared/store", path, dep)
		}
		return
	}
	for _, r := range outside {
		if strings.HasPrefix(imported, r.pkg) && !within(pkg, r.may) {
			t.Errorf("%s must not import %s: its door is %s", path, imported, r.may)
		}
	}
}

// within reports whether pkg is one of the given packages or below one.
func within(pkg, packages string) bool {
	return slices.ContainsFunc(strings.Fields(packages), func(p string) bool { return strings.HasPrefix(pkg+"/", p+"/") })
}

// eachFile calls check with every Go file of ours that is no test, its path from
// the root of the repository. Parsing, rather than asking "go list", lets go test
// see which files the result depends on and not serve a stale one.
func eachFile(t *testing.T, mode parser.Mode, check func(t *testing.T, path string, f *ast.File)) {
	t.Helper()
	for _, root := range []string{"../functions", "../shared", "../infra"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() && d.Name() == "testdata" {
				if err == nil {
					err = filepath.SkipDir
				}
				return err
			}
			if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, mode)
			if err != nil {
				return err
			}
			check(t, strings.TrimPrefix(filepath.ToSlash(path), "../"), f)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
