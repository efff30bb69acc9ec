package engines

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"github.com/marketprep/marketprep/infra/local/install"
)

const ddbLocalVersion = "3.1.0"

// DynamoDBLocal is Amazon's own imitation of its table, a second opinion for the
// tests of the store. It needs Java 17 and Maven.
func DynamoDBLocal() install.Tool {
	return install.Tool{Name: "ddblocal", Version: ddbLocalVersion, Fill: fillDynamoDBLocal}
}

// pom names what to fetch. Maven copies it, with all it depends on, into lib.
const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.github.marketprep</groupId><artifactId>ddblocal</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>software.amazon.dynamodb</groupId><artifactId>DynamoDBLocal</artifactId><version>` + ddbLocalVersion + `</version>
  </dependency></dependencies>
</project>
`

func fillDynamoDBLocal(ctx context.Context, dir string) error {
	file := filepath.Join(dir, "pom.xml")
	if err := os.WriteFile(file, []byte(pom), 0o600); err != nil {
		return fmt.Errorf("write project: %w", err)
	}
	return install.Run(ctx, "mvn", "--batch-mode", "--quiet", "--file", file,
		"org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies", "-DoutputDirectory="+filepath.Join(dir, "lib"))
}

// StartDynamoDBLocal starts DynamoDB Local, always in memory.
func StartDynamoDBLocal(ctx context.Context, o Options) (*Process, error) {
	dir, err := DynamoDBLocal().Path(ctx)
	if err != nil {
		return nil, err
	}
	return o.start(func(addr string) (*Process, error) {
		_, port, err := net.SplitHostPort(addr)
		if err != nil {
			return nil, fmt.Errorf("engines: address of the table: %w", err)
		}
		env := append(os.Environ(), "DDB_LOCAL_TELEMETRY=0")
		return start(ctx, addr, o.Log, env, "java", "-Xmx512m", "-cp", filepath.Join(dir, "lib", "*"),
			"software.amazon.dynamodb.services.local.main.ServerRunner", "-inMemory", "-disableTelemetry", "-port", port)
	})
}
