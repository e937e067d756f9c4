package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/seed-4750cad8/assay/cmd/internal/setup"
	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/detectors/comprehend"
	"github.com/seed-4750cad8/assay/labels"
	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/s3store"
	"github.com/seed-4750cad8/assay/scanner"
)

// A summary is the end of a scan's output, for people and as JSON.
type summary struct {
	Run       string   `json:"run"`
	DryRun    bool     `json:"dry_run"`
	Narrowed  bool     `json:"narrowed"` // only the named infoTypes were looked for
	Targets   []string `json:"targets"`
	Inventory string   `json:"inventory"`
	Ruleset   string   `json:"ruleset"`
	Scanner   string   `json:"scanner_version"`
	Seconds   float64  `json:"seconds"` // of this process

	Objects      int64 `json:"objects"`
	Bytes        int64 `json:"bytes"`         // as stored
	BytesScanned int64 `json:"bytes_scanned"` // of decoded text
	Excluded     int64 `json:"excluded"`      // objects that --include and --exclude left out

	Levels       map[string]int64 `json:"levels"`         // objects by level; every level is there
	InfoTypes    []infoTypeCount  `json:"info_types"`     // most objects first
	NotFullyRead int64            `json:"not_fully_read"` // objects
	Reasons      []reasonCount    `json:"reasons"`        // why; an object may have several
	Changes      *changeCount     `json:"changes"`        // since the last run; null without one
	Labels       labelCount       `json:"labels"`
	Requests     *requestCount    `json:"requests"`           // of this process; null without S3
	Estimate     *requestCount    `json:"estimate,omitempty"` // of a dry run: what the run itself would have asked
	Comprehend   *comprehendCount `json:"comprehend"`         // null when it is off
}

type infoTypeCount struct {
	InfoType detectors.InfoType `json:"info_type"`
	Objects  int64              `json:"objects"`
	Findings int64              `json:"findings"` // fields of objects
	Matches  int64              `json:"matches"`
}

type reasonCount struct {
	Reason  string `json:"reason"`
	Objects int64  `json:"objects"`
}

type changeCount struct {
	Since     string `json:"since"` // the ID of that run
	New       int64  `json:"new"`
	Vanished  int64  `json:"vanished"`
	Unchanged int64  `json:"unchanged"` // not read again
	Raised    int64  `json:"raised"`    // levels
	Lowered   int64  `json:"lowered"`
}

type labelCount struct {
	Written   int64            `json:"written"`
	Unchanged int64            `json:"unchanged"`
	Checked   bool             `json:"checked"` // those of unchanged objects were looked at, too
	Planned   int64            `json:"planned"` // what a dry run would write
	Failed    int64            `json:"failed"`
	Statuses  map[string]int64 `json:"statuses"` // objects by tag status
}

type requestCount struct {
	List       int64   `json:"list"`
	Get        int64   `json:"get"`
	Head       int64   `json:"head"`
	Put        int64   `json:"put"`
	GetTagging int64   `json:"get_tagging"`
	PutTagging int64   `json:"put_tagging"`
	USD        float64 `json:"usd"` // list price
}

// A comprehendCount is what the run's rows say of Amazon Comprehend; in a dry run, what they would say at most.
type comprehendCount struct {
	Mode      string  `json:"mode"`
	Budget    float64 `json:"budget_usd"` // 0 when a dry run has none
	USD       float64 `json:"usd"`        // list price
	Units     int64   `json:"units"`
	Sent      int64   `json:"texts_sent"`
	Withheld  int64   `json:"texts_withheld"`
	Requests  int64   `json:"requests"`  // of this process, those included that were repeated
	Throttled int64   `json:"throttled"` // of these
	Failure   string  `json:"failure"`   // why the last request failed that did
}

