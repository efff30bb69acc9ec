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
	// As an authorizer and behind an API it goes by what API Gateway sends.
	Type, MethodArn, HTTPMethod, Path string
	Headers                           map[string]string

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
		if e.HTTPMethod != "" {
			return gateway(e)
		}
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

func gateway(e event) (any, error) {
	if e.Type == "" {
		return map[string]any{"statusCode": 200, "body": e.HTTPMethod + " " + e.Path}, nil
	}
	effect := map[string]string{"allow": "Allow", "deny": "Deny"}[e.Headers["Authorization"]]
	if effect == "" {
		return nil, errors.New("Unauthorized") //nolint:staticcheck // API Gateway wants this text
	}
	statement := map[string]any{"Action": "execute-api:Invoke", "Effect": effect, "Resource": e.MethodArn}
	return map[string]any{"principalId": "somebody", "policyDocument": map[string]any{"Version": "2012-10-17", "Statement": []any{statement}}}, nil
}
