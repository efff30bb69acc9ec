package walk

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/mail"
)

// letters chooses this minute to be told of the next list, reads the letter, and stops
// all others with one click.
func (w *walker) letters(ctx context.Context) error {
	zone, err := civil.Zone("America/New_York")
	if err != nil {
		return err
	}
	next, err := civil.ParseDate(w.next.Date)
	if err != nil {
		return err
	}
	now := time.Now().In(zone)
	settings := map[string]any{
		"listReady": map[string]any{"on": true, "daysBefore": int(next - civil.DateOf(now)), "at": now.Format("15:04")},
		"listMoved": map[string]any{"on": true, "percent": 20}, "reconnectSquare": map[string]any{"on": true}, "howItWent": map[string]any{"on": false, "hoursAfter": 3},
	}
	var page struct {
		Address string
		Stopped bool
	}
	if err := w.Call(ctx, http.MethodPut, "/api/v1/notifications", settings, &page); err != nil {
		return err
	}
	letter, err := w.awaitLetter(ctx)
	if err != nil {
		return err
	}
	_, token, found := strings.Cut(letter.Text, "/stop-letters#")
	path := "/market/" + w.next.Date + "/" + w.next.Venue + "\n"
	if !found || page.Address != w.email || !strings.Contains(letter.Subject, w.next.VenueName) || !strings.Contains(letter.Text, path) || !strings.Contains(letter.Text, "Expected: $") {
		return fmt.Errorf("the letter to %s is %q:\n%s", page.Address, letter.Subject, letter.Text)
	}
	stop := w.base + "/notifications/" + strings.TrimSpace(token) + "/stop"
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, stop, strings.NewReader("List-Unsubscribe=One-Click"))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	if err := answer.Body.Close(); err != nil || answer.StatusCode != http.StatusOK {
		return fmt.Errorf("one click on %s answers %d: %w", stop, answer.StatusCode, err)
	}
	if err := w.Call(ctx, http.MethodGet, "/api/v1/notifications", nil, &page); err != nil || !page.Stopped {
		return fmt.Errorf("after one click letters are stopped: %t (%w)", page.Stopped, err)
	}
	return nil
}

// awaitLetter sends what is due and returns the letter about the next list.
func (w *walker) awaitLetter(ctx context.Context) (mail.Message, error) {
	if err := w.system.Fire(ctx, "send-due-notifications"); err != nil {
		return mail.Message{}, err
	}
	all, err := w.system.Letters(ctx)
	if err != nil {
		return mail.Message{}, err
	}
	var ours []mail.Message
	for _, l := range all {
		if l.To == w.email {
			ours = append(ours, l)
		}
	}
	if len(ours) != 1 || !strings.HasSuffix(ours[0].Subject, "list ready") {
		return mail.Message{}, fmt.Errorf("letters are %+v, want one", ours)
	}
	return ours[0], nil
}
