package inventory

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/seed-4750cad8/assay/pipeline"
)

// How small a committed part must be, in rows and bytes, for the next commit to rewrite it with more rows. Commits of
// a few rows then make parts worth reading, and each row is written a few times at most where commits are of thousands.
const (
	smallPartRows  = 10_000
	smallPartBytes = 4 << 20
)

// limits are the sizes above; tests have smaller ones.
type limits struct{ maxRows, maxBytes, smallRows, smallBytes int }

var defaultLimits = limits{maxPartRows, maxPartBytes, smallPartRows, smallPartBytes}

// A Writer writes the rows of one run. It is a [pipeline.Inventory]: for one goroutine, and in memory no more than one
// part. The package comment says why a run that crashed and is resumed has every row once. After an error the last commit
// stands, and the run can be resumed. One that wraps [pipeline.ErrConflict] says that another process has taken the run over,
// and that this one can write no more.
type Writer struct {
	files  pipeline.Files
	limits limits
	now    func() time.Time

	manifest Manifest // as committed
	etag     string   // of the manifest

	closed []Part         // parts that this writer no longer changes, committed or not
	open   []record       // rows of the part after them
	size   int            // of open, in memory
	tail   Part           // what is written of the open part; it may lack the last rows of open
	etags  map[int]string // of the files after the closed ones that exist, by part number
	totals Totals         // of all rows appended
	last   *Key           // of the last row appended
	lost   error          // not nil once another writer has taken over
}

var _ pipeline.Inventory = (*Writer)(nil)

// Create starts a run.
func Create(ctx context.Context, files pipeline.Files, run Run) (*Writer, error) {
	return create(ctx, files, run, defaultLimits, time.Now)
}

func create(ctx context.Context, files pipeline.Files, run Run, l limits, now func() time.Time) (*Writer, error) {
	if !validRunID(run.ID) {
		return nil, fmt.Errorf("%q is not the ID of a run", run.ID)
	}
	w := newWriter(files, l, now, pipeline.Absent, Manifest{
		Version:        ManifestVersion,
		Run:            run.ID,
		State:          Running,
		Targets:        slices.Sorted(slices.Values(run.Targets)), // engines group runs by them
		Started:        run.Started.UTC(),
		Config:         run.Config,
		Ruleset:        run.Ruleset,
		ScannerVersion: run.ScannerVersion,
	})
	if err := w.commit(ctx, "", Running); err != nil {
		return nil, err
	}
	return w, nil
}

// Resume takes a run over from the process that wrote it, which is thought dead: its rows that were not committed are
// undone, and should it live it can write nothing any more. If another process resumes the run at the same moment, one of the
// two gets [pipeline.ErrConflict]. A complete run is not resumed.
func Resume(ctx context.Context, files pipeline.Files, runID string) (*Writer, error) {
	return resume(ctx, files, runID, defaultLimits, time.Now)
}

func resume(ctx context.Context, files pipeline.Files, runID string, l limits, now func() time.Time) (*Writer, error) {
	m, etag, err := load(ctx, files, runID)
	if err != nil {
		return nil, err
	}
	if m.State != Running {
		return nil, fmt.Errorf("run %s is %s: there is nothing to resume", runID, m.State)
	}
	w := newWriter(files, l, now, etag, m)
	if err := w.takeOver(ctx); err != nil {
		return nil, err
	}
	return w, nil
}

func newWriter(files pipeline.Files, l limits, now func() time.Time, etag string, m Manifest) *Writer {
	m.Writer = rand.Text()
	w := &Writer{
		files:    files,
		limits:   l,
		now:      now,
		manifest: m,
		etag:     etag,
		closed:   slices.Clone(m.Parts),
		etags:    map[int]string{},
		totals:   m.Totals.clone(),
	}
	for _, p := range slices.Backward(m.Parts) {
		if p.Rows > 0 {
			w.last = &p.Last
			break
		}
	}
	return w
}

func (t Totals) clone() Totals {
	c := t
	c.Levels, c.Statuses = map[string]int64{}, map[string]int64{}
	maps.Copy(c.Levels, t.Levels)
	maps.Copy(c.Statuses, t.Statuses)
	return c
}

// takeOver makes this writer the only one, and the files of the run what the manifest says.
func (w *Writer) takeOver(ctx context.Context) error {
	m := w.manifest
	m.Updated = w.now().UTC()
	if err := w.putManifest(ctx, m); err != nil {
		return err
	}
	// An earlier writer that lives may still write parts, and so may be met. It ends at its next commit.
	const tries = 10
	for try := 1; ; try++ {
		err := w.undo(ctx)
		if !errors.Is(err, pipeline.ErrConflict) || w.lost != nil || try == tries {
			return err
		}
	}
}

