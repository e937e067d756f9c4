package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/seed-4750cad8/assay/cmd/internal/setup"
)

// awsOptions are the options of every command that may reach S3.
var awsOptions = []string{"endpoint-url", "region", "profile", "assume-role", "path-style"}

// A flagValue keeps what the command line says of an option as it was written: what it means is decided beside the
// environment and the file.
type flagValue struct {
	option setup.Option
	values []string
}

func (f *flagValue) String() string {
	if f.values != nil {
		return strings.Join(f.values, ",")
	}
	return f.option.Default
}

func (f *flagValue) Set(s string) error {
	f.values = append(f.values, s)
	return nil
}

func (f *flagValue) Type() string {
	if f.option.Arg == "" {
		return "bool"
	}
	return f.option.Arg
}

// addOptions gives cmd the flags of those options, with their completions.
func addOptions(cmd *cobra.Command, names ...string) {
	for _, o := range setup.Options(names...) {
		flag := cmd.Flags().VarPF(&flagValue{option: o}, o.Name, "", o.Usage)
		if o.Arg == "" {
			flag.NoOptDefVal = "true"
		}
		complete := cobra.FixedCompletions(o.Values, cobra.ShellCompDirectiveNoFileComp)
		switch {
		case o.Name == "infotypes":
			complete = completeInfoTypes
		case o.Values == nil && (o.Arg == "FILE" || o.Arg == "LOCATION"):
			continue // the shell's files
		}
		if err := cmd.RegisterFlagCompletionFunc(o.Name, complete); err != nil {
			panic(err) // the flag was added above
		}
	}
}

// config resolves the options of cmd from its flags, the environment and the configuration file.
func (p *program) config(cmd *cobra.Command) (setup.Config, []setup.Setting, error) {
	flags := make(map[string][]string)
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if v, ok := f.Value.(*flagValue); ok {
			flags[f.Name] = v.values
		}
	})
	file := p.file
	if file == "" {
		file = p.env("ASSAY_CONFIG")
	}
	return setup.Resolve(flags, p.env, file)
}

// wantOutput refuses an output that a command does not have.
func wantOutput(got setup.Output, want ...setup.Output) error {
	if slices.Contains(want, got) {
		return nil
	}
	names := make([]string, len(want))
	for i, w := range want {
		names[i] = string(w)
	}
	return setup.Usagef("--output: no %s here; want %s", got, strings.Join(names, " or "))
}
