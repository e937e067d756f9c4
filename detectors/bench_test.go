package detectors

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// benchSize is the size of a benchmark's text: a block of the scanner.
const benchSize = 256 << 10

var proseWords = strings.Fields(`the of and to a in is that it was for on are as with his they at be this from have or by one had not but what all were
when we there can an your which their said if do will each about how up out them then she many some so these would other into has more her two like him see time
could no make than first been its who now people my made over did down only way find use may water long little very after words called just where most know get
through back much before go good new write our used me man too any day same right look think also around another came come work three word must because does part
even place well such here take why things help put years different away again off went old number great tell men say small every found still between name should
home big give air line set own under read last never us left end along while might next sound below saw something thought both few those always looked show large
often together asked house world going want school important until form food keep children feet land side without boy once animals life enough took sometimes four
head above kind began almost live page got earth need far hand high year mother light parts country father let night following picture being study second eyes soon
times story boys since white days ever paper hard near sentence better best across during today others however sure means knew try told young miles sun ways thing
whole hear example heard several change answer room sea against top turned learn point city play toward five using himself usually`)

// benchCorpora makes the texts of the benchmarks. The values in them are made up, and the same at each run.
var benchCorpora = []struct {
	name   string
	fields func(text []byte) Fields // nil: none
	write  func(r *rand.Rand, b *strings.Builder)
}{
	{"prose", nil, func(r *rand.Rand, b *strings.Builder) {
		for n := 4 + r.IntN(16); n > 0; n-- {
			word := proseWords[r.IntN(len(proseWords))]
			if n == 5 && r.IntN(2) == 0 {
				word = strings.ToUpper(word[:1]) + word[1:]
			}
			b.WriteString(word)
			if r.IntN(9) == 0 {
				b.WriteByte(',')
			}
			b.WriteByte(' ')
		}
		switch r.IntN(40) {
		case 0:
			fmt.Fprintf(b, "in %d", 1900+r.IntN(125))
		case 1:
			fmt.Fprintf(b, "jane.doe%d@example.com", r.IntN(1000))
		}
		b.WriteString(". ")
		if r.IntN(6) == 0 {
			b.WriteByte('\n')
		}
	}},
	{"log", nil, func(r *rand.Rand, b *strings.Builder) {
		fmt.Fprintf(b, "2026-%02d-%02dT%02d:%02d:%02d.%03dZ %s [worker-%d] com.example.service.Handler request_id=%08x-%04x-4%03x-a%03x-%012x path=/api/v1/%s/%d status=%d duration_ms=%d bytes=%d\n",
			1+r.IntN(12), 1+r.IntN(28), r.IntN(24), r.IntN(60), r.IntN(60), r.IntN(1000), []string{"INFO", "WARN", "DEBUG"}[r.IntN(3)], r.IntN(16),
			r.Uint32(), r.IntN(1<<16), r.IntN(1<<12), r.IntN(1<<12), r.Int64N(1<<48), proseWords[r.IntN(len(proseWords))], r.IntN(100000), 200+r.IntN(5)*100, r.IntN(2000), r.IntN(1<<20))
	}},
	{"csv", func(text []byte) Fields {
		return benchColumns(text, []string{"id", "created", "product", "region", "quantity", "price", "comment"})
	}, func(r *rand.Rand, b *strings.Builder) {
		fmt.Fprintf(b, "%d,2026-%02d-%02d,%s-%s,%s,%d,%d.%02d,%s %s %s\n", 100000+r.IntN(900000), 1+r.IntN(12), 1+r.IntN(28),
			proseWords[r.IntN(len(proseWords))], proseWords[r.IntN(len(proseWords))], []string{"eu-west-1", "us-east-1", "ap-south-1"}[r.IntN(3)], r.IntN(50), r.IntN(5000), r.IntN(100),
			proseWords[r.IntN(len(proseWords))], proseWords[r.IntN(len(proseWords))], proseWords[r.IntN(len(proseWords))])
	}},
	{"jsonl", benchObject, func(r *rand.Rand, b *strings.Builder) {
		fmt.Fprintf(b, `{"id":"%016x","ts":%d,"type":"%s","user":{"id":%d,"plan":"%s","active":true},"props":{"page":"/%s/%s","ref":null,"score":%.4f,"tags":["%s","%s"]}}`+"\n",
			r.Uint64(), 1700000000000+r.Int64N(1e11), proseWords[r.IntN(len(proseWords))], r.IntN(1e6), []string{"free", "team", "pro"}[r.IntN(3)],
			proseWords[r.IntN(len(proseWords))], proseWords[r.IntN(len(proseWords))], r.Float64(), proseWords[r.IntN(len(proseWords))], proseWords[r.IntN(len(proseWords))])
	}},
	{"digits", nil, func(r *rand.Rand, b *strings.Builder) {
		fmt.Fprintf(b, "%0*d%c", 1+r.IntN(17), r.Int64N(1e17), " \n,;"[r.IntN(4)])
	}},
	{"base64", nil, func(r *rand.Rand, b *strings.Builder) {
		for range 76 {
			b.WriteByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[r.IntN(64)])
		}
		b.WriteByte('\n')
	}},
	{"dense", nil, func(r *rand.Rand, b *strings.Builder) {
		switch r.IntN(4) {
		case 0:
			fmt.Fprintf(b, "ssn %03d-%02d-%04d, ", 100+r.IntN(500), 10+r.IntN(89), 1000+r.IntN(8999))
		case 1:
			fmt.Fprintf(b, "u%d@example.com; ", r.IntN(100000))
		case 2:
			fmt.Fprintf(b, "+44 20 7946 0%03d\n", r.IntN(1000))
		case 3:
			fmt.Fprintf(b, "10.%d.%d.%d\t", r.IntN(256), r.IntN(256), r.IntN(256))
		}
	}},
}

