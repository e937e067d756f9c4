package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/seed-4750cad8/assay/cmd/internal/setup"
)

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version of this build",
		Example: "  assay version",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(p.out, "assay %s %s/%s %s\n", setup.Version(), runtime.GOOS, runtime.GOARCH, runtime.Version())
			return err
		},
	}
}
