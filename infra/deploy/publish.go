package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	cdn "github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/marketprep/marketprep/infra/edge"
)

// publisher brings builds of the pages to where they are served.
type publisher struct {
	bucket, distribution string
	grace                time.Duration // for how long files of an older build stay
	now                  func() time.Time

	objects *s3.Client
	edge    *cloudfront.Client
}

// summary is what publish did.
type summary struct{ put, deleted int }

// publish makes a build the one that is served. Whatever a browser has at any moment
// finds the files that it asks for: those with a hash come first and go a grace after
// the last page that names them. Interrupted, it may be run again.
func (p publisher) publish(ctx context.Context, build fs.FS) (summary, error) {
	names, err := files(build)
	if err != nil {
		return summary{}, err
	}
	now := p.now().UTC()
	next := release{ID: now.Format(releaseForm)}
	first := slices.IndexFunc(names, func(n string) bool { return !edge.Lasting(n) })
	next.Files = names[:first]
	live, err := p.live(ctx)
	if err != nil {
		return summary{}, err
	}
	if err := p.put(ctx, build, next.Files, ""); err != nil {
		return summary{}, err
	}
	if err := p.record(ctx, next); err != nil {
		return summary{}, err
	}
	// Before the page is another one. If it never becomes another one, the next publish
	// finds this one live again, and gives it a later end.
	if err := p.end(ctx, live, now); err != nil {
		return summary{}, err
	}
	if err := p.put(ctx, build, names[first:], next.ID); err != nil {
		return summary{}, err
	}
	if err := p.invalidate(ctx, names[first:], next.ID); err != nil {
		return summary{}, err
	}
	deleted, err := p.sweep(ctx, next, now.Add(-p.grace))
	return summary{len(names), deleted}, err
}

// files are the names of a build in the order in which they go up. The page comes after
// what it loads, and the service worker last: it keeps the page that it finds.
func files(build fs.FS) ([]string, error) {
	var names []string
	err := fs.WalkDir(build, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case strings.HasPrefix(name, ".") && name != ".": // notes of the builder
			if d.IsDir() {
				return fs.SkipDir
			}
		case !d.IsDir():
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("deploy: read build: %w", err)
	}
	for _, must := range []string{"index.html", "sw.js"} {
		if !slices.Contains(names, must) {
			return nil, fmt.Errorf("deploy: the build has no %s", must)
		}
	}
	rank := func(name string) int {
		switch {
		case edge.Lasting(name):
			return 0
		case name == "index.html":
			return 2
		case name == "sw.js":
			return 3
		}
		return 1
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(rank(a)-rank(b), strings.Compare(a, b)) })
	return names, nil
}

// put uploads files of a build, of the release that is named if any is.
func (p publisher) put(ctx context.Context, build fs.FS, names []string, releaseID string) error {
	for _, name := range names {
		kind, err := edge.Type(name)
		if err != nil {
			return fmt.Errorf("deploy: %w", err)
		}
		content, err := fs.ReadFile(build, name)
		if err != nil {
			return fmt.Errorf("deploy: read build: %w", err)
		}
		in := &s3.PutObjectInput{
			Bucket: &p.bucket, Key: aws.String(name), Body: bytes.NewReader(content),
			ContentType: aws.String(kind), CacheControl: aws.String(edge.Keep(name)),
		}
		if releaseID != "" {
			in.Metadata = map[string]string{releaseKey: releaseID}
		}
		if _, err := p.objects.PutObject(ctx, in); err != nil {
			return fmt.Errorf("deploy: upload %s: %w", name, err)
		}
	}
	return nil
}

// invalidate has the edge ask for files anew. It would in any case; this is for those
// that go by an older rule.
func (p publisher) invalidate(ctx context.Context, names []string, releaseID string) error {
	paths := []string{"/"}
	for _, name := range names {
		paths = append(paths, "/"+name)
	}
	_, err := p.edge.CreateInvalidation(ctx, &cloudfront.CreateInvalidationInput{
		DistributionId: &p.distribution,
		InvalidationBatch: &cdn.InvalidationBatch{
			CallerReference: &releaseID,
			Paths:           &cdn.Paths{Items: paths, Quantity: aws.Int32(int32(len(paths)))},
		},
	})
	if err != nil {
		return fmt.Errorf("deploy: invalidate: %w", err)
	}
	return nil
}
