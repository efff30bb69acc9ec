package notification

// spanish is what letters say in Spanish. Thousands are parted by a blank, for points
// and commas are read as the opposite on either side of the Atlantic.
var spanish = words{
	Weekdays: [7]string{"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"},
	Months:   [12]string{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
	Date:     "{weekday}, {day} de {month}",
	Moment:   "{date}, {clock}",
	And:      "y",

	Thousands: "\u00a0", Decimal: ",", Before: "$£",
	Inches: "pulg.", Mph: "mph", Kmh: "km/h",
	Sky: map[string]string{
		"clear": "despejado", "mostly clear": "casi despejado", "partly cloudy": "parcialmente nublado", "overcast": "nublado", "fog": "niebla", "drizzle": "llovizna",
		"freezing rain": "lluvia helada", "light rain": "lluvia ligera", "rain": "lluvia", "heavy rain": "lluvia fuerte", "snow": "nieve", "thunderstorm": "tormenta",
	},
	Rain:  "{percent} % de probabilidad de lluvia",
	Gusts: "ráfagas de {speed}",

	Units:   count{"{n} unidad", "{n} unidades"},
	Markets: count{"{n} mercado", "{n} mercados"},
	More:    count{"y {n} artículo más", "y {n} artículos más"},

	ReadyOne:    "{weekday} en {venue}: {units}, lista hecha",
	ReadyMany:   "{weekdays}: {markets}, {units}, listas hechas",
	MovedOne:    "{weekday} en {venue}: ahora {units}, no {was}",
	MovedMany:   "{weekdays}: cifras nuevas para {markets}",
	LostSubject: "Vuelve a conectar Square: ya no llegan las ventas",
	OverOne:     "¿Qué tal el {weekday} en {venue}?",
	OverMany:    "{weekdays}: ¿qué tal?",

	Hours:        "de {opens} a {closes}",
	Weather:      "Tiempo: {sky}",
	WeatherUsual: "Tiempo, como suele ser en esta época: {sky}",
	Expect:       "Se espera: {money}",
	Stay:         "No se espera que el día cubra el puesto.",
	Bring:        "{bring}  {name} (de {low} a {high})",
	BringOwn:     "{bring}  {name} (tu cifra; nosotros decimos {recommended})",
	Whole:        "La lista entera, y por qué:",

	NoSales:     "Aún no hay ventas: es un primer cálculo.",
	NoSalesHere: "Aún no hay ventas en este mercado: es un primer cálculo a partir de tus otros mercados.",
	FewDays:     count{"Un primer cálculo: se basa en {n} día de mercado aquí.", "Un primer cálculo: se basa en {n} días de mercado aquí."},
	NoForecast:  "Ahora no hay pronóstico del tiempo: las cifras valen para el tiempo habitual.",
	WeatherLate: "El pronóstico del tiempo tiene {n} horas.",
	LastModel:   "Las cifras vienen del último pronóstico bueno: ahora no fue posible otro.",
	Mean:        "Las cifras son la media de los últimos 30 días: ahora no fue posible un pronóstico.",
	TillLate:    "Tu caja se leyó por última vez el {moment}: lo vendido desde entonces no está en las cifras.",
	EventsLate:  "Últimamente no se pudo leer qué hay cerca: {names}.",

	NowUnits:   "Ahora {units}, antes {was}.",
	NowMoney:   "Se espera: {money}, antes {was}.",
	Why:        "Por qué:",
	ByWeather:  "{signed}  tiempo",
	BySky:      "{signed}  tiempo: ahora {sky}, antes {was}",
	ByEvents:   "{signed}  eventos y fiestas cerca",
	NewEvents:  "nuevo: {names}",
	GoneEvents: "ya no: {names}",
	BySales:    "{signed}  tus últimas ventas",
	Changed:    "Lo que más cambia:",
	Item:       "{now}  {name}, antes {was}",
	ItemOwn:    "{now}  {name}, antes {was} (tu cifra queda: {own})",

	Lost:      "Desde el {moment} Square ya no nos deja entrar.",
	LostMeans: "Tus ventas ya no llegan solas; las listas se basan en las que llegaron antes.",
	LostOwner: "Volver a conectar lleva un minuto:",
	LostOther: "Puede volver a conectarlo quien es dueño de la cuenta:",
	Over:      "¿Qué sobró y qué se acabó? Dos minutos ahora y la próxima lista será mejor:",

	Because: "Recibes esta carta como miembro de {business}.",
	Choose:  "Qué cartas, y cuándo:",
	Stop:    "No más cartas:",
}