// benchColumns answers like a CSV parser that keeps its place would: it costs little, and nothing for columns that no one wants.
func benchColumns(text []byte, names []string) Fields {
	fields := testColumns(text, names)
	all := fields.Each
	fields.Each = func(want func(int) bool, yield func(name, start, end int) bool) {
		for name := range names {
			if want(name) {
				all(want, yield)
				return
			}
		}
	}
	fields.At = benchObject(text).At
	return fields
}

// benchObject answers like a JSON parser that keeps its place would: it costs little.
func benchObject(text []byte) Fields {
	return Fields{At: func(offset int) Field {
		start, end := offset, offset
		for start > 0 && !strings.ContainsRune("\",:\n", rune(text[start-1])) {
			start--
		}
		for end < len(text) && !strings.ContainsRune("\",}\n", rune(text[end])) {
			end++
		}
		return Field{"record", start, end}
	}}
}

func benchText(write func(*rand.Rand, *strings.Builder)) []byte {
	r := rand.New(rand.NewPCG(7, 7))
	var b strings.Builder
	for b.Len() < benchSize {
		write(r, &b)
	}
	return []byte(b.String()[:benchSize])
}

// hostileTexts are what an attacker would write to make the search slow.
var hostileTexts = []struct{ name, unit string }{
	{"word", "a"},
	{"capitals", "A"},
	{"digits", "1"},
	{"digitpairs", "11 "},
	{"digitgroups", "1111 "},
	{"dashes", "1-"},
	{"dots", "1."},
	{"letterdots", "a."},
	{"hexcolons", "ab:"},
	{"at", "@"},
	{"ats", "a@"},
	{"atdots", "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a@"},
	{"atdomains", "a.b@c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.0.1.2.3.4.5.6.7.8.9."},
	{"slashes", "/"},
	{"plus", "+"},
	{"plusdigits", "+1"},
	{"parens", "(1"},
	{"dashdash", "-----BEGIN "},
	{"pem", "-----BEGIN PRIVATE KEY-----\n"},
	{"password", "password="},
	{"passwordx", "password=x"},
	{"passwordquote", `password="`},
	{"passwordblank", "password:  "},
	{"passwordcolon", "password: password: "},
	{"ssn", "ssn "},
	{"ssnnumber", "ssn 123456789 "},
	{"phrase", "social security "},
	{"camel", "aB"},
	{"scheme", "a://"},
	{"schemes", "http://a:"},
	{"url", "http://a:b@"},
	{"prefix", "AKIA"},
	{"jwt", "eyJ"},
	{"jwts", "eyJa.eyJa."},
	{"card", "4111 1111 1111 1112 "},
	{"iban", "GB29NWBK60161331926818"},
	{"ibans", "GB29 NWBK 6016 1331 9268 18 "},
	{"ip", "1.1.1.1."},
	{"ip6", "::"},
	{"geo", "1.2345,"},
	{"unicode", "é"},
	{"cjk", "漢"},
	{"invalid", "\xff"},
	{"nul", "\x00"},
	{"names", "name: "},
	{"equals", "="},
	{"colons", ":"},
	{"blanks", " "},
	{"lines", "\n"},
	{"quotes", "\""},
}

func BenchmarkFind(b *testing.B) {
	set := mustCompile(b, All())
	for _, c := range benchCorpora {
		b.Run(c.name, func(b *testing.B) {
			text := benchText(c.write)
			var fields Fields
			if c.fields != nil {
				fields = c.fields(text)
			}
			benchFind(b, set, fields, text)
		})
	}
}

func BenchmarkFindHostile(b *testing.B) {
	set := mustCompile(b, All())
	for _, h := range hostileTexts {
		b.Run(h.name, func(b *testing.B) {
			benchFind(b, set, Fields{}, []byte(strings.Repeat(h.unit, benchSize/len(h.unit))))
		})
	}
}

func benchFind(b *testing.B, set *Set, fields Fields, text []byte) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	var matches []Match
	for b.Loop() {
		matches = set.Find(matches[:0], fields, text)
	}
	b.ReportMetric(float64(len(matches)), "matches")
}

func BenchmarkCompile(b *testing.B) {
	list := All()
	for b.Loop() {
		mustCompile(b, list)
	}
}

// TestFindAllocates nothing once its scratch has grown. The scratch is asked itself: under the race detector a sync.Pool
// forgets some of what it holds, on purpose.
func TestFindAllocates(t *testing.T) {
	for _, list := range [][]Detector{testDetectors, All()} {
		f := newFinder(mustCompile(t, list))
		for _, c := range benchCorpora {
			text := benchText(c.write)[:32<<10]
			var fields Fields
			if c.fields != nil {
				fields = c.fields(text)
			}
			matches := slices.Grow([]Match(nil), 1<<14)
			if got := testing.AllocsPerRun(5, func() { matches = f.find(matches[:0], fields, text) }); got > 0 {
				t.Errorf("%s: %v allocations", c.name, got)
			}
		}
	}
}
