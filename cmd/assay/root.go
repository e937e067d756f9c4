package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/seed-4750cad8/assay/cmd/internal/setup"
)

// Exit status of every command, as exitHelp explains it.
const (
	exitDone       = 0
	exitFailed     = 1
	exitUsage      = 2
	exitIncomplete = 3
)

const exitHelp = `Exit status:
  0  done
  1  failed, or stopped by a signal; what was committed stands, and the same command continues there
  2  the command line, an ASSAY_ variable or a configuration file is wrong; nothing was started
  3  done, but some objects were not fully read, or not labelled as asked
`

// errIncomplete makes a command end with exitIncomplete. What was not read stands in its results.
var errIncomplete = errors.New("some objects were not fully read")

// A program is what all commands share.
type program struct {
	out, err io.Writer           // results, and everything else
	env      func(string) string // looks up an environment variable; "" where there is none
	file     string              // of --config
	started  bool                // a command began: what fails from here on is no error of usage
}

// run runs one command line to its end and returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, env func(string) string) int {
	p := &program{out: stdout, err: stderr, env: env}
	root := p.command()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errIncomplete):
		return exitIncomplete
	}
	fmt.Fprintln(stderr, "assay: "+oneLine(err.Error()))
	if setup.IsUsage(err) || !p.started {
		return exitUsage
	}
	return exitFailed
}

func (p *program) command() *cobra.Command {
	root := group(&cobra.Command{
		Use:   "assay",
		Short: "Find personal data and secrets in S3, label them, keep an inventory",
		Long: `Assay reads the objects of S3 buckets or directories, finds personal data and secrets in
them, writes how sensitive each object is as S3 object tags, and writes an inventory in
Parquet with one row for every object. What was found is never written anywhere: only
what kind it is, how often, and where.`,
		Example: `  assay scan ./exports
  assay scan s3://bucket/prefix --inventory s3://inventory/assay
  assay inventory show s3://inventory/assay --level restricted`,
		SilenceErrors:    true,
		SilenceUsage:     true,
		PersistentPreRun: func(*cobra.Command, []string) { p.started = true },
	})
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.SetFlagErrorFunc(flagError)
	root.SetHelpTemplate(`{{with (or .Long .Short)}}{{. | trimTrailingWhitespaces}}

{{end}}{{.UsageString}}
` + exitHelp)
	root.PersistentFlags().StringVar(&p.file, "config", "", "read options from this YAML `FILE` (see assay config)")
	root.AddGroup(&cobra.Group{ID: "work", Title: "Scan and report:"}, &cobra.Group{ID: "about", Title: "Configure and explain:"})
	for _, cmd := range []*cobra.Command{p.scanCommand(), p.inventoryCommand()} {
		cmd.GroupID = "work"
		root.AddCommand(cmd)
	}
	for _, cmd := range []*cobra.Command{p.detectorsCommand(), p.schemeCommand(), p.policyCommand(), p.configCommand(), p.versionCommand()} {
		cmd.GroupID = "about"
		root.AddCommand(cmd)
	}
	root.SetHelpCommandGroupID("about")
	root.SetCompletionCommandGroupID("about")
	return root
}

// group makes a command that only holds others: alone it prints its help, and a name that is none of them is an error of
// usage.
func group(cmd *cobra.Command) *cobra.Command {
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return cmd.Help()
		}
		var names []string
		for _, c := range cmd.Commands() {
			names = append(names, c.Name())
		}
		return setup.Usagef("unknown command %q%s", cmd.CommandPath()+" "+args[0], suggest(args[0], names, cmd))
	}
	return cmd
}

// flagError says what is wrong with a flag, and which one may have been meant.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) || len(unknown.GetSpecifiedName()) < 2 {
		return err
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return fmt.Errorf("unknown flag --%s%s", unknown.GetSpecifiedName(), suggest(unknown.GetSpecifiedName(), names, cmd))
}

// suggest ends a message on an unknown name with what may have been meant, or where to look.
func suggest(name string, names []string, cmd *cobra.Command) string {
	if hint := setup.DidYouMean(name, names); hint != "" {
		return hint
	}
	return "; see " + cmd.CommandPath() + " --help"
}