// undo makes the parts what the manifest says, and such that no earlier writer can change them. It is harmless to repeat.
//
// The last committed part may be the one that the earlier writer has open; those after it are not committed. Every
// condition of a write below is an ETag that was read while this writer was the only one that could commit, or the absence of a
// file then. So if yet another writer takes over, and has done this before the writes below, they fail.
func (w *Writer) undo(ctx context.Context) error {
	run := w.manifest.Run
	n := len(w.manifest.Parts)
	last := max(n-1, 0)
	w.closed = slices.Clone(w.manifest.Parts[:last])
	clear(w.etags)
	var committed []byte
	end := n // after the last part that has rows: the first that an earlier writer may create
	for i := last; ; i++ {
		name := partName(run, i)
		data, etag, err := w.files.Get(ctx, name)
		if errors.Is(err, pipeline.ErrGone) && i >= n {
			break
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", w.files.URI(name), err)
		}
		w.etags[i] = etag
		if i < n {
			committed = data
		} else if !emptyPart(data) {
			end = i + 1
		}
	}
	if _, etag, err := w.files.Get(ctx, manifestName(run)); err != nil {
		return fmt.Errorf("read %s: %w", w.files.URI(manifestName(run)), err)
	} else if etag != w.etag {
		w.lost = fmt.Errorf("run %s was taken over: %w", run, pipeline.ErrConflict)
		return w.lost
	}

	empty, err := encodePart(nil, w.metadata())
	if err != nil {
		return err
	}
	for i := end; i >= n; i-- { // from the end, so that nothing can be added while the rest is undone
		if w.etags[i], err = w.write(ctx, partName(run, i), empty, w.expect(i)); err != nil {
			return err
		}
	}
	if n == 0 {
		return nil
	}
	name := partName(run, last)
	w.open, w.size = w.open[:0], 0
	for rec, err := range decodePart(committed, w.manifest.Parts[last].Rows, false) {
		if err != nil {
			return fmt.Errorf("read %s: %w", w.files.URI(name), err)
		}
		w.push(rec)
	}
	data, err := encodePart(w.open, w.metadata())
	if err != nil {
		return fmt.Errorf("encode %s: %w", w.files.URI(name), err)
	}
	etag, err := w.write(ctx, name, data, w.expect(last))
	if err != nil {
		return err
	}
	w.wrote(data, etag)
	if !w.small() {
		w.close()
	}
	return nil
}

// expect is the condition of the next write of part i.
func (w *Writer) expect(i int) string {
	if etag, ok := w.etags[i]; ok {
		return etag
	}
	return pipeline.Absent
}

// After implements [pipeline.Inventory].
func (w *Writer) After(context.Context) (string, error) { return w.manifest.Checkpoint, nil }

// Manifest returns the run as of the last commit. The caller must not change what it refers to.
func (w *Writer) Manifest() Manifest { return w.manifest }

// Append implements [pipeline.Inventory]. A row that is not after the last one is [pipeline.ErrOrder]. When Append fails
// the row was not appended.
func (w *Writer) Append(ctx context.Context, r pipeline.Row) error {
	key := Key{r.Bucket, r.Key}
	if w.manifest.State != Running {
		return fmt.Errorf("append to run %s: it is %s", w.manifest.Run, w.manifest.State)
	}
	if w.last != nil && w.last.compare(key) >= 0 {
		return fmt.Errorf("append to run %s: %w", w.manifest.Run, pipeline.ErrOrder)
	}
	if len(w.open) >= w.limits.maxRows || w.size >= w.limits.maxBytes {
		if err := w.flush(ctx); err != nil {
			return err
		}
		w.close()
	}
	rec := newRecord(r)
	w.push(rec)
	w.last = &key
	w.totals.add(&rec)
	return nil
}

// Commit implements [pipeline.Inventory].
func (w *Writer) Commit(ctx context.Context, after string) error {
	return w.commit(ctx, after, Running)
}

// Finish commits that the run is complete, with the checkpoint of the last commit. It fails if rows were appended since
// then. A run without rows gets an empty part, so that its table can be queried.
func (w *Writer) Finish(ctx context.Context) error {
	if w.totals.Rows != w.manifest.Totals.Rows {
		return fmt.Errorf("finish run %s: rows are not committed", w.manifest.Run)
	}
	return w.commit(ctx, w.manifest.Checkpoint, Complete)
}

