package main

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"github.com/seed-4750cad8/assay/cmd/internal/setup"
)

func (p *program) configCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Print the value of every option, and where it comes from",
		Long: `Print the value of every option as a YAML file that --config reads, with a comment that says
where each value comes from.

Each option can be given as a flag (--max-object-size 1GiB), as an environment variable
(ASSAY_MAX_OBJECT_SIZE=1GiB) or as a field of the configuration file (max-object-size: 1GiB).
The flag wins over the variable, the variable over the file, and the file over the default.
--config itself can be given as ASSAY_CONFIG.`,
		Example: `  assay config > assay.yaml
  ASSAY_WORKERS=4 assay config --config assay.yaml`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, settings, err := p.config(cmd)
			if err != nil {
				return err
			}
			return p.writeSettings(settings)
		},
	}
	var names []string
	for _, o := range setup.Options() {
		names = append(names, o.Name)
	}
	addOptions(cmd, names...)
	return cmd
}

func (p *program) writeSettings(settings []setup.Setting) error {
	var b strings.Builder
	for _, s := range settings {
		fmt.Fprintf(&b, "# %s (%s)\n", s.Option.Usage, s.Option.Env())
		value, err := yamlValue(s)
		if err != nil {
			return err
		}
		origin := "default"
		if s.Origin != "" {
			origin = s.Origin
		}
		line := s.Option.Name + ": " + value
		if value == "" {
			line = "# " + s.Option.Name + ":" // nothing set it: a field without a value is an error
		}
		fmt.Fprintf(&b, "%-48s # %s\n", line, oneLine(origin))
	}
	_, err := fmt.Fprint(p.out, b.String())
	return err
}

// yamlValue writes the value of a setting as one line of YAML; "" when nothing set it.
func yamlValue(s setup.Setting) (string, error) {
	var v any
	switch values := s.List(); {
	case s.Option.List && len(values) > 0:
		v = values
	case len(values) > 0:
		v = values[0]
	default:
		return "", nil
	}
	out, err := yaml.MarshalWithOptions(v, yaml.Flow(true), yaml.JSON())
	return strings.TrimSpace(string(out)), err
}
