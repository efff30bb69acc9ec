package salesfile

import (
	"strconv"
	"strings"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
)

// splitDateTime splits 2026-07-18 12:59:30, 2026-07-18T12:59 and the like. The
// clock on the wall counts: an offset from UTC after it is left away.
func splitDateTime(cell string) (day, clock string, ok bool) {
	cell = strings.TrimSpace(cell)
	colon := strings.IndexByte(cell, ':')
	if colon < 0 {
		return cell, "", false
	}
	start := strings.LastIndexAny(cell[:colon], " T,")
	if start < 0 {
		return cell, "", false
	}
	return strings.TrimRight(cell[:start], " ,"), cell[start+1:], true
}

// clockTime reads 9:05, 09:05:59, 9:05 AM, 12:59:30.123 p.m., 14:05-04:00: the
// time on the clock at the market, in minutes and seconds.
func clockTime(cell string) (civil.Clock, int8, error) {
	s := strings.TrimSpace(cell)
	end := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != ':' })
	digits, rest := s, ""
	if end >= 0 {
		digits, rest = s[:end], s[end:]
	}
	if fraction, ok := strings.CutPrefix(rest, "."); ok && strings.Contains(digits, ":") {
		rest = strings.TrimLeft(fraction, "0123456789")
	}
	half := strings.ToLower(strings.NewReplacer(".", "", " ", "", "\u00a0", "").Replace(strings.TrimSpace(rest)))
	pieces := strings.Split(digits, ":")
	if len(pieces) > 3 || len(pieces) == 1 && half != "am" && half != "pm" {
		return 0, 0, notATime(cell)
	}
	var n [3]int
	for i, p := range pieces {
		v, err := strconv.Atoi(p)
		if err != nil || len(p) > 2 || i > 0 && (len(p) != 2 || v > 59) {
			return 0, 0, notATime(cell)
		}
		n[i] = v
	}
	switch {
	case half == "am" || half == "pm":
		if n[0] < 1 || n[0] > 12 {
			return 0, 0, notATime(cell)
		}
		n[0] %= 12
		if half == "pm" {
			n[0] += 12
		}
	case half != "" && !offset(half):
		return 0, 0, notATime(cell)
	}
	if n[0] > 23 {
		return 0, 0, notATime(cell)
	}
	return civil.Clock(n[0]*60 + n[1]), int8(n[2]), nil
}

func notATime(cell string) error {
	return errs.New(errs.Invalid, "%q is not a time of day", brief(cell))
}

// offset reports whether s, in lower case, is a time zone as instants have one.
func offset(s string) bool {
	if s == "z" || s == "utc" {
		return true
	}
	return (s[0] == '+' || s[0] == '-') && len(s) <= 6 && strings.Trim(s[1:], "0123456789:") == ""
}
