package cron_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/triggers/cron"
)

func TestNext(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		expression, zone, after string
		want                    []string
	}{
		{"rate(15 minutes)", "UTC", "2026-05-02T09:03:20Z", []string{"2026-05-02T09:18:20Z", "2026-05-02T09:33:20Z"}},
		{"rate(1 day)", "UTC", "2026-05-02T09:03:20Z", []string{"2026-05-03T09:03:20Z"}},
		{"cron(0 3 * * ? *)", "UTC", "2026-05-02T03:00:00Z", []string{"2026-05-03T03:00:00Z", "2026-05-04T03:00:00Z"}},
		{"cron(0/15 * * * ? *)", "UTC", "2026-05-02T23:50:00Z", []string{"2026-05-03T00:00:00Z", "2026-05-03T00:15:00Z"}},
		{"cron(5,10 8-9 ? * MON-FRI *)", "UTC", "2026-05-01T09:07:00Z", []string{"2026-05-01T09:10:00Z", "2026-05-04T08:05:00Z"}},
		{"cron(0 12 ? * 1,sat *)", "UTC", "2026-05-01T00:00:00Z", []string{"2026-05-02T12:00:00Z", "2026-05-03T12:00:00Z"}},
		{"cron(0 0 L * ? *)", "UTC", "2028-02-01T00:00:00Z", []string{"2028-02-29T00:00:00Z", "2028-03-31T00:00:00Z"}},
		{"cron(0 0 L-2 * ? *)", "UTC", "2026-02-01T00:00:00Z", []string{"2026-02-26T00:00:00Z"}},
		{"cron(0 0 LW * ? *)", "UTC", "2026-05-01T00:00:00Z", []string{"2026-05-29T00:00:00Z", "2026-06-30T00:00:00Z"}},
		{"cron(0 0 15W * ? *)", "UTC", "2026-08-01T00:00:00Z", []string{"2026-08-14T00:00:00Z", "2026-09-15T00:00:00Z"}},
		{"cron(0 0 1W * ? *)", "UTC", "2026-07-15T00:00:00Z", []string{"2026-08-03T00:00:00Z"}},
		{"cron(0 0 31W * ? *)", "UTC", "2026-05-01T00:00:00Z", []string{"2026-05-29T00:00:00Z", "2026-07-31T00:00:00Z"}},
		{"cron(0 0 ? * 6L *)", "UTC", "2026-05-01T00:00:00Z", []string{"2026-05-29T00:00:00Z"}},
		{"cron(0 0 ? * FRI#3 *)", "UTC", "2026-05-01T00:00:00Z", []string{"2026-05-15T00:00:00Z", "2026-06-19T00:00:00Z"}},
		{"cron(0 0 ? * L *)", "UTC", "2026-05-01T00:00:00Z", []string{"2026-05-02T00:00:00Z"}},
		{"cron(0 0 29 FEB ? 2027-2033/1)", "UTC", "2026-05-01T00:00:00Z", []string{"2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"}},
		{"cron(0 0 1 1 ? 2025)", "UTC", "2026-05-01T00:00:00Z", []string{"0001-01-01T00:00:00Z"}},
		{"cron(30 2 * * ? *)", "America/New_York", "2026-03-07T08:00:00Z", []string{"2026-03-09T06:30:00Z"}}, // 2:30 did not come on the 8th
		{"cron(30 1 * * ? *)", "America/New_York", "2026-11-01T00:00:00Z", []string{"2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"}},
	} {
		s, err := cron.Parse(c.expression, c.zone)
		if err != nil {
			t.Errorf("%s: %v", c.expression, err)
			continue
		}
		at, err := time.Parse(time.RFC3339, c.after)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for range c.want {
			at = s.Next(at)
			got = append(got, at.UTC().Format(time.RFC3339))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.expression, diff)
		}
	}
}

func TestWhatIsNoSchedule(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ expression, zone, want string }{
		{"15 minutes", "UTC", "neither rate(...) nor cron(...)"},
		{"at(2026-05-02T09:00:00)", "UTC", "neither rate(...) nor cron(...)"},
		{"rate(0 minutes)", "UTC", "a number above 0"},
		{"rate(5 seconds)", "UTC", `"seconds" is neither`},
		{"cron(0 3 * * ?)", "UTC", "5 fields, want 6"},
		{"cron(0 3 * * * *)", "UTC", "must be ?"},
		{"cron(0 3 ? * ? *)", "UTC", "must be ?"},
		{"cron(60 3 * * ? *)", "UTC", `minutes: "60" is not between 0 and 59`},
		{"cron(0 5-3 * * ? *)", "UTC", "runs backwards"},
		{"cron(0/0 3 * * ? *)", "UTC", `"0" is no step`},
		{"cron(0 3 ? * MOO *)", "UTC", `day of week: "MOO"`},
		{"cron(0 3 ? * MON#6 *)", "UTC", `day of week: "6"`},
		{"cron(0 3 32 * ? *)", "UTC", `day of month: "32"`},
		{"rate(1 day)", "Mars/Olympus", "zone"},
	} {
		if _, err := cron.Parse(c.expression, c.zone); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.expression, err, c.want)
		}
	}
}