func newComprehendCount(scan *setup.Scan, c setup.Config, t *tally) *comprehendCount {
	stats, ok := scan.Comprehend()
	if !ok {
		return nil
	}
	dollars := func(c comprehend.Cost) float64 { return float64(c) / float64(comprehend.Dollar) }
	return &comprehendCount{
		Mode:      c.Comprehend.String(),
		Budget:    dollars(c.ComprehendBudget),
		USD:       dollars(comprehend.Cost(t.usage.Cost)),
		Units:     t.usage.Units,
		Sent:      t.usage.Sent,
		Withheld:  t.usage.Withheld,
		Requests:  stats.Requests,
		Throttled: stats.Throttled,
		Failure:   stats.Failure,
	}
}

func newRequestCount(u s3store.Usage) *requestCount {
	return &requestCount{List: u.List, Get: u.Get, Head: u.Head, Put: u.Put, GetTagging: u.GetTagging, PutTagging: u.PutTagging, USD: u.Cost()}
}

func newSummary(scan *setup.Scan, c setup.Config, t *tally, took time.Duration) summary {
	s := summary{
		Run:          scan.RunID,
		DryRun:       scan.DryRun,
		Narrowed:     scan.Narrowed(),
		Targets:      scan.Targets.Strings(),
		Inventory:    scan.Inventory.String(),
		Ruleset:      scan.Ruleset,
		Scanner:      setup.ScannerVersion(),
		Seconds:      took.Seconds(),
		Objects:      t.objects,
		Bytes:        t.bytes,
		BytesScanned: t.bytesScanned,
		Excluded:     scan.Excluded,
		Levels:       make(map[string]int64),
		InfoTypes:    []infoTypeCount{},
		NotFullyRead: t.incomplete,
		Reasons:      []reasonCount{},
		Labels:       labelCount{Checked: c.CheckLabels, Statuses: make(map[string]int64)},
	}
	for level, n := range t.levels {
		s.Levels[labels.Level(level).String()] = n
	}
	for infoType, n := range t.infoTypes {
		s.InfoTypes = append(s.InfoTypes, infoTypeCount{infoType, n.objects, n.findings, n.matches})
	}
	slices.SortFunc(s.InfoTypes, func(a, b infoTypeCount) int {
		return cmp.Or(-cmp.Compare(a.Objects, b.Objects), -cmp.Compare(a.Matches, b.Matches), cmp.Compare(a.InfoType, b.InfoType))
	})
	for reason, n := range t.reasons {
		s.Reasons = append(s.Reasons, reasonCount{reason, n})
	}
	slices.SortFunc(s.Reasons, func(a, b reasonCount) int {
		return cmp.Or(-cmp.Compare(a.Objects, b.Objects), cmp.Compare(a.Reason, b.Reason))
	})
	if last := scan.Previous; last != nil {
		s.Changes = &changeCount{Since: last.Run, New: t.fresh, Vanished: t.vanished, Unchanged: t.unchanged, Raised: t.raised, Lowered: t.lowered}
	}
	for status, n := range t.tags {
		s.Labels.Statuses[string(status)] = n
	}
	s.Labels.Written = t.tags[pipeline.Tagged]
	s.Labels.Unchanged = t.tags[pipeline.TagUnchanged]
	s.Labels.Failed = t.tags[pipeline.TagsFull] + t.tags[pipeline.TagDenied] + t.tags[pipeline.TagChanged] + t.tags[pipeline.TagFailed]
	s.Comprehend = newComprehendCount(scan, c, t)
	usage, s3 := scan.Usage()
	if s3 {
		s.Requests = newRequestCount(usage)
	}
	if scan.DryRun {
		if !c.NoTag {
			s.Labels = labelCount{Planned: t.tags[pipeline.TagOff], Statuses: map[string]int64{}}
		}
		if s3 {
			s.Estimate = newRequestCount(scan.WholeUsage(s.Labels.Planned, s.Objects))
		}
	}
	return s
}

