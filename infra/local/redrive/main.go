// Command redrive moves dead letters back to the queues that they came from, in the
// local system or at AWS: wherever AWS_REGION, the credentials' variables and, for
// the local system, AWS_ENDPOINT_URL point.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"os/signal"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/marketprep/marketprep/shared/boot"
)

func main() {
	r := redrive{out: os.Stdout}
	flag.StringVar(&r.dead, "dead", "DeadLetters", "name or URL of the dead-letter queue: the stack's output DeadLetters")
	flag.StringVar(&r.to, "to", "", "name or URL of the queue to move to; empty: where each message came from")
	flag.StringVar(&r.vendor, "vendor", "", "move this vendor's messages alone")
	flag.BoolVar(&r.list, "list", false, "show what there is and move nothing")
	flag.IntVar(&r.most, "most", 10_000, "move so many at most")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	cfg, err := boot.NewEnv(os.LookupEnv).AWS("SQS")
	if err != nil {
		log.Fatal(err) //nolint:gocritic // nothing is to be stopped
	}
	r.queues = sqs.NewFromConfig(cfg)
	if err := r.run(ctx); err != nil {
		log.Fatal(err)
	}
}
