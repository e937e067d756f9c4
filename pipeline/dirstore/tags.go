package dirstore

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"sync"
	"unicode/utf8"

	"github.com/seed-4750cad8/assay/pipeline"
)

// MaxTags is how many tags an object may have: as many as in S3.
const MaxTags = 10

// A tagFile is a file of JSON lines, each of which holds all tags that an object has from then on: the last line of an
// object counts. Processes share it under a lock, and a line that a killed process left half-written is dropped.
//
// It keeps where each object's last line is: some 50 bytes of memory an object.
type tagFile struct {
	name string

	mu   sync.Mutex
	file *os.File
	last map[[16]byte]int64 // by digest of bucket and key
	read int64              // what of the file is in last
}

// A tagLine is a line of the file. Keys that are not UTF-8, which JSON cannot hold, are in KeyBytes (base64) instead.
type tagLine struct {
	Directory string            `json:"directory"`
	Key       string            `json:"key,omitempty"`
	KeyBytes  []byte            `json:"key_base64,omitempty"`
	ETag      string            `json:"etag"` // of the file when it was tagged
	Tags      map[string]string `json:"tags"`
}

func (t *tagFile) get(bucket, key string) (tags map[string]string, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.file == nil {
		if _, err := os.Stat(t.name); errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
	}
	err = t.locked(func() error {
		tags, err = t.lookup(bucket, key)
		return err
	})
	return tags, err
}

// merge adds tags to those of an object, and returns the values that their keys had. current returns the ETag of the object, or
// why it is not the one to tag: it is called while nobody else can tag, so that who tags what replaces it comes later.
func (t *tagFile) merge(bucket, key string, tags map[string]string, current func() (etag string, err error)) (before map[string]string, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	err = t.locked(func() error {
		etag, err := current()
		if err != nil {
			return err
		}
		have, err := t.lookup(bucket, key)
		if err != nil {
			return err
		}
		before = maps.Clone(have)
		maps.DeleteFunc(before, func(k, _ string) bool { _, ours := tags[k]; return !ours })
		merged := maps.Clone(have)
		if merged == nil {
			merged = map[string]string{}
		}
		maps.Copy(merged, tags)
		if maps.Equal(merged, have) {
			return nil
		}
		if len(merged) > MaxTags {
			return pipeline.ErrTagsFull
		}
		return t.append(bucket, key, etag, merged)
	})
	if err != nil {
		return nil, err
	}
	return before, nil
}

// locked opens the file if need be and runs f while no other process changes it.
func (t *tagFile) locked(f func() error) (err error) {
	if t.file == nil {
		file, err := os.OpenFile(t.name, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return err
		}
		t.file, t.last, t.read = file, map[[16]byte]int64{}, 0
	}
	if err := lock(t.file); err != nil {
		return fmt.Errorf("lock %s: %w", t.name, err)
	}
	defer func() { err = errors.Join(err, unlock(t.file)) }()
	if err := t.catchUp(); err != nil {
		return err
	}
	return f()
}

// catchUp takes in the lines that were written since the file was last read.
func (t *tagFile) catchUp() error {
	info, err := t.file.Stat()
	if err != nil || info.Size() == t.read {
		return err
	}
	if info.Size() < t.read {
		return fmt.Errorf("%s was cut by another program", t.name)
	}
	r := bufio.NewReader(io.NewSectionReader(t.file, t.read, info.Size()-t.read))
	for {
		line, err := r.ReadBytes('\n')
		if err == io.EOF {
			if len(line) > 0 {
				return t.file.Truncate(t.read)
			}
			return nil
		}
		if err != nil {
			return err
		}
		l, err := t.parse(line, t.read)
		if err != nil {
			return err
		}
		t.last[id(l.Directory, l.Key)] = t.read
		t.read += int64(len(line))
	}
}

func (t *tagFile) lookup(bucket, key string) (map[string]string, error) {
	at, ok := t.last[id(bucket, key)]
	if !ok {
		return nil, nil
	}
	line, err := bufio.NewReader(io.NewSectionReader(t.file, at, t.read-at)).ReadBytes('\n')
	if err != nil {
		return nil, err
	}
	l, err := t.parse(line, at)
	return l.Tags, err
}

// parse reads the line at an offset. Its error does not quote the line.
func (t *tagFile) parse(line []byte, at int64) (tagLine, error) {
	var l tagLine
	if json.Unmarshal(line, &l) != nil {
		return l, fmt.Errorf("%s: no tags at byte %d", t.name, at)
	}
	if l.KeyBytes != nil {
		l.Key = string(l.KeyBytes)
	}
	return l, nil
}

func (t *tagFile) append(bucket, key, etag string, tags map[string]string) error {
	l := tagLine{Directory: bucket, Key: key, ETag: etag, Tags: tags}
	if !utf8.ValidString(key) {
		l.Key, l.KeyBytes = "", []byte(key)
	}
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(l); err != nil {
		return err
	}
	if _, err := t.file.WriteAt(line.Bytes(), t.read); err != nil {
		return err
	}
	t.last[id(bucket, key)] = t.read
	t.read += int64(line.Len())
	return nil
}

func (t *tagFile) close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.file == nil {
		return nil
	}
	err := t.file.Close()
	t.file = nil
	return err
}

// id is a digest of an object's name: two objects do not share one.
func id(bucket, key string) (sum [16]byte) {
	full := sha256.Sum256(fmt.Appendf(nil, "%d:%s%s", len(bucket), bucket, key))
	copy(sum[:], full[:])
	return sum
}