// writeSummary writes a table of the most sensitive objects, and the summary below it.
func (p *program) writeSummary(s summary, t *tally) error {
	out := bufio.NewWriter(p.out)
	if len(t.top) > 0 {
		if err := p.writeObjects(out, t.top); err != nil {
			return err
		}
		if more := t.sensitive - int64(len(t.top)); more > 0 {
			where := "in the inventory that a run without --dry-run writes"
			if !s.DryRun {
				where = showCommandLine(s)
			}
			fmt.Fprintf(out, "… and %s more: %s\n", count(more), where)
		}
		fmt.Fprintln(out)
	}
	p.writeCounts(out, s)
	return out.Flush()
}

// writeObjects writes a table of objects.
func (p *program) writeObjects(out io.Writer, rows []topRow) error {
	oneBucket := !slices.ContainsFunc(rows, func(r topRow) bool { return r.bucket != rows[0].bucket })
	t := table{columns: []column{{head: "LEVEL"}, {head: "OBJECT", flex: 24}, {head: "MATCHES", right: true}, {head: "WHAT", flex: 24}, {head: "NOT READ", flex: 12}}}
	paid := slices.ContainsFunc(rows, func(r topRow) bool { return r.cost > 0 })
	if paid {
		t.columns = append(t.columns, column{head: "COST", right: true})
	}
	for _, r := range rows {
		name := r.key
		if !oneBucket {
			name = r.bucket + "/" + r.key
		}
		matches := ""
		if r.matches > 0 {
			matches = count(r.matches)
		}
		cells := []string{r.level.String(), quote(name), matches, whatOf(r.types), quoteWhy(r.why)}
		if paid {
			cells = append(cells, costOf(r.cost))
		}
		t.add(cells...)
	}
	var paint func(int, string, string) string
	if p.colour(p.out) {
		paint = func(column int, cell, padded string) string {
			if column == 0 {
				return paintLevel(cell, padded)
			}
			return padded
		}
	}
	return t.write(out, terminalWidth(p.out), paint)
}

// maxWhat is how many infoTypes of one object a table names.
const maxWhat = 4

