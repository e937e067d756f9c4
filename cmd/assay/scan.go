package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-4750cad8/assay/cmd/internal/setup"
	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/inventory"
)

func (p *program) scanCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "scan TARGET…",
		Short: "Scan, label and take inventory of S3 prefixes or directories",
		Long: `Read every object of the targets, label each with how sensitive it is, and write a row for each to
the inventory. A target is s3://bucket, s3://bucket/prefix or a directory. A prefix is what S3
takes it for: s3://bucket/logs is also logs-2024/; end it with '/' to mean a folder. Targets that
lie within others are scanned once. AWS credentials are found as by every AWS tool.

Objects get three tags beside the ones they have (see --tag-keys); labels of a directory's files
are written to tags.jsonl beside the inventory, the files are never touched. What did not change
since the last complete run of the same targets, under the same rules, is not read again. A run
that was stopped is continued where it was.

Prose is also read for the names and addresses of people (--names=false does not). --comprehend
asks Amazon Comprehend about it too, which costs money: verify confirms or denies what assay is
not sure of; screen and prose look for what it cannot find, screen only where a cheap question
says that there is something; all sends every text, tables and code too. What was not sent for
want of budget, or because of its language, makes the object's coverage partial.

--include and --exclude match whole keys (paths below the directory): * is anything but '/', ** is
anything, "**/" is also nothing, ? is one character, [a-z] one of a set, {a,b} either, \ quotes. So
*.csv is a CSV at the top, **/*.csv is one anywhere. What is left out is counted in the summary.

Every option can also stand in the environment as ASSAY_NAME, or in a file (assay config --help).`,
		Example: `  assay scan ./exports
  assay scan s3://bucket/prefix --inventory s3://inventory/assay
  assay scan s3://a s3://b/logs/ --dry-run
  assay scan s3://bucket --comprehend screen --dry-run
  assay scan s3://bucket --exclude '**/*.{jpg,mp4}' --infotypes -IP_ADDRESS,-MAC_ADDRESS
  assay scan s3://bucket --endpoint-url http://127.0.0.1:9000 --output json | jq 'select(.key)'`,
		Args: cobra.ArbitraryArgs, // ParseTargets says what is wrong with them
		RunE: func(cmd *cobra.Command, args []string) error {
			c, _, err := p.config(cmd)
			if err != nil {
				return err
			}
			if err := wantOutput(c.Output, setup.Text, setup.JSON); err != nil {
				return err
			}
			scan, err := setup.NewScan(cmd.Context(), c, args)
			if ctx := cmd.Context(); err != nil && ctx.Err() != nil {
				return fmt.Errorf("stopped (%w); nothing was read yet", context.Cause(ctx))
			}
			if err != nil {
				return err
			}
			err = p.scan(cmd.Context(), scan, c)
			if closeErr := scan.Close(); err == nil {
				err = closeErr
			}
			return err
		},
	}
	addOptions(cmd,
		"inventory", "dry-run", "include", "exclude", "max-object-size", "workers", "min-likelihood", "infotypes", "names",
		"comprehend", "comprehend-budget", "comprehend-tps", "comprehend-language", "scheme",
		"no-tag", "tag-keys", "tag-settle", "check-labels", "resume", "fresh", "output", "endpoint-url", "region", "profile", "assume-role", "path-style")
	return cmd
}

// scan runs a scan and prints what came of it.
func (p *program) scan(ctx context.Context, scan *setup.Scan, c setup.Config) error {
	total := newTally(scan.Started)
	var rows *rowWriter
	if c.Output == setup.JSON {
		rows = newRowWriter(ctx, p.out)
	}
	for _, t := range scan.Empty {
		if t.Prefix != "" {
			p.say("%s: no key begins with %q", t, t.Prefix)
			continue
		}
		p.say("%s: no object is there", t)
	}
	if scan.Resumed != nil {
		p.say("continuing run %s: %s done", scan.RunID, counted(scan.Resumed.Totals.Rows, "object"))
	}
	start := time.Now()
	progress := startProgress(p.err, time.Now)
	defer progress.end()
	stopped := context.AfterFunc(ctx, func() {
		progress.note("stopping: committing what is done; a second signal stops at once")
	})
	defer stopped()

	err := scan.Run(ctx, setup.Hooks{
		Listed: func(o pipeline.Object, isNew bool) {
			progress.listed.Add(1)
			progress.listedBytes.Add(max(o.Size, 0))
			if isNew {
				total.fresh++
			}
		},
		ListedAll: func() { progress.listedAll.Store(true) },
		Vanished:  func(pipeline.Row) { total.vanished++ },
		Read:      func(n int) { progress.read.Add(int64(n)) },
		Row: func(r pipeline.Row) {
			total.add(r)
			progress.done.Add(1)
			progress.doneBytes.Add(max(r.Size, 0))
			progress.findings.Add(int64(len(r.Findings)))
			if rows != nil {
				rows.add(r)
			}
		},
	})
	progress.end()
	if rows != nil {
		if writeErr := rows.end(); err == nil {
			err = writeErr
		}
	}
	if err != nil {
		if ctx.Err() != nil {
			return p.interrupted(ctx, scan)
		}
		return err
	}
	s := newSummary(scan, c, total, time.Since(start))
	if c.Output == setup.JSON {
		err = writeJSON(p.out, map[string]summary{"summary": s})
	} else {
		err = p.writeSummary(s, total)
	}
	if err == nil && (s.NotFullyRead > 0 || s.Labels.Failed > 0) {
		err = errIncomplete
	}
	return err
}

// interrupted is the error of a scan that a signal stopped. There is no summary: half of one would look like a whole one.
func (p *program) interrupted(ctx context.Context, scan *setup.Scan) error {
	if scan.DryRun {
		return fmt.Errorf("stopped (%w)", context.Cause(ctx))
	}
	return fmt.Errorf("stopped (%w); what was committed stands, and the same command continues run %s", context.Cause(ctx), scan.RunID)
}

// say writes a line for the user, beside the results.
func (p *program) say(format string, args ...any) {
	fmt.Fprintln(p.err, "assay: "+oneLine(fmt.Sprintf(format, args...)))
}

// A rowWriter writes rows as JSON lines, the same as an export has, as they come.
type rowWriter struct {
	rows chan pipeline.Row
	gone chan struct{} // the writer has ended
	err  error         // of it, once gone is closed
}

func newRowWriter(ctx context.Context, out io.Writer) *rowWriter {
	w := &rowWriter{rows: make(chan pipeline.Row), gone: make(chan struct{})}
	rows := func(yield func(pipeline.Row, error) bool) {
		for r := range w.rows {
			if !yield(r, nil) {
				return
			}
		}
	}
	go func() {
		defer close(w.gone)
		// Rows that were committed are written also when ctx has ended.
		w.err = inventory.Export(context.WithoutCancel(ctx), &escaper{w: out}, rows, inventory.JSONL)
	}()
	return w
}

// add takes a row. It waits while the output does.
func (w *rowWriter) add(r pipeline.Row) {
	select {
	case w.rows <- r:
	case <-w.gone:
	}
}

// end writes what is left.
func (w *rowWriter) end() error {
	close(w.rows)
	<-w.gone
	return w.err
}

// shellWord writes an argument so that a shell reads it back.
func shellWord(s string) string {
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./-_") == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
