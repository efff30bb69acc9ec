package notification

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/weather"
)

// texts are all texts in w, by the name of their field.
func texts(w words) map[string]string {
	all := map[string]string{}
	v := reflect.ValueOf(w)
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		switch f := v.Field(i).Interface().(type) {
		case string:
			all[name] = f
		case count:
			all[name+".one"], all[name+".other"] = f.One, f.Other
		case map[string]string:
			for k, text := range f {
				all[name+"."+k] = text
			}
		case [7]string:
			all[name] = "x"
			for _, text := range f {
				all[name+"."+text] = text
			}
		case [12]string:
			all[name] = "x"
		}
	}
	return all
}

// silent are the texts that a language may lack.
var silent = []string{"Before"}

func TestEveryLanguageHasEveryText(t *testing.T) {
	t.Parallel()
	braces := regexp.MustCompile(`\{[a-z]+\}`)
	for language, w := range languages {
		for _, list := range [][]string{w.Weekdays[:], w.Months[:]} {
			if distinct := slices.Compact(slices.Sorted(slices.Values(list))); len(distinct) != len(list) || distinct[0] == "" {
				t.Errorf("%s: %q", language, list)
			}
		}
		want, got := texts(languages[English]), texts(w)
		for name, english := range want {
			if !regexp.MustCompile(`^(Weekdays|Months)`).MatchString(name) && got[name] == "" && !slices.Contains(silent, name) {
				t.Errorf("%s lacks %s", language, name)
			}
			have, need := braces.FindAllString(got[name], -1), braces.FindAllString(english, -1)
			slices.Sort(have)
			slices.Sort(need)
			if diff := cmp.Diff(need, have); diff != "" && got[name] != "" {
				t.Errorf("%s: %s is filled in with others (-en +%s):\n%s", language, name, language, diff)
			}
		}
		for code := range 100 {
			if english := weather.Words(code); w.Sky[english] == "" {
				t.Errorf("%s does not say %q", language, english)
			}
		}
	}
	if got := slices.Sorted(maps.Keys(languages)); !slices.Equal(got, []Language{German, English, Spanish}) {
		t.Errorf("languages are %q", got)
	}
}

// In which language the field is filled in differently on purpose: nowhere. A value is
// not itself filled in.
func TestFill(t *testing.T) {
	t.Parallel()
	if got := fill("{a} and {b}, {c}", "a", "{b}", "b", "x"); got != "{b} and x, {c}" {
		t.Error(got)
	}
	w := languages[English]
	for n, want := range map[int]string{0: "0 units", 1: "1 unit", 2: "2 units", 1234567: "1,234,567 units", -1234: "−1,234 units"} {
		if got := w.count(w.Units, n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
	for minutes, want := range map[int]string{0: "12 am", 30: "12:30 am", 480: "8 am", 720: "12 pm", 810: "1:30 pm", 1440: "12 am"} {
		if got := w.clock(minutes, true); got != want {
			t.Errorf("%d: %q, want %q", minutes, got, want)
		}
	}
	if got := w.clock(810, false) + languages[German].clock(810, true); got != "13:3013:30" {
		t.Error(got)
	}
	for units, want := range map[float64]string{14.4: "+14", -14.6: "−15", 0.6: "+1", 0.2: "0"} {
		if got := w.signed(units); got != want {
			t.Errorf("%g: %q, want %q", units, got, want)
		}
	}
	for n, want := range map[int]string{0: "", 1: "a", 2: "a and b", 3: "a, b and c"} {
		if got := w.list([]string{"a", "b", "c"}[:n]); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}
