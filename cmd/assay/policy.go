package main

import (
	"github.com/spf13/cobra"

	"github.com/seed-4750cad8/assay/cmd/internal/setup"
	"github.com/seed-4750cad8/assay/labels/access"
)

func (p *program) policyCommand() *cobra.Command {
	var keys, inventoryKeys []string
	var partition string
	cmd := &cobra.Command{
		Use:   "policy s3://BUCKET/PREFIX…",
		Short: "Print the IAM policy that a scan needs, and no more",
		Long: `Print the IAM policy of a role that can do one thing: scan these targets, label them (unless
--no-tag), write the inventory (where it is in S3), and ask Amazon Comprehend (with
--comprehend). It can delete nothing, and write no object outside of the inventory.`,
		Example: `  assay policy s3://bucket/prefix --inventory s3://inventory/assay
  assay policy s3://bucket --no-tag --kms-key arn:aws:kms:eu-west-1:111122223333:key/…`,
		Args: cobra.ArbitraryArgs, // ParseTargets says what is wrong with them
		RunE: func(cmd *cobra.Command, args []string) error {
			c, _, err := p.config(cmd)
			if err != nil {
				return err
			}
			targets, err := setup.ParseTargets(args)
			if err != nil {
				return err
			}
			inventory, err := setup.ParseTarget(c.Inventory)
			if err != nil {
				return err
			}
			if !targets.IsS3() {
				return setup.Usagef("a directory needs no policy; want s3://bucket/prefix")
			}
			params := access.ScannerParams{Partition: partition, Tag: !c.NoTag, TargetKeys: keys, InventoryKeys: inventoryKeys}
			for _, t := range targets {
				params.Targets = append(params.Targets, access.Prefix{Bucket: t.Bucket, Prefix: t.Prefix})
			}
			params.DetectPII, params.ContainsPII = setup.ComprehendCalls(c)
			if inventory.IsS3() {
				params.Inventory = access.Prefix{Bucket: inventory.Bucket, Prefix: inventory.Prefix}
			}
			policy, err := access.ScannerPolicy(params)
			if err != nil {
				return setup.Usagef("%w", err)
			}
			data, err := policy.JSON()
			if err != nil {
				return err
			}
			_, err = p.out.Write(data)
			return err
		},
	}
	addOptions(cmd, "inventory", "no-tag", "comprehend")
	cmd.Flags().StringArrayVar(&keys, "kms-key", nil, "`ARN` of a KMS key that objects are encrypted with (repeatable)")
	cmd.Flags().StringArrayVar(&inventoryKeys, "inventory-kms-key", nil, "`ARN` of a KMS key that the inventory's bucket encrypts with (repeatable)")
	cmd.Flags().StringVar(&partition, "partition", "aws", "`NAME` of the AWS partition: aws, aws-us-gov or aws-cn")
	return cmd
}
