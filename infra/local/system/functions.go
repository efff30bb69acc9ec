package system

import (
	"maps"
	"path/filepath"

	"github.com/marketprep/marketprep/infra/local/lambda"
	"github.com/marketprep/marketprep/infra/local/provision"
	"github.com/marketprep/marketprep/infra/local/template"
)

// programs are the functions of a template as they run here, built into dir. Each
// is also known by the name of its folder.
func programs(t *template.Template, dir string) []lambda.Function {
	var list []lambda.Function
	for _, f := range t.Functions {
		folder := filepath.Base(f.CodeURI)
		environment := maps.Clone(account())
		maps.Copy(environment, f.Environment)
		list = append(list, lambda.Function{
			Name:        f.Name,
			Aliases:     []string{f.ID, folder},
			Program:     filepath.Join(dir, folder),
			Environment: environment,
			Memory:      f.Memory,
			Timeout:     f.Timeout,
			Concurrency: concurrency(f.Reserved),
			JSONLogs:    f.JSONLogs,
		})
	}
	return list
}

// account is what Lambda adds to the environment of a function: whose it is.
func account() map[string]string {
	return map[string]string{
		"AWS_ACCESS_KEY_ID":     provision.AccessKey,
		"AWS_SECRET_ACCESS_KEY": provision.SecretKey,
		// Nobody collects traces here.
		"AWS_XRAY_SDK_DISABLED": "TRUE",
	}
}

// concurrency translates ReservedConcurrentExecutions, where 0 forbids and -1
// leaves free, into what the host takes.
func concurrency(reserved int) int {
	switch {
	case reserved == 0:
		return -1
	case reserved < 0:
		return 0
	default:
		return reserved
	}
}
