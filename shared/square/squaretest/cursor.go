package squaretest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"time"
)

// cursor says where a walk goes on. It is good for the query that it came from
// alone, and for the seller.
type cursor struct {
	Query string    // hash
	After time.Time // time of the last order that was sent
	ID    string    // and its id
	Skip  int       // objects that were sent
	End   time.Time // of the walk: when it began, if the query does not say
}

func (c call) hash(query any) string {
	sum := sha256.Sum256(append([]byte(c.Merchant+c.r.URL.Path), marshal(query)...))
	return hex.EncodeToString(sum[:8])
}

func (c cursor) String() string { return base64.RawURLEncoding.EncodeToString(marshal(c)) }

// resume reads the cursor of a request; an empty one is a new walk.
func (c call) resume(text string, query any) cursor {
	at := cursor{Query: c.hash(query), End: c.now()}
	if text == "" {
		return at
	}
	var sent cursor
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(b, &sent) != nil || sent.Query != at.Query {
		panic(failField(http.StatusBadRequest, "INVALID_CURSOR", "The cursor provided is not valid for this query.", "cursor"))
	}
	return sent
}
