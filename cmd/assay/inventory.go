package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-4750cad8/assay/cmd/internal/setup"
	"github.com/seed-4750cad8/assay/detectors/comprehend"
	"github.com/seed-4750cad8/assay/labels"
	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/inventory"
)

func (p *program) inventoryCommand() *cobra.Command {
	cmd := group(&cobra.Command{
		Use:   "inventory",
		Short: "Show, export and query what scans wrote",
		Long: `Read an inventory: a directory or s3://bucket/prefix that assay scan wrote to. Without a LOCATION
it is where a scan would write: ./assay-inventory, or what ASSAY_INVENTORY or the configuration
file says.

Without --run, the newest complete run of each set of targets is read.`,
		Example: `  assay inventory show ./assay-inventory --level restricted
  assay inventory export s3://inventory/assay --format parquet -o rows.parquet`,
	})
	cmd.AddCommand(p.showCommand(), p.exportCommand(), p.runsCommand(), p.ddlCommand(), p.compactCommand())
	return cmd
}

// oneLocation wants at most one argument, where an inventory is.
func oneLocation(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return errors.New("want one LOCATION: the directory or s3://bucket/prefix of an inventory")
	}
	return nil
}

// location is where the inventory is: the argument, or where scans write to.
func location(c setup.Config, args []string) string {
	if len(args) == 0 {
		return c.Inventory
	}
	return args[0]
}

// A rowFilter chooses rows of an inventory; fields that are empty choose all.
type rowFilter struct {
	run      string
	level    string // at least
	status   string
	infoType string
	prefix   string
	limit    int
}

func (f *rowFilter) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.run, "run", "", "rows of the run of this `ID`, complete or not (assay inventory runs lists them)")
	flags.StringVar(&f.level, "level", "", "rows of this `LEVEL` or higher: unknown, public, internal, confidential or restricted; unknown alone chooses what has no level")
	flags.StringVar(&f.status, "status", "", "rows of this `STATUS`: scanned, denied, gone, changed, archived, key-needed, throttled, failed; or incomplete, for all that was not fully read")
	flags.StringVar(&f.infoType, "infotype", "", "rows with a finding of this infoType, `NAME`")
	flags.StringVar(&f.prefix, "prefix", "", "rows whose key begins with this `TEXT`")
	flags.IntVar(&f.limit, "limit", 0, "at most `N` rows")
	complete := func(values ...string) func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)
	}
	for name, values := range map[string][]string{
		"level":  {"unknown", "public", "internal", "confidential", "restricted"},
		"status": {"scanned", "denied", "gone", "changed", "archived", "key-needed", "throttled", "failed", incomplete},
	} {
		if err := cmd.RegisterFlagCompletionFunc(name, complete(values...)); err != nil {
			panic(err) // the flag was added above
		}
	}
	if err := cmd.RegisterFlagCompletionFunc("infotype", completeInfoTypes); err != nil {
		panic(err)
	}
}

// incomplete is the value of --status that stands for everything that was not fully read.
const incomplete = "incomplete"

// choose returns a test of rows, or an error of usage.
func (f *rowFilter) choose() (func(*pipeline.Row) bool, error) {
	if f.limit < 0 {
		return nil, setup.Usagef("--limit: %d is not a number of rows", f.limit)
	}
	var level labels.Level
	if f.level != "" {
		var err error
		if level, err = labels.ParseLevel(f.level); err != nil {
			return nil, setup.Usagef("--level: %w", err)
		}
	}
	switch s := pipeline.Status(f.status); s {
	case "", incomplete, pipeline.Scanned, pipeline.Denied, pipeline.Gone, pipeline.Changed, pipeline.Archived, pipeline.KeyNeeded, pipeline.Throttled, pipeline.Failed:
	default:
		return nil, setup.Usagef("--status: no row has the status %q; see assay inventory show --help", f.status)
	}
	if f.infoType != "" {
		list, err := setup.Detectors([]string{f.infoType})
		if err != nil {
			return nil, setup.Usagef("--infotype: %s", strings.TrimPrefix(err.Error(), "--infotypes: "))
		}
		f.infoType = string(list[0].InfoType)
	}
	return func(r *pipeline.Row) bool {
		switch {
		case f.level != "" && (r.Level < level || level == labels.Unknown && r.Level != level):
			return false
		case f.status == incomplete && fullyRead(r), f.status != "" && f.status != incomplete && f.status != string(r.Status):
			return false
		case !strings.HasPrefix(r.Key, f.prefix):
			return false
		}
		if f.infoType == "" {
			return true
		}
		for _, finding := range r.Findings {
			if string(finding.InfoType) == f.infoType {
				return true
			}
		}
		return false
	}, nil
}

