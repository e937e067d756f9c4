package inventory

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/seed-4750cad8/assay/pipeline"
)

// ManifestVersion is the version of manifests that this package writes, and the only one that it reads.
const ManifestVersion = 1

// A State says whether a run is done.
type State string

// The states of a run. One that died is running until it is resumed.
const (
	Running  State = "running"
	Complete State = "complete"
)

// A Run is what is known of a run when it starts.
type Run struct {
	ID             string    // from NewRunID
	Started        time.Time //
	Targets        []string  // what is scanned, as URIs
	Config         string    // digest of all configuration that decides what rows say; runs of another are not resumed
	Ruleset        string    // digest of detectors and scheme
	ScannerVersion string
}

// A Manifest is the state of a run as of its last commit. Strings are as the caller gave them; in the file they are
// escaped as in parts.
type Manifest struct {
	Version        int       `json:"version"`
	Run            string    `json:"run"` // the run's ID and the value of the partition column
	State          State     `json:"state"`
	Targets        []string  `json:"targets"`
	Started        time.Time `json:"started"`
	Updated        time.Time `json:"updated"`
	Finished       time.Time `json:"finished,omitzero"` // zero while running
	Config         string    `json:"config"`
	Ruleset        string    `json:"ruleset"`
	ScannerVersion string    `json:"scanner_version"`
	Writer         string    `json:"writer"`     // random, of the process that may commit
	Checkpoint     string    `json:"checkpoint"` // the cursor of the last commit
	Totals         Totals    `json:"totals"`
	Parts          []Part    `json:"parts"`
}

// Totals counts the committed rows.
type Totals struct {
	Rows     int64            `json:"rows"`
	Levels   map[string]int64 `json:"levels"`   // by level
	Statuses map[string]int64 `json:"statuses"` // by status
	// Of recognizers, as in the columns of these names:
	Units    int64 `json:"recognizer_units"`
	Cost     int64 `json:"recognizer_microdollars"`
	Sent     int64 `json:"recognizer_sent"`
	Withheld int64 `json:"recognizer_withheld"`
}

// add counts a row.
func (t *Totals) add(rec *record) {
	t.Rows++
	t.Levels[rec.Level]++
	t.Statuses[rec.Status]++
	t.Units += rec.RecognizerUnits
	t.Cost += rec.RecognizerCost
	t.Sent += rec.RecognizerSent
	t.Withheld += rec.RecognizerWithheld
}

// A Part is one committed file of rows. While the run goes on the file may hold more rows than these, after them.
type Part struct {
	Name   string `json:"name"` // relative to the inventory
	Rows   int64  `json:"rows"`
	Bytes  int64  `json:"bytes"`
	ETag   string `json:"etag"`
	SHA256 string `json:"sha256"` // of the file, in hex; unlike the ETag it stays when an inventory is copied
	First  Key    `json:"first"`  // of its rows; zero when it has none
	Last   Key    `json:"last"`
}

// A Key is the place of a row in the order of rows.
type Key struct {
	Bucket string `json:"bucket"`
	Key    string `json:"key"`
}

func (k Key) compare(l Key) int { return pipeline.Compare(k.Bucket, k.Key, l.Bucket, l.Key) }

const runIDTime = "20060102T150405Z"

// NewRunID returns an ID for a run that starts now. IDs sort by time, to the second, and then at random; they hold no
// character that a partition's path would encode.
func NewRunID(now time.Time) string {
	var b [4]byte
	rand.Read(b[:]) // never fails: crypto/rand
	return now.UTC().Format(runIDTime) + "-" + hex.EncodeToString(b[:])
}

func validRunID(id string) bool {
	if len(id) != len(runIDTime)+1+8 || id[len(runIDTime)] != '-' {
		return false
	}
	for _, c := range []byte(id[len(runIDTime)+1:]) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	_, err := time.Parse(runIDTime, id[:len(runIDTime)])
	return err == nil
}

const manifests = "_manifests/"

func manifestName(run string) string { return manifests + run + "/manifest.json" }

func partName(run string, n int) string { return fmt.Sprintf("run=%s/part-%05d.parquet", run, n) }

