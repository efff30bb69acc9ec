package functions

import (
	"fmt"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
)

// OpenAPI returns the document of every endpoint as JSON.
func OpenAPI() ([]byte, error) {
	// The constructors only look whether their variables are there.
	env := boot.NewEnv(func(string) (string, bool) { return "http://127.0.0.1:1/unused", true })
	var ops []api.Operation
	for _, e := range Endpoints {
		op, err := e(env)
		if err != nil {
			return nil, fmt.Errorf("functions: describe endpoint %d: %w", len(ops), err)
		}
		ops = append(ops, op)
	}
	_, doc := api.Handler(env.API(), ops...)
	b, err := doc.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("functions: write OpenAPI document: %w", err)
	}
	return b, nil
}
