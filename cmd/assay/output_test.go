package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/labels"
	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/scanner"
)

func noEnv(string) string { return "" }

// Every command, also those that cobra adds, says in its help what its exit status means, and nearly every one shows an
// example.
func TestHelp(t *testing.T) {
	p := &program{out: io.Discard, err: io.Discard, env: noEnv}
	root := p.command()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	n := 0
	var visit func(cmd *cobra.Command)
	visit = func(cmd *cobra.Command) {
		n++
		t.Run(cmd.CommandPath(), func(t *testing.T) {
			args := append(strings.Fields(cmd.CommandPath())[1:], "--help")
			if cmd.Name() == "help" {
				args = []string{"help", "help"}
			}
			var out, errs bytes.Buffer
			if got := run(t.Context(), args, &out, &errs, noEnv); got != exitDone {
				t.Fatalf("exit status %d\n%s", got, errs.String())
			}
			if !strings.HasSuffix(out.String(), exitHelp) {
				t.Error("the help does not end with the exit status")
			}
			if errs.Len() > 0 {
				t.Errorf("stderr is %q", errs.String())
			}
			ours := cmd.Name() != "help" && !strings.Contains(cmd.CommandPath(), "completion")
			if ours && cmd.Example == "" {
				t.Error("the help has no example")
			}
			for line := range strings.Lines(cmd.Long) {
				if len([]rune(line)) > 101 {
					t.Errorf("a line is longer than 100 characters: %s", line)
				}
			}
		})
		for _, c := range cmd.Commands() {
			visit(c)
		}
	}
	visit(root)
	if n < 15 {
		t.Errorf("visited %d commands only", n)
	}
}

func TestExitStatus(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "clean", "a.txt"), "nothing")
	write(t, filepath.Join(dir, "part", "a.zip"), "PK\x03\x04 and no more")
	for _, tt := range []struct {
		args string
		want int
	}{
		{"version", exitDone},
		{"scan DIR/clean --inventory DIR/inv", exitDone},
		{"scan DIR/part --inventory DIR/inv", exitIncomplete},
		{"scan DIR/part --inventory DIR/inv --dry-run", exitIncomplete},
		{"scan DIR/none --inventory DIR/inv", exitFailed},
		{"scan DIR/clean --inventory DIR/clean/a.txt", exitFailed},
		{"scan", exitUsage},
		{"scan --nope", exitUsage},
		{"nope", exitUsage},
		{"inventory show a b", exitUsage},
		{"version extra", exitUsage},
		{"scan DIR/clean --workers x", exitUsage},
	} {
		var errs bytes.Buffer
		args := strings.Fields(strings.ReplaceAll(tt.args, "DIR", dir))
		if got := run(t.Context(), args, io.Discard, &errs, noEnv); got != tt.want {
			t.Errorf("assay %s: exit status %d, want %d\n%s", tt.args, got, tt.want, errs.String())
		}
	}
}

// A canceller cancels a run when the first rows are written, while the run waits for them to be.
type canceller struct {
	bytes.Buffer
	cancel func()
}

func (c *canceller) Write(p []byte) (int, error) {
	c.cancel()
	return c.Buffer.Write(p)
}

// A scan that is stopped says so, prints no summary, and is continued by the same command.
func TestInterrupted(t *testing.T) {
	dir := t.TempDir()
	const files = 3000
	for i := range files {
		write(t, filepath.Join(dir, "data", fmt.Sprintf("%04d", i)), "nothing")
	}
	args := []string{"scan", filepath.Join(dir, "data"), "--inventory", filepath.Join(dir, "inv"), "--output", "json", "--infotypes", "IBAN"}
	ctx, cancel := context.WithCancel(t.Context())
	out := &canceller{cancel: cancel}
	var errs bytes.Buffer
	if got := run(ctx, args, out, &errs, noEnv); got != exitFailed {
		t.Fatalf("exit status %d, want %d\n%s", got, exitFailed, errs.String())
	}
	if strings.Contains(out.String(), "summary") {
		t.Error("a scan that was stopped printed a summary")
	}
	for _, want := range []string{"stopping: committing what is done", "the same command continues run "} {
		if !strings.Contains(errs.String(), want) {
			t.Errorf("stderr does not say %q:\n%s", want, errs.String())
		}
	}
	var again bytes.Buffer
	errs.Reset()
	if got := run(t.Context(), args, &again, &errs, noEnv); got != exitDone {
		t.Fatalf("exit status %d, want %d\n%s", got, exitDone, errs.String())
	}
	if !strings.Contains(errs.String(), "continuing run ") {
		t.Errorf("stderr does not say that the run is continued:\n%s", errs.String())
	}
	if got := strings.Count(again.String(), `"key":`); got != files {
		t.Errorf("%d rows, want %d: those committed before are told, too", got, files)
	}
}

