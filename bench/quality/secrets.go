package main

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"github.com/seed-4750cad8/assay/detectors"
)

// credentials says which infoTypes are secrets.
var credentials = func() map[detectors.InfoType]bool {
	types := map[detectors.InfoType]bool{}
	for _, d := range detectors.All() {
		types[d.InfoType] = d.Group == "Credentials"
	}
	return types
}()

// secret says whether some secret is found in text, and which.
func (b *bench) secret(text []byte) (match detectors.Match, found bool) {
	for _, m := range b.find(text) {
		if credentials[m.InfoType] {
			return m, true
		}
	}
	return detectors.Match{}, false
}

// count adds one text that holds a secret, or none, to a score.
func (b *bench) count(s *score, name string, text []byte, positive bool) {
	match, found := b.secret(text)
	switch {
	case positive && found:
		s.hit++
	case positive:
		s.miss++
		b.show("miss", name, string(text[:min(len(text), 300)]), "")
	case found:
		s.wrong++
		b.show("wrong", name+" "+string(match.InfoType), string(text[match.Start:match.End]), "")
	}
}

// examples scores texts with and without a secret. Kinds of secret that the catalogue has no infoType for count as well:
// the table says how much of the field is covered.
func (b *bench) examples(name string) error {
	in, closeAll, err := unzipped(name)
	if err != nil {
		return err
	}
	defer closeAll()
	result := scores{}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 8<<20)
	for lines.Scan() {
		var e struct {
			Name, Text string
			Positive   bool
		}
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		kind := "other kinds"
		for _, covered := range []string{
			"AWS API", "AWS Secret", "GitHub", "Slack", "Stripe", "Google API Key", "JSON Web Token (", "Private Key", "Connection URI", "MongoDB", "Password", "Generic", "Authentication", "Bearer",
		} {
			if strings.Contains(e.Name, covered) && !strings.Contains(e.Name, "Hash") && !strings.Contains(e.Name, "Client ID") {
				kind = covered
			}
		}
		b.count(result.of(kind), e.Name, []byte(e.Text), e.Positive)
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	result.print("secrets, examples")
	return nil
}

// leaks scores the files of an archive: one under …/valid/ holds a secret, one under …/invalid/ none.
func (b *bench) leaks(name string) error {
	in, closeAll, err := unzipped(name)
	if err != nil {
		return err
	}
	defer closeAll()
	result := scores{}
	files := tar.NewReader(in)
	for {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		positive := strings.Contains(header.Name, "/valid/")
		if header.Typeflag != tar.TypeReg || !positive && !strings.Contains(header.Name, "/invalid/") {
			continue
		}
		text, err := io.ReadAll(files)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		kind := strings.Split(path.Clean(header.Name), "/")[1]
		b.count(result.of(kind), header.Name, text, positive)
	}
	result.print("secrets, files")
	return nil
}

// unzipped opens a gzip file.
func unzipped(name string) (in io.Reader, closeAll func(), err error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	zipped, err := gzip.NewReader(file)
	if err != nil {
		file.Close()
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	return zipped, func() { zipped.Close(); file.Close() }, nil
}
