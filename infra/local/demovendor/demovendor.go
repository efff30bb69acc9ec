// Package demovendor is the vendor that the local system shows: who they are and
// how two simulated years of their business come into it.
package demovendor

// How to sign in as the demo vendor. There is nothing to protect.
const (
	Email    = "demo@marketprep.example"
	Password = "bread by the river"
)
