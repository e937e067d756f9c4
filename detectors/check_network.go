package detectors

import "bytes"

// An addressKind is how an IP address relates to a person.
type addressKind uint8

const (
	noAddress       addressKind = iota // not one, or of no host: unspecified, loopback, multicast, broadcast, masks
	publicAddress                      // routed on the internet
	internalAddress                    // private, link-local, shared, for documentation or benchmarks, unallocated
)

// ipv4 parses a dotted quad and says what it is (IANA IPv4 Special-Purpose Address Registry, RFC 6890).
func ipv4(c []byte) (octets [4]byte, kind addressKind) {
	rest := c
	for i := range octets {
		part, tail, _ := bytes.Cut(rest, dot)
		rest = tail
		v := 0
		for _, b := range part {
			v = v*10 + int(b-'0')
		}
		if v > 255 || len(part) > 1 && part[0] == '0' {
			return octets, noAddress
		}
		octets[i] = byte(v)
	}
	a, b, third, last := octets[0], octets[1], octets[2], octets[3]
	switch {
	case a == 0, a == 127, a >= 224, b == 0 && third == 0 && last == 0:
		return octets, noAddress
	case a == 10, a == 172 && b&0xf0 == 16, a == 192 && b == 168, a == 169 && b == 254, a == 100 && b&0xc0 == 64,
		a == 192 && b == 0 && (third == 0 || third == 2), a == 198 && (b == 18 || b == 19 || b == 51 && third == 100), a == 203 && b == 0 && third == 113:
		return octets, internalAddress
	}
	return octets, publicAddress
}

// validPublicIPv4 accepts a public address that does not look like a version: some octet has three digits.
func validPublicIPv4(c []byte) bool {
	octets, kind := ipv4(c)
	return kind == publicAddress && max(octets[0], octets[1], octets[2], octets[3]) >= 100
}

// validSmallIPv4 accepts a public address all of whose octets are below 100, as the parts of a version are.
func validSmallIPv4(c []byte) bool {
	octets, kind := ipv4(c)
	return kind == publicAddress && max(octets[0], octets[1], octets[2], octets[3]) < 100
}

// validInternalIPv4 accepts an address that is private or of another special purpose.
func validInternalIPv4(c []byte) bool {
	_, kind := ipv4(c)
	return kind == internalAddress
}

// ipv6 says what an address in text form is (RFC 4291; IANA IPv6 Special-Purpose Address Registry).
func ipv6(c []byte) addressKind {
	var groups [8]uint16
	n, gap := 0, -1
	for i := 0; i < len(c); {
		if c[i] == ':' {
			if i+1 < len(c) && c[i+1] == ':' {
				if gap >= 0 {
					return noAddress
				}
				gap = n
				i += 2
				continue
			}
			if i++; i == len(c) {
				return noAddress
			}
		}
		k := countHex(c[i:], 4)
		if k == 0 || n == len(groups) {
			return noAddress
		}
		for _, b := range c[i : i+k] {
			v := uint16(b & 15)
			if !isDigit(b) {
				v += 9
			}
			groups[n] = groups[n]<<4 | v
		}
		n++
		i += k
	}
	if n == len(groups) != (gap < 0) {
		return noAddress
	}
	switch first := groups[0]; {
	case first == 0 || first>>8 == 0xff:
		return noAddress
	case first == 0x2001 && groups[1] == 0x0db8 && gap != 1:
		return internalAddress
	case first>>13 == 1 && (n >= 3 || gap < 0): // 2000::/3, and not a word of C++ such as 2fad::be
		return publicAddress
	case n == len(groups), first>>6 == 0xfe80>>6, first>>9 == 0xfc00>>9 && n >= 3:
		return internalAddress
	}
	return noAddress
}

// validPublicIPv6 accepts a global unicast address.
func validPublicIPv6(c []byte) bool { return ipv6(c) == publicAddress }

// validInternalIPv6 accepts a local address, one for documentation, or one outside the allocated space.
func validInternalIPv6(c []byte) bool { return ipv6(c) == internalAddress }

// validMAC accepts the address of one network interface (IEEE 802, EUI-48): not a group address, not all zeros.
func validMAC(c []byte) bool {
	var octets [6]byte
	k := 0
	for _, b := range c {
		if !isHex(b) {
			continue
		}
		v := b & 15
		if !isDigit(b) {
			v += 9
		}
		octets[k/2] = octets[k/2]<<4 | v
		k++
	}
	return octets[0]&1 == 0 && octets != [6]byte{}
}

// validURL accepts a URL whose password could be one.
func validURL(c []byte) bool {
	at := bytes.LastIndexByte(c, '@')
	start := bytes.Index(c, slashes) + len(slashes)
	user, password, _ := bytes.Cut(c[start:at], colon)
	host := c[at+1:]
	return !placeholder(password) && !bytes.Equal(user, password) && (isWord(host[0]) || host[0] == '[')
}

var (
	slashes = []byte("://")
	colon   = []byte{':'}
)