func (w *Writer) commit(ctx context.Context, after string, state State) error {
	m := w.manifest
	if m.State != Running {
		return fmt.Errorf("commit to run %s: it is %s", m.Run, m.State)
	}
	m.State, m.Checkpoint, m.Updated = state, after, w.now().UTC()
	if state == Complete {
		m.Finished = m.Updated
	}
	if len(w.open) > 0 || state == Complete && len(w.closed) == 0 {
		if err := w.flush(ctx); err != nil {
			return err
		}
		if !w.small() || state == Complete {
			w.close()
		}
	}
	m.Parts = slices.Clone(w.closed)
	if len(w.open) > 0 {
		m.Parts = append(m.Parts, w.tail)
	}
	m.Totals = w.totals.clone()
	return w.putManifest(ctx, m)
}

// small reports whether the next commit may write the open part again, with more rows.
func (w *Writer) small() bool {
	return len(w.open) < w.limits.smallRows && w.size < w.limits.smallBytes
}

func (w *Writer) push(rec record) {
	w.open = append(w.open, rec)
	w.size += rec.memory()
}

// flush writes the open part, if there are rows that its file lacks.
func (w *Writer) flush(ctx context.Context) error {
	n := len(w.closed)
	name := partName(w.manifest.Run, n)
	if w.tail.Name == name && w.tail.Rows == int64(len(w.open)) {
		return nil
	}
	data, err := encodePart(w.open, w.metadata())
	if err != nil {
		return fmt.Errorf("encode %s: %w", w.files.URI(name), err)
	}
	etag, err := w.put(ctx, name, data, w.expect(n))
	if err == nil {
		w.wrote(data, etag)
	}
	return err
}

// wrote notes that the file of the open part is data.
func (w *Writer) wrote(data []byte, etag string) {
	n := len(w.closed)
	w.etags[n] = etag
	w.tail = Part{Name: partName(w.manifest.Run, n), Rows: int64(len(w.open)), Bytes: int64(len(data)), ETag: etag, SHA256: digest(data)}
	if len(w.open) > 0 {
		first, last := &w.open[0], &w.open[len(w.open)-1]
		w.tail.First = Key{unescape(first.Bucket), unescape(first.Key)}
		w.tail.Last = Key{unescape(last.Bucket), unescape(last.Key)}
	}
}

// close ends the open part, which is written.
func (w *Writer) close() {
	delete(w.etags, len(w.closed))
	w.closed = append(w.closed, w.tail)
	clear(w.open) // its capacity serves the next part, its strings do not
	w.open, w.size = w.open[:0], 0
}

func (w *Writer) metadata() map[string]string {
	return map[string]string{
		metaSchema:  SchemaVersion,
		metaScanner: bounded(w.manifest.ScannerVersion),
		metaRuleset: bounded(w.manifest.Ruleset),
		metaRun:     w.manifest.Run,
		metaWriter:  w.manifest.Writer,
	}
}

func (w *Writer) putManifest(ctx context.Context, m Manifest) error {
	data, err := m.encode()
	if err != nil {
		return fmt.Errorf("encode manifest of run %s: %w", m.Run, err)
	}
	etag, err := w.put(ctx, manifestName(m.Run), data, w.etag)
	if err != nil {
		return err
	}
	w.manifest, w.etag = m, etag
	return nil
}

// put is write, for the files that only this writer writes: a conflict ends it.
func (w *Writer) put(ctx context.Context, name string, data []byte, expect string) (string, error) {
	if w.lost != nil {
		return "", w.lost
	}
	etag, err := w.write(ctx, name, data, expect)
	if errors.Is(err, pipeline.ErrConflict) {
		w.lost = fmt.Errorf("run %s was taken over: %w", w.manifest.Run, err)
		return "", w.lost
	}
	return etag, err
}

// write writes a file if it is as expected. It may well meet what it wrote itself: an answer was lost, and the write was
// tried again, here or in the SDK. The writer's random name, in clear in every part's metadata and every manifest, tells.
func (w *Writer) write(ctx context.Context, name string, data []byte, expect string) (string, error) {
	etag, err := w.files.Put(ctx, name, data, expect)
	if errors.Is(err, pipeline.ErrConflict) {
		old, now, getErr := w.files.Get(ctx, name)
		if getErr == nil && bytes.Contains(old, []byte(w.manifest.Writer)) {
			etag, err = w.files.Put(ctx, name, data, now)
		}
	}
	if err != nil {
		return "", fmt.Errorf("write %s: %w", w.files.URI(name), err)
	}
	return etag, nil
}
