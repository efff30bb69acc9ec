package weather

import (
	"encoding/binary"
	"errors"
	"math"
)

// A forecast's hours as they are stored: a version, the first hour, and seven bytes
// for each: tenths of degrees and of millimetres, per cent, km/h and the code.
const (
	encodingVersion = 1
	hourBytes       = 7
	headBytes       = 1 + 8
)

// Unknown values of the fields.
const (
	noTemp  = math.MinInt16
	noRain  = math.MaxUint16
	noSmall = math.MaxUint8
)

// mostHours is how many hours a forecast may have: a year's, which an archive sends.
const mostHours = 370 * 24

// Pack is hours as they are stored. Gaps between them are filled with Unknown.
func Pack(hours []Hour) []byte {
	if len(hours) == 0 {
		return nil
	}
	first, last := hours[0].Start, hours[len(hours)-1].Start
	if last < first || last-first >= mostHours {
		last = first - 1
	}
	b := binary.LittleEndian.AppendUint64([]byte{encodingVersion}, uint64(first))
	f := Forecast{Hours: hours}
	for start := first; start <= last; start++ {
		h := f.Hour(start).sane()
		b = binary.LittleEndian.AppendUint16(b, uint16(int16(scaled(h.TempC, 10, noTemp))))
		b = binary.LittleEndian.AppendUint16(b, uint16(scaled(h.RainMM, 10, noRain)))
		b = append(b, byte(scaled(h.Chance, 100, noSmall)), byte(min(scaled(h.GustKMH, 1, noSmall), noSmall)), byte(int8(h.Code)))
	}
	return b
}

func scaled(v float64, by float64, unknown int) int {
	if math.IsNaN(v) {
		return unknown
	}
	return int(math.Round(v * by))
}

var errPacked = errors.New("weather: these are no stored hours")

// Unpack reads what Pack wrote.
func Unpack(b []byte) ([]Hour, error) {
	if len(b) == 0 {
		return nil, nil
	}
	if len(b) < headBytes || b[0] != encodingVersion || (len(b)-headBytes)%hourBytes != 0 {
		return nil, errPacked
	}
	start := int64(binary.LittleEndian.Uint64(b[1:]))
	b = b[headBytes:]
	hours := make([]Hour, 0, len(b)/hourBytes)
	for ; len(b) > 0; b, start = b[hourBytes:], start+1 {
		hours = append(hours, Hour{
			Start:   start,
			TempC:   unscaled(int(int16(binary.LittleEndian.Uint16(b))), 10, noTemp),
			RainMM:  unscaled(int(binary.LittleEndian.Uint16(b[2:])), 10, noRain),
			Chance:  unscaled(int(b[4]), 100, noSmall),
			GustKMH: unscaled(int(b[5]), 1, noSmall),
			Code:    int(int8(b[6])),
		})
	}
	return hours, nil
}

func unscaled(v int, by float64, unknown int) float64 {
	if v == unknown {
		return math.NaN()
	}
	return float64(v) / by
}
