package detectors

var ipKeywords = []string{
	"ip", "ips", "ip address", "ipaddress", "ip addr", "ipv4", "ipv6", "client ip", "clientip", "remote addr", "remote address", "remote ip", "remoteip", "source ip", "src ip", "srcip", "dst ip", "x forwarded for", "forwarded for", "client", "peer", "login from", "logged in from",
	"ip adresse", "adresse ip", "dirección ip", "direccion ip", "indirizzo ip", "endereço ip", "adres ip",
}

// network is addresses in networks.
var network = []Detector{
	{
		InfoType: "IP_ADDRESS", Group: "Network",
		Doc:     "Public IPv4 address (IANA special-purpose registry); loopback, multicast and masks are not reported",
		Pattern: ipv4Pattern, MaxLen: 15, Scan: scanIPv4, Validate: validPublicIPv4,
		Keywords: ipKeywords, Alone: Likely, Near: VeryLikely,
		Examples:        []string{"81.169.145.156", "from 195.206.132.7:443", "client_ip=41.176.181.24"},
		Counterexamples: []string{"127.0.0.1", "0.0.0.0", "255.255.255.0", "version 1.2.3.4", "v81.169.145.156", "81.169.145.256", "81.169.145.156.1", "OID 1.3.6.1.4.1.311", "239.255.255.250", "081.169.145.156"},
	},
	{
		InfoType: "IP_ADDRESS", Group: "Network",
		Doc:     "all of whose parts are below 100, as those of a version are, near a keyword",
		Pattern: ipv4Pattern, MaxLen: 15, Scan: scanIPv4, Validate: validSmallIPv4,
		Keywords: ipKeywords, Near: Likely,
		Examples:        []string{"IP 41.76.81.24", "ip address: 80.81.12.9", "remote_addr=62.4.15.16"},
		Counterexamples: []string{"41.76.81.24", "version 1.2.3.4", "Release 12.4.0.7", "v1.2.3.4", "IP 0.1.2.3"},
	},
	{
		InfoType: "IP_ADDRESS", Group: "Network",
		Doc:     "private, link-local and documentation addresses, which identify nobody by themselves",
		Pattern: ipv4Pattern, MaxLen: 15, Scan: scanIPv4, Validate: validInternalIPv4,
		Keywords: ipKeywords, Alone: Unlikely, Near: Possible,
		Examples:        []string{"10.218.6.131", "host 192.168.1.20", "203.0.113.7", "client ip 172.16.4.9"},
		Counterexamples: []string{"10.218.6", "10.218.6.131.5", "127.0.0.1", "10.0.0.0"},
	},
	{
		InfoType: "IP_ADDRESS", Group: "Network",
		Doc:     "Public IPv6 address, 2000::/3 (RFC 4291)",
		Pattern: ipv6Pattern, MaxLen: 65, Scan: scanIPv6, Validate: validPublicIPv6,
		Keywords: ipKeywords, Alone: Likely, Near: VeryLikely,
		Examples:        []string{"2a00:1450:4001:81b::200e", "peer [2606:4700:4700::64]:443", "2003:00e7:1f2a:9c00:f1a2:0b3c:4d5e:6f70"},
		Counterexamples: []string{"12:34:56", "::1", "std::vector", "2fad::be", "10:20:30:40:50:60:70", "2a00:1450:4001:81b"},
	},
	{
		InfoType: "IP_ADDRESS", Group: "Network",
		Doc:     "local, documentation and unallocated IPv6 addresses",
		Pattern: ipv6Pattern, MaxLen: 65, Scan: scanIPv6, Validate: validInternalIPv6,
		Keywords: ipKeywords, Alone: Unlikely, Near: Possible,
		Examples:        []string{"fe80::1ff:fe23:4567:890a", "2001:db8::7334", "ip fd12:3456:789a:1::1"},
		Counterexamples: []string{"fe80", "feed::beef::cafe", "ff02::1", "12:34:56:78:90"},
	},
	{
		InfoType: "MAC_ADDRESS", Group: "Network",
		Doc:     "Hardware address of one network interface (IEEE 802, EUI-48); group addresses are not reported",
		Pattern: `[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}`, MaxLen: 17, Scan: scanMAC, Validate: validMAC,
		Keywords: []string{"mac", "mac address", "macaddress", "macaddr", "hwaddr", "ether", "ethernet", "bssid", "hardware address", "physical address", "mac adresse", "adresse mac", "dirección mac", "wifi", "wlan", "lladdr", "bluetooth"},
		Alone:    Possible, Near: VeryLikely,
		Examples:        []string{"3c:22:fb:9a:10:4e", "ether 00-1B-63-84-45-E6", "mac 001b.6384.45e6"},
		Counterexamples: []string{"00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:fb", "3c:22:fb:9a:10", "3c:22-fb:9a:10:4e", "3c:22:fb:9a:10:4ez", "12:34:56"},
	},
}

const (
	ipv4Pattern = `\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}`
	ipv6Pattern = `[0-9A-Fa-f]{1,4}(?:(?::[0-9A-Fa-f]{1,4}){7}|(?::[0-9A-Fa-f]{1,4}){0,6}::(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,5})?)`
)
