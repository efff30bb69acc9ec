// Command import brings a file of sales into a running local system, as the demo
// vendor or as whoever the flags name, and says what became of it.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"

	"github.com/marketprep/marketprep/infra/local/client"
	"github.com/marketprep/marketprep/infra/local/demovendor"
)

func main() {
	port := flag.Int("port", 8080, "port of the running system")
	email := flag.String("email", demovendor.Email, "who signs in")
	password := flag.String("password", demovendor.Password, "the password")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("name one file: make import FILE=items.csv")
	}
	if err := run(context.Background(), fmt.Sprintf("http://127.0.0.1:%d", *port), *email, *password, flag.Arg(0)); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, base, email, password, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // it was only read
	c := client.New(base)
	if err := c.SignIn(ctx, email, password); err != nil {
		return fmt.Errorf("sign in as %s: %w", email, err)
	}
	report, err := c.Import(ctx, file)
	if err != nil {
		return err
	}
	fmt.Print(report)
	return nil
}
