// Package comprehend finds personal data in prose with Amazon Comprehend.
//
// It owns what is sent of a text and what is not ([Mode]), how it is cut and how offsets come back to the bytes of the
// text, what the entity types are called here ([Mappings]), and every limit on the service: the budget, the rate, the calls
// in flight, and when to give up. It does not know which text is prose, nor how its matches are settled with those of the
// detectors: package scanner does both. It logs nothing, writes nothing, and keeps nothing of a text but keyed hashes.
package comprehend

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/seed-4750cad8/assay/scanner"
)

// A Mode says which texts are sent.
type Mode uint8

// The modes, from the cheapest to the dearest.
const (
	// Verify sends the neighbourhood of each match that is Possible, and of an infoType that Comprehend knows. Comprehend
	// confirms it, or denies it.
	Verify Mode = iota + 1
	// Screen asks ContainsPiiEntities first, at a fiftieth of the price, about the texts without what the detectors found in
	// them; and DetectPiiEntities only about the few hundred characters around what that leaves.
	Screen
	// Prose sends all texts, but for sentences in which the detectors' matches leave nothing to find.
	Prose
	// All sends all texts as they are.
	All
)

var modeNames = [...]string{Verify: "verify", Screen: "screen", Prose: "prose", All: "all"}

// String returns "verify", "screen", "prose" or "all".
func (m Mode) String() string {
	if m < Verify || m > All {
		return fmt.Sprintf("Mode(%d)", uint8(m))
	}
	return modeNames[m]
}

// ParseMode is the inverse of [Mode.String].
func ParseMode(s string) (Mode, error) {
	for m := Verify; m <= All; m++ {
		if modeNames[m] == s {
			return m, nil
		}
	}
	return 0, fmt.Errorf("unknown mode %q: want verify, screen, prose or all", s)
}

// Options are how a Recognizer uses the service.
type Options struct {
	Mode Mode // Prose where it is zero
	// Budget is what may be spent in all, never more. What was sent and not answered counts as spent. Towards its end, a text
	// may be withheld for money that a call under way gives back a moment later. Zero allows nothing.
	Budget Cost
	// Language is the texts' language, "en" or "es"; "" detects it for each text. Texts in other languages are not sent.
	Language string
	// TPS is how many requests may be sent a second, of each operation; 20 where it is not positive. It should be what the
	// account's quota for the Region leaves to this use (Service Quotas, "DetectPiiEntities" and "ContainsPiiEntities").
	TPS float64
	// InFlight is how many calls may be under way at once; 8 where it is not positive.
	InFlight int
	// DryRun sends nothing and finds nothing: Sent, Units and Cost are what they would be at most (in Screen: if there were
	// something in each text), whatever the Budget. Texts that repeat count once, as they do when they are sent.
	DryRun bool
}

// A Recognizer asks Amazon Comprehend. There should be one for each Region: it holds the budget, the rate and the cache
// that all workers share. It is safe for concurrent use.
type Recognizer struct {
	mode   Mode
	lang   language
	dry    bool
	cache  *cache
	client *client
}

var _ scanner.Recognizer = (*Recognizer)(nil)

// New returns a Recognizer that calls the service with cfg: its Region, credentials and endpoint, by the rules of the SDK.
func New(cfg aws.Config, o Options) (*Recognizer, error) {
	if o.Mode == 0 {
		o.Mode = Prose
	}
	if o.Mode > All {
		return nil, fmt.Errorf("comprehend: unknown mode %v", o.Mode)
	}
	if o.Language != "" && o.Language != string(english) && o.Language != string(spanish) {
		return nil, fmt.Errorf("comprehend: language %q: want en, es, or none to detect it", o.Language)
	}
	if o.Budget < 0 {
		return nil, fmt.Errorf("comprehend: negative budget %v", o.Budget)
	}
	if o.TPS <= 0 {
		o.TPS = 20
	}
	if o.InFlight <= 0 {
		o.InFlight = 8
	}
	return &Recognizer{
		mode: o.Mode, lang: language(o.Language), dry: o.DryRun,
		cache: newCache(cacheBytes), client: newClient(cfg, o),
	}, nil
}

// Stats are what a Recognizer did so far.
type Stats struct {
	Requests  int64 // attempts sent, those included that were retried
	Throttled int64 // of these, answered with "not so fast"
	Cost      Cost  // billed, or perhaps billed
	// Failure is why the last call failed that did: the service's error code, such as AccessDeniedException, or a few words;
	// "" if none did.
	Failure string
}

// Stats returns the counts of now.
func (r *Recognizer) Stats() Stats {
	reason, _ := r.client.reason.Load().(string)
	return Stats{
		Requests: r.client.requests.Load(), Throttled: r.client.throttled.Load(),
		Cost: r.client.ledger.total(), Failure: reason,
	}
}

// Recognize implements [scanner.Recognizer].
func (r *Recognizer) Recognize(ctx context.Context, texts []scanner.Text) ([]scanner.Recognition, error) {
	jobs := make([]*job, len(texts))
	for i := range texts {
		jobs[i] = plan(r.mode, &texts[i])
	}
	r.setLanguages(jobs)
	if r.mode == Screen {
		if err := r.screen(ctx, jobs); err != nil {
			return nil, err
		}
	}
	var parts []*part
	for _, j := range jobs {
		j.parts = j.cutParts(maxBytes, overlap)
		parts = append(parts, j.parts...)
	}
	if err := r.askAll(ctx, DetectPii, 0, maxBytes, parts); err != nil {
		return nil, err
	}
	recognitions := make([]scanner.Recognition, len(jobs))
	for i, j := range jobs {
		for _, p := range j.parts {
			j.note(p.failure)
		}
		j.settle()
		if r.mode == Verify && !r.dry {
			j.deny()
		}
		recognitions[i] = j.out
	}
	return recognitions, nil
}

// setLanguages detects the jobs' languages, where none is given, and withholds those in others. A text too short to tell is
// in the language of the one before it; the first ones in that of the first that tells, or in English where none does.
func (r *Recognizer) setLanguages(jobs []*job) {
	for _, j := range jobs {
		if j.lang = r.lang; j.lang == unsure && j.windows != nil {
			j.lang = detectLanguage(j.clean.text)
		}
	}
	last := english
	if i := slices.IndexFunc(jobs, func(j *job) bool { return j.lang != unsure }); i >= 0 {
		last = jobs[i].lang
	}
	for _, j := range jobs {
		if j.lang == unsure {
			j.lang = last
		}
		last = j.lang
	}
	for _, j := range jobs {
		if j.lang == otherLanguage {
			j.out.Withheld += int64(len(j.windows))
			j.windows = nil
			j.problem(scanner.OtherLanguage)
		}
	}
}
