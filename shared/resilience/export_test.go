package resilience

import "time"

// Patient are options of a client that waits for a busy engine as long as it takes:
// how fast the machine is must not decide a test.
func Patient(o Options) Options {
	o.storeFor = time.Hour
	return o
}