// rows opens an inventory and yields the rows that the filter chooses.
func (p *program) rows(cmd *cobra.Command, c setup.Config, location string, f rowFilter) (iter.Seq2[pipeline.Row, error], error) {
	choose, err := f.choose()
	if err != nil {
		return nil, err
	}
	ctx := cmd.Context()
	stored, err := setup.OpenInventory(ctx, c, location)
	if err != nil {
		return nil, err
	}
	runs, err := stored.Current(ctx, f.run)
	if err != nil {
		return nil, err
	}
	return func(yield func(pipeline.Row, error) bool) {
		n := 0
		for r, err := range stored.Rows(ctx, runs) {
			if err == nil && !choose(&r) {
				continue
			}
			if !yield(r, err) {
				return
			}
			if n++; n == f.limit {
				return
			}
		}
	}, nil
}

func (p *program) showCommand() *cobra.Command {
	var f rowFilter
	cmd := &cobra.Command{
		Use:   "show [LOCATION]",
		Short: "Show rows as a table, or as JSON lines",
		Long: `Show the rows of an inventory: a table of what matters of each object, or with --output json
whole rows as JSON lines.`,
		Example: `  assay inventory show ./assay-inventory --level confidential --limit 20
  assay inventory show s3://inventory/assay --status incomplete
  assay inventory show s3://inventory/assay --output json | jq .key`,
		Args: oneLocation,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, _, err := p.config(cmd)
			if err != nil {
				return err
			}
			if err := wantOutput(c.Output, setup.Text, setup.JSON); err != nil {
				return err
			}
			rows, err := p.rows(cmd, c, location(c, args), f)
			if err != nil {
				return err
			}
			if c.Output == setup.JSON {
				return inventory.Export(cmd.Context(), &escaper{w: p.out}, rows, inventory.JSONL)
			}
			return p.showRows(rows)
		},
	}
	addOptions(cmd, append([]string{"output"}, awsOptions...)...)
	f.addFlags(cmd)
	return cmd
}

// showPage is how many rows are lined up at once: a table needs all its rows before it knows its widths, and an
// inventory may have a billion.
const showPage = 1000

func (p *program) showRows(rows iter.Seq2[pipeline.Row, error]) error {
	out := bufio.NewWriter(p.out)
	var page []topRow
	flush := func() error {
		if len(page) == 0 {
			return nil
		}
		err := p.writeObjects(out, page)
		page = page[:0]
		return err
	}
	n := 0
	for r, err := range rows {
		if err != nil {
			return errors.Join(out.Flush(), err)
		}
		n++
		if page = append(page, newTopRow(r)); len(page) == showPage {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	if n == 0 {
		fmt.Fprintln(p.err, "no rows")
	}
	return out.Flush()
}

func (p *program) exportCommand() *cobra.Command {
	var f rowFilter
	var format, file string
	cmd := &cobra.Command{
		Use:   "export [LOCATION] --format FORMAT",
		Short: "Write rows as Arrow, CSV, JSON lines or Parquet",
		Long: `Write the rows of an inventory, with all their columns, to a file or a pipe: as an Arrow IPC
stream, CSV (nested columns as JSON), JSON lines, or one Parquet file.`,
		Example: `  assay inventory export s3://inventory/assay --format parquet -o rows.parquet
  assay inventory export ./assay-inventory --format csv --level restricted > restricted.csv`,
		Args: oneLocation,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, _, err := p.config(cmd)
			if err != nil {
				return err
			}
			form, err := exportFormat(format)
			if err != nil {
				return err
			}
			terminal := file == "" && terminalWidth(p.out) > 0
			if terminal && (form == inventory.Arrow || form == inventory.Parquet) {
				return setup.Usagef("%s is binary and would garble the terminal; give a file with -o, or a pipe", form)
			}
			rows, err := p.rows(cmd, c, location(c, args), f)
			if err != nil {
				return err
			}
			ctx := cmd.Context()
			if file != "" {
				return writeWhole(file, func(w io.Writer) error { return inventory.Export(ctx, w, rows, form) })
			}
			out := p.out
			if terminal {
				out = &escaper{w: out}
			}
			return inventory.Export(ctx, out, rows, form)
		},
	}
	addOptions(cmd, awsOptions...)
	f.addFlags(cmd)
	cmd.Flags().StringVar(&format, "format", "", "write this `FORMAT`: "+joinWords(inventory.Formats()))
	cmd.Flags().StringVarP(&file, "out", "o", "", "write to this `FILE` instead of standard output")
	if err := cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(words(inventory.Formats()), cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err)
	}
	return cmd
}

