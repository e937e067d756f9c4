package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-4750cad8/assay/cmd/internal/setup"
	"github.com/seed-4750cad8/assay/detectors"
)

func (p *program) detectorsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "detectors",
		Short: "List what assay finds",
		Long: `List the infoTypes that assay finds, by group: how likely a match is without and with a keyword
near it or in the name of its field, and which standard it follows. An infoType that is "only
near a keyword" is not reported without one.`,
		Example: `  assay detectors
  assay detectors --infotypes US_SSN,IBAN --output json
  assay detectors --output markdown > infotypes.md`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, _, err := p.config(cmd)
			if err != nil {
				return err
			}
			if err := wantOutput(c.Output, setup.Text, setup.JSON, setup.Markdown); err != nil {
				return err
			}
			list, err := setup.Detectors(c.InfoTypes)
			if err != nil {
				return err
			}
			switch c.Output {
			case setup.Markdown:
				return detectors.Table(p.out, list)
			case setup.JSON:
				return p.detectorsJSON(list)
			}
			return p.detectorsText(list)
		},
	}
	addOptions(cmd, "infotypes", "output")
	return cmd
}

func (p *program) detectorsText(list []detectors.Detector) error {
	t := table{columns: []column{{head: "INFOTYPE"}, {head: "GROUP"}, {head: "ALONE"}, {head: "NEAR"}, {head: "WHAT", flex: 20}}}
	for _, d := range list {
		alone, near := "only near", d.Near.String()
		if d.Alone != 0 {
			alone = d.Alone.String()
		}
		if len(d.FieldNames) > 0 {
			alone, near = "by field", max(d.Alone, d.Near).String()
		}
		t.add(string(d.InfoType), d.Group, alone, near, oneLine(d.Doc))
	}
	return t.write(p.out, terminalWidth(p.out), nil)
}

// detectorJSON is one line of "assay detectors --output json".
type detectorJSON struct {
	InfoType   detectors.InfoType `json:"info_type"`
	Group      string             `json:"group"`
	Doc        string             `json:"doc"`
	Alone      string             `json:"alone,omitempty"` // "" is: not without a keyword
	Near       string             `json:"near,omitempty"`
	Keywords   []string           `json:"keywords,omitempty"`
	FieldNames []string           `json:"field_names,omitempty"`
}

func (p *program) detectorsJSON(list []detectors.Detector) error {
	for _, d := range list {
		line := detectorJSON{InfoType: d.InfoType, Group: d.Group, Doc: d.Doc, Keywords: d.Keywords, FieldNames: d.FieldNames}
		if d.Alone != 0 {
			line.Alone = d.Alone.String()
		}
		if d.Near != 0 {
			line.Near = d.Near.String()
		}
		if err := writeJSON(p.out, line); err != nil {
			return err
		}
	}
	return nil
}

// completeInfoTypes completes a comma-separated list of infoTypes.
func completeInfoTypes(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
	before := word[:strings.LastIndexByte(word, ',')+1]
	if strings.HasPrefix(word[len(before):], "-") {
		before += "-"
	}
	var names []string
	for _, name := range setup.InfoTypes() {
		names = append(names, before+string(name))
	}
	return names, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}
