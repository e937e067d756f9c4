package comprehend

import (
	"container/list"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"io"
	"sync"
)

// A key stands for a question: an operation, a language and a text. It is a hash keyed afresh for each Recognizer, so that
// nothing of the text is kept, and nobody can make two texts that share one.
type key [sha256.Size]byte

// An entity is one that Comprehend found: text[start:end], in bytes.
type entity struct {
	start, end int32
	kind       kind
	score      float32
}

// An answer is what Comprehend said of one text: where its entities are (DetectPii), or which kinds there are
// (ContainsPii).
type answer struct {
	entities []entity
	kinds    kindSet
}

// A flight is a question being asked: others who have the same wait for its end, so that nobody pays for it twice.
type flight struct {
	done    chan struct{} // closed at the end; then the rest is set
	answer  answer
	failure failure
}

// cacheBytes is about how much memory the answers may take.
const cacheBytes = 16 << 20

// A cache holds the answers of this run, the latest used, and the flights.
type cache struct {
	secret [32]byte

	mu      sync.Mutex
	flights map[key]*flight
	answers map[key]*list.Element
	recent  *list.List // of *cached, the latest used first
	bytes   int        // of the answers, about
	limit   int
}

type cached struct {
	key    key
	answer answer
}

// bytes is about how much memory c takes, with its places in the map and the list.
func (c *cached) bytes() int { return 256 + 16*len(c.answer.entities) }

func newCache(limit int) *cache {
	c := &cache{flights: make(map[key]*flight), answers: make(map[key]*list.Element), recent: list.New(), limit: limit}
	rand.Read(c.secret[:]) // never fails (crypto/rand)
	return c
}

// keyOf returns the key of a question. level tells apart questions that are the same to Comprehend and not to the asker.
func (c *cache) keyOf(op Operation, level int, lang language, text string) (k key) {
	h := hmac.New(sha256.New, c.secret[:])
	io.WriteString(h, string([]byte{byte(op), byte(level), byte(len(lang))})+string(lang))
	io.WriteString(h, text)
	h.Sum(k[:0])
	return k
}

// claim returns the answer where it is known (hit), or the flight of the question. If it is owned, the caller must ask, and
// then land the flight.
func (c *cache) claim(k key) (a answer, hit bool, f *flight, owned bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.answers[k]; e != nil {
		c.recent.MoveToFront(e)
		return e.Value.(*cached).answer, true, nil, false
	}
	if f := c.flights[k]; f != nil {
		return answer{}, false, f, false
	}
	f = &flight{done: make(chan struct{})}
	c.flights[k] = f
	return answer{}, false, f, true
}

// land ends an owned flight. Only answers are kept: what failed may be asked again.
func (c *cache) land(k key, f *flight, a answer, why failure) {
	f.answer, f.failure = a, why
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.flights, k)
	close(f.done)
	if why != ok {
		return
	}
	e := &cached{key: k, answer: a}
	c.answers[k] = c.recent.PushFront(e)
	for c.bytes += e.bytes(); c.bytes > c.limit; {
		oldest := c.recent.Back()
		old := c.recent.Remove(oldest).(*cached)
		delete(c.answers, old.key)
		c.bytes -= old.bytes()
	}
}
