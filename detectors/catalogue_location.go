package detectors

var coordinateKeywords = []string{
	"gps", "lat", "latitude", "lng", "lon", "long", "longitude", "latlng", "lat lng", "lat lon", "latlon", "coordinates", "coordinate", "coords", "coord", "geo", "geolocation", "location", "position", "point", "koordinaten", "coordonnées", "coordenadas", "coordinate gps",
}

// locations is where a person or thing was.
var locations = []Detector{
	{
		InfoType: "GPS_COORDINATES", Group: "Location",
		Doc:     "Latitude and longitude in decimal degrees, at least four decimals (ISO 6709)",
		Pattern: `[+\-]?\d{1,2}\.\d{4,15} ?, {0,2}[+\-]?\d{1,3}\.\d{4,15}`, MaxLen: 43, Validate: validCoordinates,
		Keywords: coordinateKeywords, Alone: Unlikely, Near: Likely,
		Examples:        []string{"52.520008, 13.404954", "gps: -33.868820,151.209290", "location 40.712776, -74.005974"},
		Counterexamples: []string{"52.52, 13.40", "95.520008, 13.404954", "52.520008, 193.404954", "0.520008, 0.404954", "152.520008, 13.404954", "52.520008 13.404954"},
	},
	{
		InfoType: "GPS_COORDINATES", Group: "Location",
		Doc:     "in degrees with the hemisphere, decimal or with minutes and seconds",
		Pattern: `\d{1,2}(?:\.\d{3,10})?°(?: ?\d{1,2}(?:\.\d{1,6})?['′’](?: ?\d{1,2}(?:\.\d{1,6})?(?:["″”]|''))?)? ?[NS],? ?\d{1,3}(?:\.\d{3,10})?°(?: ?\d{1,2}(?:\.\d{1,6})?['′’](?: ?\d{1,2}(?:\.\d{1,6})?(?:["″”]|''))?)? ?[EWO]`, MaxLen: 90, Validate: validDMS,
		Alone: Likely, Near: Likely,
		Examples:        []string{`40°26'46"N 79°58'56"W`, "48° 51' 24.1\" N, 2° 21' 7.9\" E", "52.5200° N, 13.4049° E", "40°26′46″N 79°58′56″W"},
		Counterexamples: []string{"40° N 79° W", "95°26'46\"N 79°58'56\"W", `40°26'46"N`, "turn 40°26'46\" left"},
	},
	{
		InfoType: "GPS_COORDINATES", Group: "Location",
		Doc:     "one coordinate with at least three decimals in a field named latitude or longitude",
		Pattern: `[+\-]?\d{1,3}\.\d{3,17}`, MaxLen: 22, Validate: validLatLon,
		FieldNames: []string{"lat", "latitude", "lng", "lon", "longitude", "gps lat", "gps lon", "gps lng", "breitengrad", "längengrad", "latitud", "longitud", "latitudine", "longitudine"},
		Alone:      Likely, Near: Likely,
		Examples:        []string{"latitude: 52.520008", `{"lng":-74.005974}`, "gps_lat=40.712776"},
		Counterexamples: []string{"52.520008", "flat: 52.520008", "lat: 52", "latitude: 0.000000", "longitude: 252.520008", "latency: 52.520008"},
	},
}

// vehicles is identifiers of vehicles.
var vehicles = []Detector{
	{
		InfoType: "VIN", Group: "Vehicle",
		Doc:     "Vehicle identification number (ISO 3779) with the check digit of North America (49 CFR 565.15)",
		Pattern: `[A-HJ-NPR-Z0-9]{17}`, MaxLen: 17, Scan: scanVIN, Validate: validVIN,
		Keywords: vinKeywords, Alone: Possible, Near: VeryLikely,
		Examples:        []string{"1M8GDM9AXKP042788", "VIN: 1HGCM82633A004352", "chassis 5GZCZ43D13S812715"},
		Counterexamples: []string{"1M8GDM9A1KP042788", "1M8GDM9AXKP04278", "1M8GDM9AXKP0427888", "11111111111111111", "1O8GDM9AXKP042788"},
	},
	{
		InfoType: "VIN", Group: "Vehicle",
		Doc:     "without a check digit near a keyword",
		Pattern: `[A-HJ-NPR-Z0-9]{17}`, MaxLen: 17, Scan: scanVIN, Validate: plausibleVIN,
		Keywords: vinKeywords, Near: Likely,
		Examples:        []string{"VIN WVWZZZ1JZXW000001", "Fahrgestellnummer: WDB2030461A123456", "vin=VF1BB05CF12345678"},
		Counterexamples: []string{"WVWZZZ1JZXW000001", "VIN WVWZZZ1JZXWABCDEF", "vin 12345678901234567", "VIN WVWZZZ1JZXW0000011"},
	},
}

var vinKeywords = []string{
	"vin", "vehicle identification number", "vehicle id", "vehicle", "chassis", "chassis number", "fahrgestellnummer", "fin", "fahrzeug", "numéro de châssis", "châssis", "numéro de série", "bastidor", "número de bastidor", "telaio", "numero di telaio", "chassi", "chassisnummer", "nr vin", "frame number",
}
