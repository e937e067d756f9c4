package detectors

import "math/bits"

// This file joins the shapes of a startTable where there are more than it has bits for. Which ones decides only how often the table
// says yes for nothing; so a sample of what text is made of is enough to choose them by.

// sampleText holds numbers, times, identifiers and words as they stand in logs, tables, documents and code. None of it is anyone's.
const sampleText = `2026-03-14T09:26:53.589Z INFO [worker-12] c.example.api.Handler - request id=7f3a9c01-4be2-4c1d-a9f0-0c12de89ab34 path=/v2/items/48213 status=200 took=37ms
14/Mar/2026:15:09:26 +0000 "GET /img/logo_2.png HTTP/1.1" 304 0 "-" "Mozilla/5.0 (X11; Linux x86_64; rv:128.0)" 0.004
1773479213.482 level=warn msg="slow query" rows=1204 cost=0.42..118.97 pid=31337 thread=0x7f8e2c00 cpu=93.5% mem=1.2GiB
Mar 14 09:26:53 host-03 kernel: [ 1234.567890] eth0: link up, 1000 Mbps, full duplex; commit 9fceb02d0ae598e95dc970b74767f19372d61af8
10023,2026-01-31 11:25:02,14.03.2026,3/14/26,northern,1249.90,EUR,12,0.5,-3.75,1e-05,"of new, upon",TRUE,B-204,v1.24.3,12:45
884512,2025-12-01,08:15,AB-1092,X12Y7,EU,5 000,17.50,3,4,2026Q1,100%,$1,299.00,#42,A4,7th,10:30 pm,20260314,1.5.0-rc2
{"id":48213,"seq":17,"at":1767225600123,"ms":5132,"ok":true,"ref":null,"score":0.8731,"session":"a81f09c2d45e7b36","tags":["of","upon"],"page":"/elm/until","type":"open"}
{"x":12.5,"y":-0.75,"w":1024,"h":768,"rgb":"#ffcc00","ver":"2.10.4","hash":"sha256:3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea"}
17:45:11.204 DEBUG 2026-02-28 23:59:59,123 WARN 2025-11-05 00:00:01 [notice] 07:30:15Z 18:20:42+01:00 12:01:33,ok 2026-04-06T16:12:08.001 21:15:30;x
5,2026-05-09 13:41:27,no,8.75 6,2026-05-10 04:22:18,one,19.00 7,2024-12-25 10:10:10,two,3.99 8;01.02.2026 22:33;9,5;4,12:15 | 2023-07-04 | 19:06:55 |
She had a good look at those books, though she said they all have the same end: people long to go home, long before they know how. What else could we do
there? Then leave, get some help, and let each one give her own hand; his eyes show it. Who would like to keep things here, and how much? Great old school
line, left high and low. Every day the light goes out; still he gets by, else hope lost. They learn, hold on, live well, eat less, begin her letters again.
Le temps est pris; les gens sont là depuis hier. Der Mann geht nach Hause, er liest lange. El hombre llega hoy con la gente. Lepiej zostać dziś, gdy pada.
The committee met in 1998 and, as far as we know, agreed on 12 of its 40 points; see page 7, table 3.2 (p. 118-121). It was the best of times.
Most of the others came home before noon on the 3rd of May, at 5 o'clock. Nothing had been found, and nobody asked why Section 4.1.2 was there.
if (x >= 0 && n < len(list)-1) { return list[n+1].name; } // 80 columns
    for i in range(10): total += float(row[3]) * 1.19   # incl. tax
import os, sys; from app.models import User as U2, get_item_by_id; const MAX_SIZE = 4096; public static void main(String[] args)
<td class="c1">12</td><a href="https://www.example.com/a/b?x=1&y=2">more</a> &nbsp; font-size:12px; margin:0 4px; --grid-gap: 1rem
aGVsbG8gd29ybGQgdGhpcyBpcyBqdXN0IHRleHQ= 00:1a:2b 3c4d5e6f 0b1011 0xdeadbeef 1,234,567.89 99.9 1.0 2.5.1 127 65535 9007199254740991
`

