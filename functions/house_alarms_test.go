package functions

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// An alarm on a metric that nobody counts sleeps for ever.
func TestAlarmsWatchWhatIsCounted(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("../infra/alarms.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Resources map[string]struct {
			Type       string `yaml:"Type"`
			Properties struct {
				Description string `yaml:"AlarmDescription"`
				Namespace   string `yaml:"Namespace"`
				Metric      string `yaml:"MetricName"`
				Dimensions  []struct {
					Value yaml.Node `yaml:"Value"`
				} `yaml:"Dimensions"`
			} `yaml:"Properties"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal(src, &doc); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	watched := 0
	for name, r := range doc.Resources {
		if r.Type != "AWS::CloudWatch::Alarm" {
			continue
		}
		watched++
		_, where, said := strings.Cut(r.Properties.Description, "docs/operations.md: ")
		entry, _, _ := strings.Cut(where, ",")
		if !said || !strings.Contains(string(page), entry) {
			t.Errorf("%s does not say where docs/operations.md tells what to do", name)
		}
		if r.Properties.Namespace != "MarketPrep" {
			continue
		}
		if len(r.Properties.Dimensions) != 1 {
			t.Fatalf("%s watches no operation", name)
		}
		operation := r.Properties.Dimensions[0].Value.Value
		mains, _ := filepath.Glob("*/" + operation + "/main.go")
		if len(mains) != 1 {
			t.Errorf("%s watches %q, which is no function", name, operation)
			continue
		}
		code, err := os.ReadFile(filepath.Join(filepath.Dir(filepath.Dir(mains[0])), strings.ReplaceAll(operation, "-", "_")+".go"))
		if err != nil || !strings.Contains(string(code), `"`+r.Properties.Metric+`"`) {
			t.Errorf("%s watches %s, which %s does not count: %v", name, r.Properties.Metric, operation, err)
		}
	}
	if watched == 0 {
		t.Error("there are no alarms")
	}
}
