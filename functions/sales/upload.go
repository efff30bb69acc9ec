package sales

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"

	"github.com/marketprep/marketprep/shared/errs"
)

// upload is a file as it was sent, perhaps compressed.
type upload []byte

// maxUnpacked is how long a file may be when it is unpacked: half a million lines. A
// small file that unpacks to more is no file of sales.
const maxUnpacked = 64 << 20

// fileOf takes the file out of a request's body.
func fileOf(contentType string, body []byte) (upload, error) {
	kind, params, _ := mime.ParseMediaType(contentType) // what is no type is no form
	if kind != "multipart/form-data" {
		return body, nil
	}
	form := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, errs.InvalidField("body", "the form has no file")
		}
		if err != nil {
			return nil, errs.InvalidField("body", "the form cannot be read: %s", err.Error())
		}
		if part.FileName() == "" {
			continue
		}
		file, err := io.ReadAll(part)
		if err != nil {
			return nil, errs.InvalidField("body", "the form cannot be read: %s", err.Error())
		}
		return file, nil
	}
}

// open returns the file's text from its beginning.
func (f upload) open() (io.Reader, error) {
	if !bytes.HasPrefix(f, []byte{0x1f, 0x8b}) {
		return bytes.NewReader(f), nil
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(f))
	if err != nil {
		return nil, errs.InvalidField("body", "the compressed file cannot be read: %s", err.Error())
	}
	return &bounded{unpacked, maxUnpacked}, nil
}

// bounded reads at most left bytes, and then fails with errs.TooLarge.
type bounded struct {
	r    io.Reader
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errs.New(errs.TooLarge, "the file unpacks to more than %d MB: split it", maxUnpacked>>20)
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	if err != nil && !errors.Is(err, io.EOF) {
		return n, errs.Wrap(errs.Invalid, fmt.Errorf("sales: unpack: %w", err), "the compressed file is damaged")
	}
	return n, err
}
