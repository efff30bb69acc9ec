package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/marketprep/marketprep/infra/edge"
)

const (
	releases    = ".releases/"           // where records of releases are; the edge serves nothing that begins with a dot
	releaseForm = "20060102T150405.000Z" // of the names of releases: when they went up
	releaseKey  = "release"              // of the metadata of the page: which one is live
)

// release is a build that was published: its files whose names have a hash.
type release struct {
	ID    string    `json:"-"`
	Files []string  `json:"files"`
	Until time.Time `json:"until,omitzero"` // when another came in its place
}

// live is the release whose page is served; empty: none, or one that has no name.
func (p publisher) live(ctx context.Context) (string, error) {
	out, err := p.objects.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &p.bucket, Key: aws.String("index.html")})
	if _, missing := errors.AsType[*types.NotFound](err); missing {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("deploy: look which release is live: %w", err)
	}
	return out.Metadata[releaseKey], nil
}

func (p publisher) record(ctx context.Context, r release) error {
	b, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("deploy: write record: %w", err)
	}
	_, err = p.objects.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &p.bucket, Key: aws.String(releases + r.ID + ".json"), Body: bytes.NewReader(b), ContentType: aws.String("application/json"),
	})
	if err != nil {
		return fmt.Errorf("deploy: record release: %w", err)
	}
	return nil
}

func (p publisher) read(ctx context.Context, id string) (release, error) {
	out, err := p.objects.GetObject(ctx, &s3.GetObjectInput{Bucket: &p.bucket, Key: aws.String(releases + id + ".json")})
	if err != nil {
		return release{}, fmt.Errorf("deploy: read release %s: %w", id, err)
	}
	defer out.Body.Close() //nolint:errcheck // it was read to its end
	b, err := io.ReadAll(out.Body)
	if err != nil {
		return release{}, fmt.Errorf("deploy: read release %s: %w", id, err)
	}
	r := release{ID: id}
	if err := json.Unmarshal(b, &r); err != nil {
		return release{}, fmt.Errorf("deploy: read release %s: %w", id, err)
	}
	return r, nil
}

// end notes that a release is live no longer.
func (p publisher) end(ctx context.Context, id string, at time.Time) error {
	if id == "" {
		return nil
	}
	r, err := p.read(ctx, id)
	if _, lost := errors.AsType[*types.NoSuchKey](err); lost {
		return nil // somebody has tidied up; the age of its files must do
	}
	if err != nil {
		return err
	}
	r.Until = at
	return p.record(ctx, r)
}

// sweep deletes files that no page needs which was served since, and returns how many.
func (p publisher) sweep(ctx context.Context, live release, since time.Time) (int, error) {
	records, err := p.list(ctx, releases)
	if err != nil {
		return 0, err
	}
	needed := map[string]bool{}
	var gone []string
	for _, o := range records {
		id := strings.TrimSuffix(strings.TrimPrefix(aws.ToString(o.Key), releases), ".json")
		r, err := p.read(ctx, id)
		if err != nil {
			return 0, err
		}
		// One without an end that is not live never was, or for seconds: it was interrupted.
		end := r.Until
		if started, err := time.Parse(releaseForm, id); err == nil && end.IsZero() {
			end = started
		}
		if id != live.ID && end.Before(since) {
			gone = append(gone, aws.ToString(o.Key))
			continue
		}
		for _, name := range r.Files {
			needed[name] = true
		}
	}
	objects, err := p.list(ctx, "")
	if err != nil {
		return 0, err
	}
	deleted := 0
	for _, o := range objects {
		name := aws.ToString(o.Key)
		// A young one may belong to a publish that has not got to its record.
		if edge.Lasting(name) && !needed[name] && aws.ToTime(o.LastModified).Before(since) {
			gone = append(gone, name)
			deleted++
		}
	}
	for _, name := range gone {
		if _, err := p.objects.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &p.bucket, Key: &name}); err != nil {
			return 0, fmt.Errorf("deploy: delete %s: %w", name, err)
		}
	}
	return deleted, nil
}

func (p publisher) list(ctx context.Context, prefix string) ([]types.Object, error) {
	var all []types.Object
	pages := s3.NewListObjectsV2Paginator(p.objects, &s3.ListObjectsV2Input{Bucket: &p.bucket, Prefix: &prefix})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("deploy: list files: %w", err)
		}
		all = append(all, page.Contents...)
	}
	return all, nil
}
