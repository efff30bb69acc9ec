// Command function is a Lambda that does what its event says.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

type event struct {
	Do    string          // echo, environment, context, error, panic, exit, hang, log, size, answer
	Size  int             // of the answer to size
	Value json.RawMessage // of echo and answer
}

func main() {
	switch os.Getenv("START") {
	case "exit":
		fmt.Fprintln(os.Stderr, "cannot start")
		os.Exit(3)
	case "stubborn":
		signal.Ignore(syscall.SIGTERM)
	}
	served := 0
	lambda.Start(func(ctx context.Context, e event) (any, error) {
		served++
		switch e.Do {
		case "echo", "answer":
			return e.Value, nil
		case "environment":
			return os.Environ(), nil
		case "served":
			return []int{os.Getpid(), served}, nil
		case "context":
			c, _ := lambdacontext.FromContext(ctx)
			_, timed := ctx.Deadline()
			return map[string]any{"id": c.AwsRequestID, "arn": c.InvokedFunctionArn, "trace": os.Getenv("_X_AMZN_TRACE_ID"), "timed": timed}, nil
		case "error":
			return nil, errors.New("as asked")
		case "panic":
			panic("as asked")
		case "exit":
			os.Exit(7)
		case "hang":
			fmt.Println("hanging")
			select {}
		case "log":
			fmt.Print("one\ntwo")
		case "size":
			return strings.Repeat("x", e.Size), nil
		}
		return nil, nil
	})
}
