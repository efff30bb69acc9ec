package notification

// german is what letters say in German.
var german = words{
	Weekdays: [7]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
	Months:   [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
	Date:     "{weekday}, {day}. {month}",
	Moment:   "{date}, {clock} Uhr",
	And:      "und",

	Thousands: ".", Decimal: ",",
	Inches: "Zoll", Mph: "mph", Kmh: "km/h",
	Sky: map[string]string{
		"clear": "klar", "mostly clear": "meist klar", "partly cloudy": "wolkig", "overcast": "bedeckt", "fog": "Nebel", "drizzle": "Nieselregen",
		"freezing rain": "gefrierender Regen", "light rain": "leichter Regen", "rain": "Regen", "heavy rain": "starker Regen", "snow": "Schnee", "thunderstorm": "Gewitter",
	},
	Rain:  "Regen zu {percent} %",
	Gusts: "Böen bis {speed}",

	Units:   count{"{n} Stück", "{n} Stück"},
	Markets: count{"{n} Markt", "{n} Märkte"},
	More:    count{"und {n} weiteres Produkt", "und {n} weitere Produkte"},

	ReadyOne:    "{weekday}, {venue}: {units}, Liste fertig",
	ReadyMany:   "{weekdays}: {markets}, {units}, Listen fertig",
	MovedOne:    "{weekday}, {venue}: jetzt {units}, nicht {was}",
	MovedMany:   "{weekdays}: neue Zahlen für {markets}",
	LostSubject: "Square neu verbinden: Es kommen keine Verkäufe mehr",
	OverOne:     "Wie war {weekday}, {venue}?",
	OverMany:    "{weekdays}: Wie war es?",

	Hours:        "{opens} bis {closes} Uhr",
	Weather:      "Wetter: {sky}",
	WeatherUsual: "Wetter, wie um diese Zeit üblich: {sky}",
	Expect:       "Erwartet: {money}",
	Stay:         "Der Tag verdient seine Standgebühr wohl nicht.",
	Bring:        "{bring}  {name} ({low} bis {high})",
	BringOwn:     "{bring}  {name} (deine Zahl; wir sagen {recommended})",
	Whole:        "Die ganze Liste, und warum:",

	NoSales:     "Es gibt noch keine Verkäufe: Das ist eine erste Schätzung.",
	NoSalesHere: "An diesem Markt gibt es noch keine Verkäufe: Das ist eine erste Schätzung nach deinen anderen Märkten.",
	FewDays:     count{"Eine erste Schätzung: Sie beruht auf {n} Markttag hier.", "Eine erste Schätzung: Sie beruht auf {n} Markttagen hier."},
	NoForecast:  "Gerade gibt es keine Wettervorhersage: Die Zahlen gelten für übliches Wetter.",
	WeatherLate: "Die Wettervorhersage ist {n} Stunden alt.",
	LastModel:   "Die Zahlen stammen aus der letzten guten Vorhersage: Eine neue war gerade nicht möglich.",
	Mean:        "Die Zahlen sind das Mittel der letzten 30 Tage: Eine Vorhersage war gerade nicht möglich.",
	TillLate:    "Deine Kasse wurde zuletzt am {moment} gelesen: Was seitdem verkauft wurde, fehlt in den Zahlen.",
	EventsLate:  "Was in der Nähe los ist, war zuletzt nicht zu lesen: {names}.",

	NowUnits:   "Jetzt {units}, vorher {was}.",
	NowMoney:   "Erwartet: {money}, vorher {was}.",
	Why:        "Warum:",
	ByWeather:  "{signed}  Wetter",
	BySky:      "{signed}  Wetter: jetzt {sky}, vorher {was}",
	ByEvents:   "{signed}  Veranstaltungen und Feiertage",
	NewEvents:  "neu: {names}",
	GoneEvents: "nicht mehr: {names}",
	BySales:    "{signed}  deine letzten Verkäufe",
	Changed:    "Was sich am meisten ändert:",
	Item:       "{now}  {name}, vorher {was}",
	ItemOwn:    "{now}  {name}, vorher {was} (deine Zahl bleibt: {own})",

	Lost:      "Seit {moment} lässt uns Square nicht mehr ein.",
	LostMeans: "Deine Verkäufe kommen nicht mehr von selbst; die Listen beruhen auf denen, die vorher kamen.",
	LostOwner: "Neu verbinden dauert eine Minute:",
	LostOther: "Neu verbinden kann, wem das Konto gehört:",
	Over:      "Was blieb übrig, was ging aus? Zwei Minuten jetzt, und die nächste Liste wird besser:",

	Because: "Du bekommst diesen Brief als Mitglied von {business}.",
	Choose:  "Welche Briefe, und wann:",
	Stop:    "Keine Briefe mehr:",
}
