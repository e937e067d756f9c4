package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-4750cad8/assay/cmd/internal/setup"
)

func (p *program) schemeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "scheme",
		Short: "Print the scheme: which findings give which sensitivity level",
		Long: `Print the scheme that decides levels: the default one, or that of --scheme. It is YAML that --scheme
reads again; --output markdown prints it as tables, for people.`,
		Example: `  assay scheme > scheme.yaml
  assay scheme --scheme scheme.yaml --output markdown`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, _, err := p.config(cmd)
			if err != nil {
				return err
			}
			if err := wantOutput(c.Output, setup.Text, setup.Markdown); err != nil {
				return err
			}
			scheme, err := setup.Scheme(c.Scheme)
			if err != nil {
				return err
			}
			if c.Output == setup.Markdown {
				return scheme.Table(p.out)
			}
			data, err := scheme.Marshal()
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(p.out, string(data))
			return err
		},
	}
	addOptions(cmd, "scheme", "output")
	return cmd
}
