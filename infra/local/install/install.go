// Package install puts outside programs of pinned versions into a per-user
// cache, with the ordinary package clients. A second checkout, or a second run,
// finds them there.
package install

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// A Tool is an outside program of one pinned version, and how to obtain it.
type Tool struct {
	Name, Version string
	// Fill puts the program into dir, an empty folder. Afterwards the folder is
	// renamed, so nothing in it may name its own path.
	Fill func(ctx context.Context, dir string) error
}

// Path returns the folder that holds the tool. Only the first caller of a
// version on a machine waits for Fill, whatever the number of checkouts; it is
// said on standard error, since it can take a minute.
func (t Tool) Path(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("install: no folder to install %s in: %w", t.Name, err)
	}
	home := filepath.Join(cache, "marketprep", t.Name)
	dir := filepath.Join(home, t.Version)
	if exists(dir) {
		return dir, nil
	}
	if err := os.MkdirAll(home, 0o750); err != nil {
		return "", fmt.Errorf("install: %s: %w", t.Name, err)
	}
	unlock, err := Lock(filepath.Join(home, "lock"))
	if err != nil {
		return "", err
	}
	defer unlock()
	if exists(dir) {
		return dir, nil // another process was faster
	}
	fmt.Fprintf(os.Stderr, "installing %s %s, once per user\n", t.Name, t.Version)
	return dir, t.install(ctx, home, dir)
}

// install fills a folder beside dir and renames it, so that dir is whole or
// absent. What a crash left of an earlier try is overwritten: the lock is held.
func (t Tool) install(ctx context.Context, home, dir string) error {
	part := filepath.Join(home, "part")
	err := errors.Join(os.RemoveAll(part), os.Mkdir(part, 0o750))
	if err == nil {
		err = t.Fill(ctx, part)
	}
	if err == nil {
		err = os.Rename(part, dir)
	}
	if err != nil {
		return fmt.Errorf("install: %s %s: %w", t.Name, t.Version, err)
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// Lock waits until no other process holds the file, which is made if absent. The
// kernel releases it when its holder dies.
func Lock(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("install: open lock: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(fmt.Errorf("install: lock %s: %w", path, err), f.Close())
	}
	return func() { _ = f.Close() }, nil
}
