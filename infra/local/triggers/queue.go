package triggers

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/marketprep/marketprep/infra/local/template"
)

// feed gives the messages of a queue to a function.
type feed struct {
	template.QueueFeed
	function string
	invoke   Invoke
	options  Options
}

const (
	longPoll    = 20 * time.Second
	mostAtOnce  = 10 // messages of one request to SQS
	usualFeeds  = 5  // batches at a time where the template says nothing, as AWS begins
	afterFailed = time.Second
)

// run polls until ctx ends, then waits for the batches at work.
func (f feed) run(ctx context.Context) {
	limit := f.MaxConcurrency
	if limit == 0 {
		limit = usualFeeds
	}
	slots := make(chan struct{}, limit)
	var running sync.WaitGroup
	defer running.Wait()
	for {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		batch := f.collect(ctx)
		if len(batch) == 0 {
			if ctx.Err() != nil {
				return
			}
			<-slots
			continue
		}
		running.Go(func() {
			defer func() { <-slots }()
			f.handle(context.WithoutCancel(ctx), batch)
		})
	}
}

// collect returns the next batch: what one request brings, or, within the window,
// what several bring.
func (f feed) collect(ctx context.Context) []types.Message {
	batch := f.receive(ctx, f.BatchSize, longPoll)
	end := f.options.Now().Add(f.Window)
	for len(batch) > 0 && len(batch) < f.BatchSize && ctx.Err() == nil {
		left := end.Sub(f.options.Now())
		if left <= 0 {
			break
		}
		batch = append(batch, f.receive(ctx, f.BatchSize-len(batch), left)...)
	}
	return batch
}

func (f feed) receive(ctx context.Context, most int, wait time.Duration) []types.Message {
	seconds := min(max(wait.Round(time.Second), time.Second), longPoll).Seconds()
	out, err := f.options.Queues.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: &f.URL, MaxNumberOfMessages: int32(min(most, mostAtOnce)), WaitTimeSeconds: int32(seconds),
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
		MessageAttributeNames:       []string{"All"},
	})
	if err == nil {
		return out.Messages
	}
	if ctx.Err() == nil {
		f.log("receive: %v", err)
		select {
		case <-f.options.After(afterFailed):
		case <-ctx.Done():
		}
	}
	return nil
}

// handle runs the function and deletes what it dealt with. The rest comes back
// when its visibility timeout is over; how often is the queue's matter.
func (f feed) handle(ctx context.Context, batch []types.Message) {
	event, _ := json.Marshal(f.event(batch)) // of texts and bytes: cannot fail
	result, err := call(ctx, f.invoke, f.function, event)
	if err != nil {
		f.log("%d messages come back: %v", len(batch), err)
		return
	}
	failed := map[string]bool{}
	if f.ReportFailures {
		if failed, err = failures(result.Payload, batch); err != nil {
			f.log("%d messages come back: %v: %.500s", len(batch), err, result.Payload)
			return
		}
	}
	var done []types.DeleteMessageBatchRequestEntry
	for _, m := range batch {
		if !failed[aws.ToString(m.MessageId)] {
			done = append(done, types.DeleteMessageBatchRequestEntry{Id: m.MessageId, ReceiptHandle: m.ReceiptHandle})
		}
	}
	for len(done) > 0 {
		n := min(len(done), mostAtOnce)
		out, err := f.options.Queues.DeleteMessageBatch(ctx, &sqs.DeleteMessageBatchInput{QueueUrl: &f.URL, Entries: done[:n]})
		if err != nil || len(out.Failed) > 0 {
			f.log("delete messages: %v", err)
		}
		done = done[n:]
	}
}

func (f feed) log(format string, args ...any) {
	_, _ = fmt.Fprintf(f.options.Log, "[%s] %s: %s\n", f.function, f.Queue, fmt.Sprintf(format, args...))
}

// failures are the messages that an answer names. Nothing named means that all
// went well; what AWS does not understand means that all failed, and is an error.
func failures(payload []byte, batch []types.Message) (map[string]bool, error) {
	var answer *struct {
		BatchItemFailures []struct {
			ItemIdentifier string `json:"itemIdentifier"`
		} `json:"batchItemFailures"`
	}
	if len(payload) > 0 {
		if err := json.Unmarshal(payload, &answer); err != nil {
			return nil, fmt.Errorf("the answer names no failures: %w", err)
		}
	}
	known, failed := map[string]bool{}, map[string]bool{}
	if answer == nil {
		return failed, nil
	}
	for _, m := range batch {
		known[aws.ToString(m.MessageId)] = true
	}
	for _, i := range answer.BatchItemFailures {
		if !known[i.ItemIdentifier] {
			return nil, fmt.Errorf("the answer names %q, which is no message of the batch", i.ItemIdentifier)
		}
		failed[i.ItemIdentifier] = true
	}
	return failed, nil
}

// event is a batch as a function gets it.
func (f feed) event(batch []types.Message) events.SQSEvent {
	var e events.SQSEvent
	for _, m := range batch {
		r := events.SQSMessage{
			MessageId: aws.ToString(m.MessageId), ReceiptHandle: aws.ToString(m.ReceiptHandle), Body: aws.ToString(m.Body),
			Md5OfBody: aws.ToString(m.MD5OfBody), Md5OfMessageAttributes: aws.ToString(m.MD5OfMessageAttributes),
			Attributes: m.Attributes, MessageAttributes: map[string]events.SQSMessageAttribute{},
			EventSourceARN: f.ARN, EventSource: "aws:sqs", AWSRegion: f.options.Region,
		}
		for name, a := range m.MessageAttributes {
			r.MessageAttributes[name] = events.SQSMessageAttribute{
				StringValue: a.StringValue, BinaryValue: a.BinaryValue, DataType: aws.ToString(a.DataType),
				StringListValues: []string{}, BinaryListValues: [][]byte{},
			}
		}
		e.Records = append(e.Records, r)
	}
	return e
}
