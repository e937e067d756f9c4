package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-4750cad8/assay/cmd/internal/setup"
	"github.com/seed-4750cad8/assay/pipeline/inventory"
)

func (p *program) compactCommand() *cobra.Command {
	var grace time.Duration
	cmd := &cobra.Command{
		Use:   "compact [LOCATION]",
		Short: "Make one run of the small parts that the Lambda function wrote",
		Long: `Take the rows that the Lambda function wrote, one small part a batch of events, into one run:
one row for each object, the newest. From then on everything that reads the inventory reads
them. It may run at any time beside the function, on a schedule; of two at once, one fails and
has changed nothing.

What a compaction replaced is removed by a later one, after the grace time, so that queries that
are under way can end. The role needs s3:DeleteObject on the inventory.`,
		Example: `  assay inventory compact s3://inventory/assay
  assay inventory compact s3://inventory/assay --grace 15m --output json`,
		Args: oneLocation,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, _, err := p.config(cmd)
			if err != nil {
				return err
			}
			if err := wantOutput(c.Output, setup.Text, setup.JSON); err != nil {
				return err
			}
			if grace < 0 {
				return setup.Usagef("--grace: %s is not a time to wait", grace)
			}
			if grace == 0 {
				grace = -1 // none, and not the default
			}
			stored, err := setup.OpenInventory(cmd.Context(), c, location(c, args))
			if err != nil {
				return err
			}
			done, err := stored.Compact(cmd.Context(), grace)
			if err != nil {
				return err
			}
			for _, name := range done.Damaged {
				p.say("%s is no part of a batch, or damaged; it stays as it is", name)
			}
			if c.Output == setup.JSON {
				err = writeJSON(p.out, done)
			} else {
				err = p.writeCompacted(done)
			}
			if err == nil && len(done.Damaged) > 0 {
				err = errIncomplete
			}
			return err
		},
	}
	addOptions(cmd, append([]string{"output"}, awsOptions...)...)
	cmd.Flags().DurationVar(&grace, "grace", inventory.DefaultGrace, "keep what was replaced for `DURATION`")
	return cmd
}

func (p *program) writeCompacted(done inventory.Compacted) error {
	if done.Run == "" {
		_, err := fmt.Fprintln(p.out, "no batch was ever written here")
		return err
	}
	_, err := fmt.Fprintf(p.out, "run %s: %s, one row each\ntaken: %s (%s older than others of their objects)\nremoved: %s replaced earlier\n",
		done.Run, counted(done.Rows, "object"), counted(int64(done.Batches), "part"), counted(done.Superseded, "row"), count(int64(done.Removed)))
	return err
}
