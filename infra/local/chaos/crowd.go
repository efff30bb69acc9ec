package chaos

import (
	"context"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/marketprep/marketprep/shared/queue"
)

// Crowd is a queue as SQS keeps it, on a clock of its own: messages of a group that
// has more of them under way than others are handed out after those of the others
// ("Amazon SQS fair queues", SQS Developer Guide). It tells how long who waits.
type Crowd struct {
	mu      sync.Mutex
	waiting []queue.Message // in the order of their arrival
}

// Open is a queue.Opener of c.
func (c *Crowd) Open(aws.Config, string) queue.Queue { return c }

// Send implements queue.Queue.
func (c *Crowd) Send(_ context.Context, messages []queue.Message) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = append(c.waiting, messages...)
	return nil
}

// Depth implements queue.Queue.
func (c *Crowd) Depth(context.Context) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.waiting), nil
}

// Messages are those that wait.
func (c *Crowd) Messages() []queue.Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.waiting)
}

// Serve hands all messages to so many workers, each of which takes one unit of time
// for one, and returns when the last message of each body was taken, counted from 1.
func (c *Crowd) Serve(workers int) map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	// Of each group the oldest message comes first; a group's turn comes again after
	// everybody else's who waits.
	groups := map[string][]string{}
	var turn []string
	for _, m := range c.waiting {
		if len(groups[m.Group]) == 0 {
			turn = append(turn, m.Group)
		}
		groups[m.Group] = append(groups[m.Group], m.Body)
	}
	taken := map[string]int{}
	for n := 0; len(turn) > 0; n++ {
		g := turn[0]
		turn = turn[1:]
		taken[groups[g][0]] = 1 + n/workers
		if groups[g] = groups[g][1:]; len(groups[g]) > 0 {
			turn = append(turn, g)
		}
	}
	c.waiting = nil
	return taken
}