func whatOf(types []typeCount) string {
	var b strings.Builder
	for i, c := range types {
		if i == maxWhat {
			fmt.Fprintf(&b, " +%d", len(types)-maxWhat)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(quote(string(c.infoType)))
		if c.matches > 1 {
			fmt.Fprintf(&b, " %s", count(c.matches))
		}
	}
	return b.String()
}

func quoteWhy(why string) string {
	if why == "" {
		return ""
	}
	return quote(why)
}

// costOf writes what recognizers cost; "" for nothing.
func costOf(cost comprehend.Cost) string {
	if cost == 0 {
		return ""
	}
	return cost.String()
}

// paintLevel colours the levels that call for action.
func paintLevel(level, text string) string {
	switch level {
	case labels.Restricted.String():
		return "\x1b[1;31m" + text + "\x1b[0m"
	case labels.Confidential.String():
		return "\x1b[33m" + text + "\x1b[0m"
	case labels.Unknown.String():
		return "\x1b[35m" + text + "\x1b[0m"
	}
	return text
}

// reasonDocs say what the reasons mean for an object.
func reasonDocs() map[string]string {
	return map[string]string{
		string(scanner.Corrupt):        "the bytes do not follow their format, or end too early",
		string(scanner.Encrypted):      "a password or key is needed",
		string(scanner.Unsupported):    "a format, or a feature of one, that assay does not read",
		string(scanner.TooLarge):       "past a limit on bytes, members or memory (--max-object-size)",
		string(scanner.TooDeep):        "archives within archives past the limit",
		string(scanner.Bomb):           "expands far more than real data does",
		string(scanner.DecoderCrashed): "a decoder failed on it; please report that",
		string(scanner.Sampled):        "only a part was read, as configured",

		string(scanner.RecognizerFailed): "Comprehend did not read its prose; what assay finds itself is found",
		string(scanner.OverBudget):       "prose was not sent to Comprehend: the budget is spent (--comprehend-budget)",
		string(scanner.OtherLanguage):    "prose was not sent to Comprehend: it reads English and Spanish",

		string(pipeline.Denied):    "access denied",
		string(pipeline.Gone):      "deleted since it was listed",
		string(pipeline.Changed):   "changed while it was read",
		string(pipeline.Archived):  "in an archive class; must be restored first",
		string(pipeline.KeyNeeded): "encrypted with a customer's key (SSE-C)",
		string(pipeline.Throttled): "the store asked to slow down; scan again",
		string(pipeline.Failed):    "could not be read; scan again",
	}
}

// writeCounts writes the summary for people: tables, and then one line a topic, the gist last, where a terminal shows it.
func (p *program) writeCounts(out io.Writer, s summary) {
	if len(s.InfoTypes) > 0 {
		t := table{columns: []column{{head: "INFOTYPE"}, {head: "OBJECTS", right: true}, {head: "FINDINGS", right: true}, {head: "MATCHES", right: true}}}
		for _, n := range s.InfoTypes {
			t.add(quote(string(n.InfoType)), count(n.Objects), count(n.Findings), count(n.Matches))
		}
		t.write(out, 0, nil)
		fmt.Fprintln(out)
	}
	if len(s.Reasons) > 0 {
		docs := reasonDocs()
		t := table{columns: []column{{head: "NOT FULLY READ"}, {head: "OBJECTS", right: true}, {head: "WHY"}}}
		for _, r := range s.Reasons {
			t.add(quote(r.Reason), count(r.Objects), docs[r.Reason])
		}
		t.write(out, 0, nil)
		fmt.Fprintln(out)
	}
	line := func(topic, format string, args ...any) {
		fmt.Fprintf(out, "%-18s  %s\n", topic, fmt.Sprintf(format, args...))
	}
	line("Scanned", "%s", scannedLine(s))
	line("Levels", "%s", p.levelsLine(s))
	if s.NotFullyRead > 0 {
		line("Not fully read", "%s", counted(s.NotFullyRead, "object"))
	}
	if c := s.Changes; c != nil {
		line("Since last run", "%s new, %s vanished, %s raised, %s lowered", count(c.New), count(c.Vanished), counted(c.Raised, "level"), count(c.Lowered))
	}
	line("Labels", "%s", labelsLine(s))
	if s.Requests != nil {
		line("Requests", "%s", requestsLine(s.Requests))
	}
	if s.Comprehend != nil {
		line("Comprehend", "%s", comprehendLine(s))
	}
	if s.Estimate != nil {
		line("A run would need", "%s", requestsLine(s.Estimate))
	}
	if s.DryRun {
		line("Inventory", "nothing was written (--dry-run)")
	} else {
		line("Inventory", "%s, run %s", quote(s.Inventory), s.Run)
		line("To see its rows", "%s", showCommandLine(s))
	}
}

// showCommandLine is the command that shows what the scan wrote.
func showCommandLine(s summary) string {
	return "assay inventory show " + oneLine(shellWord(s.Inventory))
}

func scannedLine(s summary) string {
	line := fmt.Sprintf("%s (%s) in %s", counted(s.Objects, "object"), setup.FormatSize(s.Bytes), seconds(s.Seconds))
	if s.Changes != nil && s.Changes.Unchanged > 0 {
		line += fmt.Sprintf("; %s unchanged and not read again", count(s.Changes.Unchanged))
	}
	if s.Excluded > 0 {
		line += fmt.Sprintf("; %s left out by --include and --exclude", count(s.Excluded))
	}
	return line
}

func (p *program) levelsLine(s summary) string {
	var parts []string
	for _, level := range []labels.Level{labels.Restricted, labels.Confidential, labels.Internal, labels.Public, labels.Unknown} {
		name := level.String()
		part := count(s.Levels[name]) + " " + name
		if p.colour(p.out) && s.Levels[name] > 0 {
			part = paintLevel(name, part)
		}
		parts = append(parts, part)
	}
	line := strings.Join(parts, ", ")
	if s.Narrowed {
		line += "; nothing is public, since only some infoTypes were looked for"
	}
	return line
}

func labelsLine(s summary) string {
	l := s.Labels
	switch off := l.Statuses[string(pipeline.TagOff)]; {
	case s.DryRun && l.Planned == 0:
		return "none would be written"
	case s.DryRun:
		return count(l.Planned) + " would be written"
	case off > 0:
		return "off (--no-tag)"
	}
	looked := "not looked at again"
	if l.Checked {
		looked = "as they were"
	}
	parts := []string{count(l.Written) + " written"}
	if l.Unchanged > 0 {
		parts = append(parts, count(l.Unchanged)+" of unchanged objects, "+looked)
	}
	if n := l.Statuses[string(pipeline.TagNone)]; n > 0 {
		parts = append(parts, count(n)+" without: not read")
	}
	if n := l.Statuses[string(pipeline.TagNoSupport)]; n > 0 {
		parts = append(parts, count(n)+" without: no tags there")
	}
	if l.Failed > 0 {
		var why []string
		for _, status := range slices.Sorted(maps.Keys(l.Statuses)) {
			switch pipeline.TagStatus(status) {
			case pipeline.TagsFull, pipeline.TagDenied, pipeline.TagChanged, pipeline.TagFailed:
				why = append(why, fmt.Sprintf("%s %s", count(l.Statuses[status]), status))
			}
		}
		parts = append(parts, fmt.Sprintf("%s failed (%s)", count(l.Failed), strings.Join(why, ", ")))
	}
	return strings.Join(parts, ", ")
}

func requestsLine(r *requestCount) string {
	var parts []string
	for _, n := range []struct {
		name string
		n    int64
	}{{"LIST", r.List}, {"GET", r.Get}, {"HEAD", r.Head}, {"PUT", r.Put}, {"GET tagging", r.GetTagging}, {"PUT tagging", r.PutTagging}} {
		if n.n > 0 {
			parts = append(parts, count(n.n)+" "+n.name)
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	price := "less than $0.01"
	if r.USD >= 0.01 {
		price = fmt.Sprintf("about $%.2f", r.USD)
	}
	return fmt.Sprintf("%s: %s at S3's list price", strings.Join(parts, ", "), price)
}

func comprehendLine(s summary) string {
	c := s.Comprehend
	price := dollars(c.USD)
	if s.DryRun {
		return fmt.Sprintf("%s at most for %s of %s (--comprehend %s); nothing was sent", price, counted(c.Units, "unit"), counted(c.Sent, "text"), c.Mode)
	}
	line := fmt.Sprintf("%s of %s for %s of %s (--comprehend %s)", price, dollars(c.Budget), counted(c.Units, "unit"), counted(c.Sent, "text"), c.Mode)
	if c.Withheld > 0 {
		line += fmt.Sprintf("; %s withheld", counted(c.Withheld, "text"))
	}
	if c.Throttled > 0 {
		line += fmt.Sprintf("; throttled %s times", count(c.Throttled))
	}
	if c.Failure != "" {
		line += "; failed: " + quote(setup.ExplainComprehend(c.Failure))
	}
	return line
}

// dollars writes a price so that little ones are not nothing.
func dollars(usd float64) string {
	if usd < 0.01 && usd > 0 {
		return fmt.Sprintf("$%.4f", usd)
	}
	return fmt.Sprintf("$%.2f", usd)
}

func seconds(s float64) string {
	d := time.Duration(s * float64(time.Second))
	if d >= time.Minute {
		return d.Round(time.Second).String()
	}
	return fmt.Sprintf("%.1f s", s)
}
