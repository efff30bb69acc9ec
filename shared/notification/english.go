package notification

// english is what letters say in English.
var english = words{
	Weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	Months:   [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	Date:     "{weekday}, {month} {day}",
	Moment:   "{date}, {clock}",
	And:      "and",
	HalfDays: true,

	Thousands: ",", Decimal: ".", Before: "$€£¥",
	Inches: "in", Mph: "mph", Kmh: "km/h",
	Sky: map[string]string{
		"clear": "clear", "mostly clear": "mostly clear", "partly cloudy": "partly cloudy", "overcast": "overcast", "fog": "fog", "drizzle": "drizzle",
		"freezing rain": "freezing rain", "light rain": "light rain", "rain": "rain", "heavy rain": "heavy rain", "snow": "snow", "thunderstorm": "thunderstorm",
	},
	Rain:  "{percent} % chance of rain",
	Gusts: "gusts of {speed}",

	Units:   count{"{n} unit", "{n} units"},
	Markets: count{"{n} market", "{n} markets"},
	More:    count{"and {n} more product", "and {n} more products"},

	ReadyOne:    "{weekday} at {venue}: {units}, list ready",
	ReadyMany:   "{weekdays}: {markets}, {units}, lists ready",
	MovedOne:    "{weekday} at {venue}: now {units}, not {was}",
	MovedMany:   "{weekdays}: new numbers for {markets}",
	LostSubject: "Connect Square again: sales no longer come in",
	OverOne:     "How was {weekday} at {venue}?",
	OverMany:    "{weekdays}: how did it go?",

	Hours:        "{opens} to {closes}",
	Weather:      "Weather: {sky}",
	WeatherUsual: "Weather, as usual at this time of year: {sky}",
	Expect:       "Expected: {money}",
	Stay:         "The day is not expected to earn its fee.",
	Bring:        "{bring}  {name} ({low} to {high})",
	BringOwn:     "{bring}  {name} (your number; we say {recommended})",
	Whole:        "The whole list, and why:",

	NoSales:     "There are no sales yet: this is a first guess.",
	NoSalesHere: "You have no sales at this market yet: this is a first guess from your other markets.",
	FewDays:     count{"A first guess: it rests on {n} market day here.", "A first guess: it rests on {n} market days here."},
	NoForecast:  "There is no weather forecast right now: the numbers are for usual weather.",
	WeatherLate: "The weather forecast is {n} hours old.",
	LastModel:   "The numbers come from the last good forecast: a new one was not possible just now.",
	Mean:        "The numbers are the mean of the last 30 days: a forecast was not possible just now.",
	TillLate:    "Your till was last read on {moment}: what was sold since is not in the numbers.",
	EventsLate:  "What is on nearby was not to be read lately: {names}.",

	NowUnits:   "Now {units}, before {was}.",
	NowMoney:   "Expected: {money}, before {was}.",
	Why:        "Why:",
	ByWeather:  "{signed}  weather",
	BySky:      "{signed}  weather: now {sky}, before {was}",
	ByEvents:   "{signed}  events and holidays nearby",
	NewEvents:  "new: {names}",
	GoneEvents: "no longer: {names}",
	BySales:    "{signed}  your latest sales",
	Changed:    "What changed most:",
	Item:       "{now}  {name}, before {was}",
	ItemOwn:    "{now}  {name}, before {was} (your number stays: {own})",

	Lost:      "Square has let us in no more since {moment}.",
	LostMeans: "Your sales no longer come in by themselves; lists are made from those that came before.",
	LostOwner: "Connecting it again takes a minute:",
	LostOther: "The owner of the account can connect it again:",
	Over:      "What was left, and what ran out? Two minutes now make the next list better:",

	Because: "You get this letter as a member of {business}.",
	Choose:  "Which letters, and when:",
	Stop:    "No more letters:",
}
