package errs

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAKindOutlivesWrapping(t *testing.T) {
	t.Parallel()
	cause := errors.New("disk full")
	for _, tt := range []struct {
		name string
		err  error
		want Kind
	}{
		{"nothing named", cause, Internal},
		{"no error", nil, Internal},
		{"named", New(NotFound, "no %s", "bread"), NotFound},
		{"wrapped", fmt.Errorf("store: get: %w", New(Conflict, "changed")), Conflict},
		{"with a cause", Wrap(Unavailable, cause, "try again"), Unavailable},
		{"the outer one counts", Wrap(Unauthorized, New(Conflict, "changed"), "sign in"), Unauthorized},
		{"one of several", errors.Join(cause, New(TooMany, "slow")), TooMany},
		{"a field", InvalidField("body.name", "a name"), Invalid},
	} {
		if got := KindOf(tt.err); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	if err := Wrap(Unavailable, cause, "try again"); !errors.Is(err, cause) || err.Error() != "try again: disk full" {
		t.Errorf("%v does not hold its cause", err)
	}
}

func TestAFieldIsNamed(t *testing.T) {
	t.Parallel()
	got, ok := errors.AsType[*Error](InvalidField("body.items[2].units", "%d is negative", -1))
	want := &Error{Kind: Invalid, Message: "-1 is negative", Fields: []Field{{"body.items[2].units", "-1 is negative"}}}
	if diff := cmp.Diff(want, got); diff != "" || !ok {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