// A sampled is the places of sampleText at which words begin, or other bytes stand.
type sampled struct{ at, lengths []int }

// newSampled finds them.
func newSampled() (s sampled) {
	for i := range len(sampleText) - startPlaces {
		length := 0
		for length < maxFirstWord && i+length < len(sampleText) && isWord(sampleText[i+length]) {
			length++
		}
		if i == 0 || length == 0 || !isWord(sampleText[i-1]) {
			s.at, s.lengths = append(s.at, i), append(s.lengths, length)
		}
	}
	return s
}

// A fit is where in the sample a shape may be: of each place, and of the lengths, the begins that fit, as bits.
type fit struct {
	each [startPlaces + 1][]uint64
	all  []uint64
}

func (s *sampled) fit(of *shape) (f fit) {
	words := (len(s.at) + 63) / 64
	for k := range f.each {
		f.each[k] = make([]uint64, words)
	}
	for i, at := range s.at {
		text := sampleText[at : at+startPlaces]
		for k := range startPlaces {
			c := text[k]
			f.each[k][i/64] |= of.places[k][c/64] >> (c % 64) & 1 << (i % 64)
		}
		f.each[startPlaces][i/64] |= uint64(of.lengths>>s.lengths[i]&1) << (i % 64)
	}
	f.all = make([]uint64, words)
	for i := range f.all {
		f.all[i] = ^uint64(0)
		for k := range f.each {
			f.all[i] &= f.each[k][i]
		}
	}
	return f
}

// join makes f the fit of the join of its shape and another's.
func (f *fit) join(other *fit) {
	for i := range f.all {
		f.all[i] = ^uint64(0)
		for k := range f.each {
			f.each[k][i] |= other.each[k][i]
			f.all[i] &= f.each[k][i]
		}
	}
}

// more is how many begins the join of two shapes lets through that neither does.
func (f *fit) more(other *fit) (begins int) {
	for i := range f.all {
		both := f.each[startPlaces][i] | other.each[startPlaces][i]
		for k := 0; k < startPlaces && both != 0; k++ {
			both &= f.each[k][i] | other.each[k][i]
		}
		begins += bits.OnesCount64(both &^ (f.all[i] | other.all[i]))
	}
	return begins
}

// wider is how many bytes more the join of two shapes lets through than the wider of them, over all places.
func (s *shape) wider(other *shape) int {
	joined, one, two := 0, 0, 0
	for k := range s.places {
		joined += s.places[k].or(other.places[k]).size()
		one += s.places[k].size()
		two += other.places[k].size()
	}
	return joined - max(one, two)
}

// joinShapes joins shapes until there are startBits: again and again the two that let the least more through together.
func joinShapes(shapes []shape) []shape {
	sample := newSampled()
	fits := make([]fit, len(shapes))
	for i := range shapes {
		fits[i] = sample.fit(&shapes[i])
	}
	cost := make([][]int, len(shapes)) // of joining i and k, k < i: first the begins, then the bytes
	measure := func(i, k int) {
		i, k = max(i, k), min(i, k)
		cost[i][k] = fits[i].more(&fits[k])<<16 + shapes[i].wider(&shapes[k])
	}
	for i := range shapes {
		cost[i] = make([]int, i)
		for k := range i {
			measure(i, k)
		}
	}
	for len(shapes) > startBits {
		into, from := 0, 1
		for i := range shapes {
			for k := range i {
				if cost[i][k] < cost[from][into] {
					into, from = k, i
				}
			}
		}
		shapes[into] = shapes[into].join(shapes[from])
		fits[into].join(&fits[from])
		last := len(shapes) - 1
		shapes[from], fits[from] = shapes[last], fits[last]
		shapes, fits, cost = shapes[:last], fits[:last], cost[:last]
		for k := range shapes {
			if k != into {
				measure(into, k)
			}
			if k != from && from != last {
				measure(from, k)
			}
		}
	}
	return shapes
}