func TestQuote(t *testing.T) {
	for in, want := range map[string]string{
		"plain/key.txt":  "plain/key.txt",
		"größe XL + 50%": "größe XL + 50%",
		"":               `""`,
		" x":             `" x"`,
		"x ":             `"x "`,
		"a\x1b[31mb":     `"a\x1b[31mb"`,
		"a\nb":           `"a\nb"`,
		"\u009b31m":      `"\u009b31m"`,
		"\u202egpj":      `"\u202egpj"`,
		"\xff":           `"\xff"`,
		`say "x"`:        `"say \"x\""`,
		`a\b`:            `"a\\b"`,
		"\ufffd":         "\ufffd",
	} {
		if got := quote(in); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
	for in, want := range map[string]string{
		`say "x" \n`:   `say "x" \n`,
		"a\nb\n":       "a; b",
		"\x1b[2J\x00x": `\x1b[2J\x00x`,
		"\xffx\u202e":  `\xffx\u202e`,
	} {
		if got := oneLine(in); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

// FuzzQuote holds that nothing that does not print passes, in text, in errors and in JSON, and that no two texts look alike.
func FuzzQuote(f *testing.F) {
	for _, name := range hostileNames {
		f.Add(name, 3)
	}
	f.Fuzz(func(t *testing.T, s string, chunk int) {
		for _, got := range []string{quote(s), oneLine(s)} {
			for _, r := range got {
				if !strconv.IsPrint(r) {
					t.Fatalf("%q: %q holds %U", s, got, r)
				}
			}
		}
		if q := quote(s); strings.HasPrefix(q, `"`) {
			if back, err := strconv.Unquote(q); err != nil || back != s {
				t.Errorf("%q is quoted as %s", s, q)
			}
		} else if q != s {
			t.Errorf("%q became %q", s, q)
		}

		plain, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		e := &escaper{w: &out}
		for rest := plain; len(rest) > 0; {
			n := max(1, min(len(rest), chunk))
			if _, err := e.Write(rest[:n]); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		for _, r := range out.String() {
			if !strconv.IsPrint(r) {
				t.Fatalf("%q: JSON %q holds %U", s, out.String(), r)
			}
		}
		var want, got string
		if err := json.Unmarshal(plain, &want); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out.Bytes(), &got); err != nil || got != want {
			t.Errorf("%s became %s (%v)", plain, out.String(), err)
		}
	})
}

func TestTable(t *testing.T) {
	tab := table{columns: []column{{head: "A"}, {head: "NAME", flex: 8}, {head: "N", right: true}}}
	tab.add("x", "short", "1")
	tab.add("yy", "a/very/long/name.txt", "1,000")
	tab.add("z", "日本語のとても長い名前", "")
	for _, tt := range []struct {
		width int
		want  string
	}{
		{0, "A   NAME                        N\n" +
			"x   short                       1\n" +
			"yy  a/very/long/name.txt    1,000\n" +
			"z   日本語のとても長い名前\n"},
		{24, "A   NAME               N\n" +
			"x   short              1\n" +
			"yy  a/very…ame.txt 1,000\n"},
	} {
		var b bytes.Buffer
		if err := tab.write(&b, tt.width, nil); err != nil {
			t.Fatal(err)
		}
		if tt.width == 0 {
			if diff := cmp.Diff(tt.want, b.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			continue
		}
		for line := range strings.Lines(b.String()) {
			if got := uniseg.StringWidth(strings.TrimSuffix(line, "\n")); got > tt.width {
				t.Errorf("a line is %d wide, want at most %d: %s", got, tt.width, line)
			}
		}
	}
	for _, tt := range []struct {
		in    string
		width int
		want  string
	}{
		{"abc", 3, "abc"}, {"abcdefghi", 5, "ab…hi"}, {"abcdefghi", 4, "ab…i"}, {"日本語", 5, "日…語"}, {"abc", 2, ".."}, {"abc", 0, ""},
	} {
		if got := cut(tt.in, tt.width); got != tt.want {
			t.Errorf("cut(%s, %d): got %s, want %s", tt.in, tt.width, got, tt.want)
		}
	}
}

func TestCount(t *testing.T) {
	for in, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000"} {
		if got := count(in); got != want {
			t.Errorf("%d: got %s, want %s", in, got, want)
		}
	}
}

func TestProgress(t *testing.T) {
	start := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	now := start
	p := &progress{now: func() time.Time { return now }, start: start}
	step := func(seconds int, want string) {
		t.Helper()
		now = start.Add(time.Duration(seconds) * time.Second)
		if got := p.line(); got != want {
			t.Errorf("after %d s: got %q, want %q", seconds, got, want)
		}
	}
	step(0, "0 of 0 objects or more, 0 B, 0 findings")
	p.listed.Store(3000)
	p.listedBytes.Store(400 << 20)
	p.done.Store(1500)
	p.doneBytes.Store(100 << 20)
	p.read.Store(100 << 20)
	p.findings.Store(1)
	step(10, "1,500 of 3,000 objects or more, 100 MiB, 10 MB/s, 1 finding")
	p.listedAll.Store(true)
	step(10, "1,500 of 3,000 objects, 100 MiB, 10 MB/s, 1 finding, 30s left")
	p.done.Store(3000)
	p.doneBytes.Store(400 << 20)
	step(40, "3,000 of 3,000 objects, 100 MiB, 3 MB/s, 1 finding, 0s left")

	var out bytes.Buffer
	p.w, p.stop = &out, make(chan struct{})
	p.show()
	if got := out.String(); !strings.HasSuffix(got, "left\n") || strings.Contains(got, "\x1b") || strings.Contains(got, "\r") {
		t.Errorf("off a terminal got %q", got)
	}
	out.Reset()
	p.width = 30
	p.show()
	p.note("hello\x1b")
	p.end()
	p.end()
	if got, want := out.String(), "\r3,000 of 3,000…nding, 0s left\x1b[K\r\x1b[Khello\\x1b\n"; got != want {
		t.Errorf("on a terminal got %q, want %q", got, want)
	}
}

func TestTally(t *testing.T) {
	started := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	total := newTally(started)
	row := func(key string, level, previous labels.Level, count int64) pipeline.Row {
		r := pipeline.Row{
			Object: pipeline.Object{Bucket: "b", Key: key, Size: 10}, Status: pipeline.Scanned, Level: level, PreviousLevel: previous,
			Coverage: scanner.Full, TagStatus: pipeline.Tagged, ScannedAt: started.Add(time.Second),
		}
		if count > 0 {
			r.Findings = []scanner.Finding{
				{InfoType: "IBAN", Field: "a", Count: count, Likelihood: detectors.Likely},
				{InfoType: "IBAN", Field: "b", Count: 1, Likelihood: detectors.Likely},
				{InfoType: "US_SSN", Count: 1, Likelihood: detectors.Likely},
			}
		}
		return r
	}
	for i := range 100 {
		total.add(row(fmt.Sprintf("%03d", i), labels.Confidential, labels.Unknown, int64(i)))
	}
	total.add(row("up", labels.Restricted, labels.Public, 1))
	total.add(row("down", labels.Public, labels.Internal, 0))
	old := row("old", labels.Public, labels.Public, 0)
	old.ScannedAt, old.TagStatus = started.Add(-time.Second), pipeline.TagUnchanged
	total.add(old)
	denied := row("denied", labels.Unknown, labels.Unknown, 0)
	denied.Status, denied.Coverage, denied.TagStatus, denied.Size = pipeline.Denied, scanner.None, pipeline.TagNone, -1
	total.add(denied)
	part := row("part", labels.Unknown, labels.Unknown, 0)
	part.Coverage = scanner.Partial
	part.Problems = []scanner.Problem{{Kind: scanner.Corrupt, Member: "x", Count: 1}, {Kind: scanner.Corrupt, Count: 1}, {Kind: scanner.Encrypted, Count: 1}}
	total.add(part)

	type counts struct{ Objects, Bytes, Incomplete, Raised, Lowered, Unchanged, Sensitive int64 }
	got := counts{total.objects, total.bytes, total.incomplete, total.raised, total.lowered, total.unchanged, total.sensitive}
	if diff := cmp.Diff(counts{105, 1040, 2, 1, 1, 1, 103}, got); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int64{"denied": 1, "corrupt": 1, "encrypted": 1}, total.reasons); diff != "" {
		t.Errorf("reasons (-want +got):\n%s", diff)
	}
	if got, want := *total.infoTypes["IBAN"], (typeTally{objects: 100, findings: 200, matches: 99*100/2 + 1 + 100}); got != want {
		t.Errorf("IBAN: got %+v, want %+v", got, want)
	}
	if len(total.top) != topRows || total.top[0].key != "up" || total.top[1].key != "099" || total.top[topRows-1].key != "051" {
		t.Errorf("top has %d rows, from %s and %s to %s", len(total.top), total.top[0].key, total.top[1].key, total.top[len(total.top)-1].key)
	}
}

func TestShellWord(t *testing.T) {
	for in, want := range map[string]string{"s3://a/b-c": "s3://a/b-c", "a b": "'a b'", "it's": `'it'\''s'`, "": "''", "$(x)": "'$(x)'"} {
		if got := shellWord(in); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
