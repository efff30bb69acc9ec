package main

import "context"

// seed loads the demo vendor, unless it is there already, into the system at
// baseURL, and returns lines that say how to sign in.
func seed(context.Context, string) (string, error) {
	return "", nil
}
