// Package engines installs and starts the servers that stand in for AWS on one
// machine: the table, and everything else. It uses the ordinary package clients
// (npm, pip, cargo, go, Maven), installs each pinned version once per user, and
// leaves no process behind.
package engines
