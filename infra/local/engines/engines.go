// Package engines starts the servers that stand in for AWS on one
// machine: the table, and everything else. It leaves no process behind.
package engines
