// Command openapi writes the OpenAPI document of every endpoint to standard
// output. docs/openapi.json is a copy of it, which a test keeps fresh.
package main

import (
	"bytes"
	"encoding/json"
	"log"
	"os"

	"github.com/marketprep/marketprep/functions"
)

func main() {
	b, err := functions.OpenAPI()
	if err != nil {
		log.Fatal(err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, b, "", "  "); err != nil {
		log.Fatal(err)
	}
	out.WriteByte('\n')
	if _, err := out.WriteTo(os.Stdout); err != nil {
		log.Fatal(err)
	}
}
