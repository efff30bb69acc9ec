package functions

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"
)

// Huma panics over items that are to be unique and are no texts or numbers.
func TestNothingIsUniqueBySchema(t *testing.T) {
	t.Parallel()
	b, err := OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, []byte("uniqueItems")) {
		t.Error("uniqueItems is in the document: check that in the handler")
	}
}

func TestOpenAPIDocumentIsFresh(t *testing.T) {
	t.Parallel()
	b, err := OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	if err := json.Indent(&want, b, "", "  "); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../docs/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bytes.TrimSpace(got), bytes.TrimSpace(want.Bytes())) {
		t.Error("docs/openapi.json is stale: run make openapi")
	}
}
