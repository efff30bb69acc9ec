//go:build bench

package bench

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const mega = 1e6

// build compiles packages for Lambda as make build does and returns the binaries
// by name.
func build(t *testing.T, arch string, packages ...string) map[string]string {
	t.Helper()
	dir := t.TempDir() + "/"
	args := append([]string{"build", "-tags", "lambda.norpc", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", dir}, packages...)
	cmd := exec.Command("go", args...)
	cmd.Dir = "../../.."
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+arch)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	binaries := map[string]string{}
	for _, f := range files {
		binaries[f.Name()] = filepath.Join(dir, f.Name())
	}
	return binaries
}

// traced reports whether the function's main links the X-Ray SDK.
func traced(t *testing.T, name string) bool {
	t.Helper()
	mains, _ := filepath.Glob("../../../functions/*/" + name + "/main.go")
	if len(mains) != 1 {
		t.Fatalf("%d folders are called %s", len(mains), name)
	}
	src, err := os.ReadFile(mains[0])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Contains(string(src), "xray.Trace")
}

func sizes(t *testing.T) []Row {
	plain := Row{What: "stripped arm64 binary, the largest plain one", Budget: 9.5, Unit: "MB"}
	xray := Row{What: "stripped arm64 binary, the largest with X-Ray", Budget: 17, Unit: "MB"}
	for name, path := range build(t, "arm64", "./functions/...") {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		row := &plain
		if traced(t, name) {
			row = &xray
		}
		if size := float64(info.Size()) / mega; size > row.Value {
			row.Value = size
			row.What, _, _ = strings.Cut(row.What, ":")
			row.What += ": " + name
		}
	}
	return []Row{plain, xray}
}

// starts compares the time from the start of a process to its first poll of the
// Runtime API with that of the smallest Lambda, run by turns.
func starts(t *testing.T) []Row {
	const rounds = 21
	binaries := build(t, "amd64", "./functions/...", "./infra/local/bench/hello")
	compared := []struct {
		name   string
		budget float64
	}{{"list-products", 1.8}, {"get-recommendations", 1.8}, {"generate-recommendations", 1.8}, {"log-in", 1.8}, {"run-forecast", 2.6}}
	hello := make([]float64, rounds)
	took := map[string][]float64{}
	for i := range rounds {
		hello[i] = firstPoll(t, binaries["hello"]).Seconds()
		for _, c := range compared {
			if binaries[c.name] != "" {
				took[c.name] = append(took[c.name], firstPoll(t, binaries[c.name]).Seconds())
			}
		}
	}
	var rows []Row
	for _, c := range compared {
		if len(took[c.name]) > 0 {
			rows = append(rows, Row{"start to first poll, against a hello-world Lambda: " + c.name, median(took[c.name]) / median(hello), c.budget, "x"})
		}
	}
	return rows
}

func median(v []float64) float64 {
	v = slices.Clone(v)
	slices.Sort(v)
	return v[len(v)/2]
}

// firstPoll starts a bootstrap and waits until it asks for work.
func firstPoll(t *testing.T, binary string) time.Duration {
	t.Helper()
	polled := make(chan time.Time, 1)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/invocation/next") {
			select {
			case polled <- time.Now():
			default:
			}
			<-r.Context().Done()
		}
	})}
	go server.Serve(l)
	defer server.Close()
	cmd := exec.Command(binary)
	cmd.Env = []string{
		"AWS_LAMBDA_RUNTIME_API=" + l.Addr().String(), "AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=x", "AWS_SECRET_ACCESS_KEY=x",
		"TABLE_NAME=bench", "SIGNING_KEY_SECRET=bench", "OPERATOR_KEY_SECRET=bench", "FORECAST_QUEUE_URL=http://127.0.0.1:1/q",
		"AWS_LAMBDA_FUNCTION_NAME=bench", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512", "AWS_LAMBDA_FUNCTION_VERSION=1",
	}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { cmd.Process.Kill(); cmd.Wait() }()
	select {
	case at := <-polled:
		return at.Sub(start)
	case <-time.After(10 * time.Second):
		t.Fatalf("%s does not ask for work", filepath.Base(binary))
		return 0
	}
}