// Load reads the manifest of a run. It fails on one that is damaged, of another version, or not of that run.
func Load(ctx context.Context, files pipeline.Files, run string) (Manifest, error) {
	m, _, err := load(ctx, files, run)
	return m, err
}

func load(ctx context.Context, files pipeline.Files, run string) (Manifest, string, error) {
	if !validRunID(run) {
		return Manifest{}, "", fmt.Errorf("%q is not the ID of a run", run)
	}
	name := manifestName(run)
	data, etag, err := files.Get(ctx, name)
	if err != nil {
		return Manifest{}, "", fmt.Errorf("read %s: %w", files.URI(name), err)
	}
	m, err := decodeManifest(data)
	if err == nil && m.Run != run {
		err = fmt.Errorf("is of run %q", m.Run)
	}
	if err != nil {
		return Manifest{}, "", fmt.Errorf("manifest %s: %w", files.URI(name), err)
	}
	return m, etag, nil
}

// encode returns the manifest as one line, so that engines which read JSON lines read manifests as a table.
func (m Manifest) encode() ([]byte, error) {
	m.mapText(escape)
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(m); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// mapText replaces the strings that may hold any bytes. Slices are copied.
func (m *Manifest) mapText(f func(string) string) {
	m.Checkpoint = f(m.Checkpoint)
	m.Targets = append([]string{}, m.Targets...)
	for i, s := range m.Targets {
		m.Targets[i] = f(s)
	}
	m.Parts = append([]Part{}, m.Parts...)
	for i := range m.Parts {
		p := &m.Parts[i]
		p.First = Key{f(p.First.Bucket), f(p.First.Key)}
		p.Last = Key{f(p.Last.Bucket), f(p.Last.Key)}
	}
}

// decodeManifest reads and checks a manifest. Fields that it does not know are passed over: only the version says that
// they matter.
func decodeManifest(data []byte) (Manifest, error) {
	var v struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(data, &v); err != nil {
		return Manifest{}, fmt.Errorf("damaged: %w", err)
	}
	if v.Version > ManifestVersion {
		return Manifest{}, fmt.Errorf("has version %d, written by a newer assay; this one reads version %d", v.Version, ManifestVersion)
	}
	if v.Version != ManifestVersion {
		return Manifest{}, fmt.Errorf("damaged: version %d", v.Version)
	}
	var m Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return Manifest{}, fmt.Errorf("damaged: %w", err)
	}
	m.mapText(unescape)
	if err := m.check(); err != nil {
		return Manifest{}, fmt.Errorf("damaged: %w", err)
	}
	return m, nil
}

// check holds a manifest against itself: whoever follows it reads only files of its own run, in order.
func (m *Manifest) check() error {
	if !validRunID(m.Run) {
		return errors.New("no valid run")
	}
	if m.State != Running && m.State != Complete {
		return errors.New("no valid state")
	}
	var rows int64
	var last *Key
	for i, p := range m.Parts {
		if p.Name != partName(m.Run, i) {
			return fmt.Errorf("part %d has another name than %s", i, partName(m.Run, i))
		}
		if p.Rows < 0 || p.Bytes < 0 {
			return fmt.Errorf("part %d has %d rows, %d bytes", i, p.Rows, p.Bytes)
		}
		rows += p.Rows
		if p.Rows == 0 {
			continue
		}
		if p.First.compare(p.Last) > 0 || last != nil && last.compare(p.First) >= 0 {
			return fmt.Errorf("part %d is not in order of keys", i)
		}
		last = &m.Parts[i].Last
	}
	sum := func(counts map[string]int64) (n int64) {
		for _, c := range counts {
			n += c
		}
		return n
	}
	if t := m.Totals; t.Rows != rows || sum(t.Levels) != rows || sum(t.Statuses) != rows {
		return fmt.Errorf("totals do not add up to the %d rows of the parts", rows)
	}
	return nil
}

// sameTargets reports whether the run scans these targets, in any order.
func (m *Manifest) sameTargets(targets []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(m.Targets)), slices.Sorted(slices.Values(targets)))
}
