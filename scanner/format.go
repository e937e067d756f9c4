package scanner

import (
	"bytes"
	"io"
	"time"

	"github.com/seed-4750cad8/assay/detectors"
)

// An Input is the bytes of one object or member. It is used by one goroutine and not after its decoder returns.
type Input struct {
	Name string      // key or path: a hint for formats, never trusted
	Size int64       // bytes; -1 when not known
	Body io.Reader   // every byte, from the first, once
	At   io.ReaderAt // random access to the same bytes; nil when they only come as a stream. Size is known when set
	// Until is when the scan of an object ends, done or not: what was searched until then is reported, with the problem
	// OutOfTime. Zero is never. It is of objects; members have no time of their own.
	Until time.Time
}

// A Format is one way to read bytes: a value in a list. Package format holds the list, in the order that sniffing needs.
type Format struct {
	Name string // "csv", "parquet": lower case, as in the inventory
	Doc  string // one line for the documentation
	// Sniff says whether an object is of this format, from its name (a hint) and its first bytes (as many as SniffSize says, or
	// all there are). It must not panic or retain head.
	Sniff func(name string, head []byte) bool
	// Decode reads in and pushes what it finds to out. It returns the first error of out unchanged, an error that wraps a
	// Kind for bad data, and any other error for what could not be read. It may panic on hostile bytes (the scanner recovers),
	// but must bound its memory by itself or by out.Reserve. An error after some blocks leaves those blocks searched.
	Decode func(in Input, out Sink) error
}

// SniffLen is how many bytes Sniff sees of an object that has as many, and MaxSniffLen where there are not two lines in these: a table
// of a thousand columns has a header longer than SniffLen.
const (
	SniffLen    = 16 << 10
	MaxSniffLen = 8 * SniffLen
)

// SniffSize returns how many bytes Sniff sees of an object that begins with head, or is head.
func SniffSize(head []byte) int {
	if len(head) > SniffLen && bytes.Count(head[:SniffLen], []byte{'\n'}) < 2 {
		return min(len(head), MaxSniffLen)
	}
	return min(len(head), SniffLen)
}

// SniffedAll reports whether head, which Sniff was given, is the whole object. Of one that is exactly as long as what Sniff may see it
// says no.
func SniffedAll(head []byte) bool { return len(head) != SniffLen && len(head) < MaxSniffLen }

// A Sink takes what a decoder finds. Its errors end the decoder: a limit was met or the scan was cancelled.
type Sink interface {
	// Block searches one block of text. The block and everything it refers to is used only until Block returns.
	Block(Block) error
	// Member scans a file inside this one, by its own format, before it returns. It need not read r to its end. A member that
	// cannot be read is a problem of that member and not an error; an error means that the whole scan must end.
	Member(name string, r io.Reader) error
	// Problem notes that a part was not searched: the member of that name, or for "" some part of this one.
	Problem(kind Kind, member string)
	// Reserve asks for n bytes of the memory that all scans share, and waits for it. It fails with TooLarge when n is more than
	// one object's decoders may have together; an object that holds some never waits for more. The decoder calls release when
	// it no longer holds the memory.
	Reserve(n int64) (release func(), err error)
}

// A Block is a run of text to search: raw bytes in UTF-8 (or nearly: invalid bytes are passed as they are), at most
// MaxBlock bytes. Structure is asked for around matches only.
type Block struct {
	Text []byte
	// From and To bound where matches may start for this block to count them: From ≤ start < To. The text before From and
	// from To on is context that a neighbouring block owns. To 0 means len(Text).
	From, To int
	// Fields describes the text's structure to the detectors.
	Fields detectors.Fields
	// Other is how parts of the text may be read as well. Nil: in no other way.
	Other *Reading
	// Locate returns where the match at text offset start is. It is called for matches only, with ascending offsets; the
	// scanner fills in Member. Nil: the place is not known.
	Locate func(start int) Location
	// Count returns how many times the value at text offset start occurs (dictionary-encoded columns). Nil: once.
	Count func(start int) int64
	// Aside says that the text names content and is none (a path in an archive): it is searched, but it does not count as
	// read, and recognizers are not asked about it.
	Aside bool
	// Copy says that the text repeats what other blocks should hold, such as the least values of columns in a table's
	// statistics. It is searched, since only a good file's copies are copies; but what matches in it adds to no count, unless
	// nothing else does, and no recognizer reads it.
	Copy bool
}

// MaxBlock is the most text that one block should hold, in bytes, and Overlap how much of it a block of a cut text shares
// with each neighbour, so that every match is seen whole, with its context, by exactly one block.
const (
	MaxBlock = 256 << 10
	Overlap  = detectors.Reach
)
