package amount

import (
	"math"
	"testing"
)

func TestParseMoney(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]Money{
		"$1,234.50": 123450, "1234.5": 123450, "($5.00)": -500, "-€3": -300, "0": 0, "$0.00": 0, "$.50": 50, "1,234,567.89": 123456789, " 7 ": 700, "1.500": 150, "-$2.25": -225,
	} {
		if got, err := ParseMoney(s, 2); err != nil || got != want {
			t.Errorf("ParseMoney(%q) = %d, %v; want %d", s, got, err, want)
		}
	}
	for _, s := range []string{"", "$", "abc", "1,23.00", ",5", "1.234", "1.2.3", "--5", "1e9", "NaN", "99999999999999", "5-", "0x10", "+"} {
		if got, err := ParseMoney(s, 2); err == nil {
			t.Errorf("ParseMoney(%q) = %d, want an error", s, got)
		}
	}
	if got, err := ParseMoney("¥1,200", 0); err != nil || got != 1200 {
		t.Errorf("yen: %d, %v; want 1200", got, err)
	}
}

func TestParseQuantity(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]Quantity{"1": One, "1.25": 125_000, "-2.0": -2 * One, "1,250.5": 125_050_000, "0.00001": 1, "1.00000000": One} {
		if got, err := ParseQuantity(s); err != nil || got != want {
			t.Errorf("ParseQuantity(%q) = %d, %v; want %d", s, got, err, want)
		}
	}
	for _, s := range []string{"", "one", "1.000001", "Inf", "1e3", "100000001", "1 2"} {
		if got, err := ParseQuantity(s); err == nil {
			t.Errorf("ParseQuantity(%q) = %d, want an error", s, got)
		}
	}
}

func TestFromUnits(t *testing.T) {
	t.Parallel()
	for u, want := range map[float64]Quantity{1.25: 125_000, 0.1 + 0.2: 30_000, -3: -3 * One, math.Inf(1): MaxQuantity} {
		if got := FromUnits(u); got != want {
			t.Errorf("FromUnits(%v) = %d, want %d", u, got, want)
		}
	}
	if got := FromUnits(math.NaN()); got != 0 {
		t.Errorf("FromUnits(NaN) = %d, want 0", got)
	}
}