func exportFormat(name string) (inventory.Format, error) {
	for _, f := range inventory.Formats() {
		if string(f) == name {
			return f, nil
		}
	}
	if name == "" {
		return "", setup.Usagef("--format is missing; want %s", joinWords(inventory.Formats()))
	}
	return "", setup.Usagef("--format: %q is not %s", name, joinWords(inventory.Formats()))
}

// writeWhole writes a file that is there in whole or not at all.
func writeWhole(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".assay-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := write(f); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func (p *program) runsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "runs [LOCATION]",
		Short: "List the runs of an inventory, newest first",
		Long: `List the runs of an inventory, newest first. A run that is "running" goes on at this moment or was
stopped; scanning the same targets with the same configuration continues it.`,
		Example: `  assay inventory runs ./assay-inventory
  assay inventory runs s3://inventory/assay --output json`,
		Args: oneLocation,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, _, err := p.config(cmd)
			if err != nil {
				return err
			}
			if err := wantOutput(c.Output, setup.Text, setup.JSON); err != nil {
				return err
			}
			stored, err := setup.OpenInventory(cmd.Context(), c, location(c, args))
			if err != nil {
				return err
			}
			runs, err := stored.Runs(cmd.Context())
			if err != nil {
				return err
			}
			if c.Output == setup.JSON {
				for _, m := range runs {
					if err := writeJSON(p.out, m); err != nil {
						return err
					}
				}
				return nil
			}
			t := table{columns: []column{{head: "RUN"}, {head: "STATE"}, {head: "UPDATED"}, {head: "OBJECTS", right: true}, {head: "COST", right: true}, {head: "RULESET"}, {head: "TARGETS", flex: 20}}}
			for _, m := range runs {
				targets := make([]string, len(m.Targets))
				for i, target := range m.Targets {
					targets[i] = quote(target)
				}
				t.add(quote(m.Run), quote(string(m.State)), m.Updated.Format(time.RFC3339), count(m.Totals.Rows), costOf(comprehend.Cost(m.Totals.Cost)), quote(m.Ruleset), strings.Join(targets, " "))
			}
			return t.write(p.out, terminalWidth(p.out), nil)
		},
	}
	addOptions(cmd, append([]string{"output"}, awsOptions...)...)
	return cmd
}

func (p *program) ddlCommand() *cobra.Command {
	var engine string
	cmd := &cobra.Command{
		Use:   "ddl [LOCATION] --engine ENGINE",
		Short: "Print the SQL that lets Athena, DuckDB or Spark query an inventory",
		Long: `Print the CREATE statements for an inventory where it lies: a table of all rows, a table of runs,
and views of the latest rows and their findings. The inventory is not read.`,
		Example: `  assay inventory ddl s3://inventory/assay --engine athena
  assay inventory ddl ./assay-inventory --engine duckdb | duckdb inventory.db`,
		Args: oneLocation,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, _, err := p.config(cmd)
			if err != nil {
				return err
			}
			if engine == "" {
				return setup.Usagef("--engine is missing; want %s", joinWords(inventory.Engines()))
			}
			at, err := setup.ParseTarget(location(c, args))
			if err != nil {
				return err
			}
			sql, err := inventory.DDL(inventory.Engine(engine), at.String())
			if err != nil {
				return setup.Usagef("--engine: %w", err)
			}
			_, err = fmt.Fprintln(p.out, strings.TrimSpace(sql))
			return err
		},
	}
	cmd.Flags().StringVar(&engine, "engine", "", "write for this `ENGINE`: "+joinWords(inventory.Engines()))
	if err := cmd.RegisterFlagCompletionFunc("engine", cobra.FixedCompletions(words(inventory.Engines()), cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err)
	}
	return cmd
}

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

// joinWords writes a list as prose: "a, b or c".
func joinWords[T ~string](list []T) string {
	w := words(list)
	if len(w) < 2 {
		return strings.Join(w, "")
	}
	return strings.Join(w[:len(w)-1], ", ") + " or " + w[len(w)-1]
}
