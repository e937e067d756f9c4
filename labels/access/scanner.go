package access

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ScannerParams is what a scanner's role is for.
type ScannerParams struct {
	Partition string   // "aws" (also when ""), "aws-us-gov" or "aws-cn"
	Targets   []Prefix // what it reads: at least one
	Tag       bool     // it writes labels as tags; without, it can neither read nor write tags
	// Inventory is where it writes its rows, a directory in a bucket: "assay" and "assay/" mean the same. The zero value
	// grants nothing: the inventory is not in S3.
	Inventory Prefix
	// TargetKeys and InventoryKeys are ARNs of the KMS keys that the objects are encrypted with. Their key policies must let
	// the account's IAM policies decide.
	TargetKeys, InventoryKeys []string
	// DetectPII and ContainsPII say which operations of Amazon Comprehend it calls: the second is needed to screen texts.
	DetectPII, ContainsPII bool
}

// ScannerPolicy returns the policy that a scanner's role needs, and no more: list and read the targets, tag them if
// asked, list, read and write its inventory, and ask Comprehend if asked to. It holds no right to delete, to overwrite an object of a target, or to
// change a bucket. It is small enough for a session policy as long as the targets are few: see [Document.Size].
//
// Two limits of what IAM can say:
//
//   - The tag statement cannot be narrowed to the label's own keys. Tags are written as a whole set, so the scanner's
//     request carries the other owners' tags too, and a condition on s3:RequestObjectTagKeys would refuse it wherever they are.
//   - Listing is granted for a prefix, by a condition on s3:prefix. S3 answers a read of a missing key with 403 and not 404
//     to a caller whose right to list depends on such a condition, since the read has no prefix. (check)
func ScannerPolicy(p ScannerParams) (Document, error) {
	p.Partition = cmp.Or(p.Partition, "aws")
	if err := checkPartition(p.Partition); err != nil {
		return Document{}, err
	}
	if len(p.Targets) == 0 {
		return Document{}, errors.New("a scanner's policy needs a target")
	}
	for _, t := range p.Targets {
		if err := t.check(); err != nil {
			return Document{}, fmt.Errorf("target: %w", err)
		}
	}
	hasInventory := p.Inventory != Prefix{}
	if hasInventory {
		if err := p.Inventory.check(); err != nil {
			return Document{}, fmt.Errorf("inventory: %w", err)
		}
	} else if len(p.InventoryKeys) > 0 {
		return Document{}, errors.New("keys for an inventory, and no inventory")
	}

	targets := widest(p.Targets)
	objects := make([]string, len(targets))
	for i, t := range targets {
		objects[i] = t.objectsARN(p.Partition)
	}
	d := Document{Version: version2012, Statement: listStatements("ListTarget", p.Partition, targets)}
	d.Statement = append(d.Statement, allow("ReadTargets", objects, "s3:GetObject", "s3:GetObjectVersion"))
	if p.Tag {
		d.Statement = append(d.Statement, allow("TagTargets", objects,
			"s3:GetObjectTagging", "s3:GetObjectVersionTagging", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"))
	}
	if hasInventory {
		inventory := p.Inventory
		if inventory.Prefix != "" && !strings.HasSuffix(inventory.Prefix, "/") {
			inventory.Prefix += "/" // "assay*" would also grant "assay-of-others/"
		}
		d.Statement = append(d.Statement, listStatements("ListInventory", p.Partition, []Prefix{inventory})...)
		d.Statement = append(d.Statement, allow("WriteInventory", []string{inventory.objectsARN(p.Partition)}, "s3:GetObject", "s3:PutObject"))
	}
	for _, k := range []struct {
		sid     string
		keys    []string
		actions []string
	}{
		{"DecryptTargets", p.TargetKeys, []string{"kms:Decrypt"}},
		{"EncryptInventory", p.InventoryKeys, []string{"kms:Decrypt", "kms:GenerateDataKey"}},
	} {
		if len(k.keys) == 0 {
			continue
		}
		s, err := keyStatement(k.sid, p.Partition, k.keys, k.actions)
		if err != nil {
			return Document{}, err
		}
		d.Statement = append(d.Statement, s)
	}
	var recognize []string
	if p.ContainsPII {
		recognize = append(recognize, "comprehend:ContainsPiiEntities")
	}
	if p.DetectPII {
		recognize = append(recognize, "comprehend:DetectPiiEntities")
	}
	if len(recognize) > 0 {
		// Neither operation knows resources (Service Authorization Reference, "Amazon Comprehend").
		d.Statement = append(d.Statement, allow("RecognizePII", []string{"*"}, recognize...))
	}
	return d, nil
}

// widest returns the prefixes in order, without those that another covers.
func widest(prefixes []Prefix) []Prefix {
	sorted := slices.Clone(prefixes)
	slices.SortFunc(sorted, func(a, b Prefix) int {
		return cmp.Or(cmp.Compare(a.Bucket, b.Bucket), cmp.Compare(a.Prefix, b.Prefix))
	})
	var out []Prefix
	for _, p := range sorted {
		if len(out) == 0 || !out[len(out)-1].covers(p) {
			out = append(out, p)
		}
	}
	return out
}

// listStatements grants listing of sorted prefixes. Each bucket has a statement of its own, since a condition holds for
// all resources of its statement: one for all would grant each bucket's prefixes in every other bucket too.
func listStatements(sid, partition string, prefixes []Prefix) []Statement {
	var out []Statement
	for len(prefixes) > 0 {
		n := 1
		for n < len(prefixes) && prefixes[n].Bucket == prefixes[0].Bucket {
			n++
		}
		s := allow(sid, []string{prefixes[0].bucketARN(partition)}, "s3:ListBucket")
		if prefixes[0].Prefix != "" {
			var patterns []string
			for _, p := range prefixes[:n] {
				patterns = append(patterns, p.pattern())
			}
			s.Condition = map[string]map[string][]string{"StringLike": {"s3:prefix": patterns}}
		}
		out = append(out, s)
		prefixes = prefixes[n:]
	}
	if len(out) > 1 {
		for i := range out {
			out[i].Sid += strconv.Itoa(i + 1)
		}
	}
	return out
}

// keyStatement grants the use of KMS keys through S3 only.
// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
func keyStatement(sid, partition string, arns, actions []string) (Statement, error) {
	var via []string
	for _, arn := range arns {
		region, err := keyRegion(arn, partition)
		if err != nil {
			return Statement{}, err
		}
		via = append(via, "s3."+region+"."+partitions[partition])
	}
	slices.Sort(via)
	s := allow(sid, arns, actions...)
	s.Condition = map[string]map[string][]string{"StringEquals": {"kms:ViaService": slices.Compact(via)}}
	return s, nil
}

// allow returns a statement that grants actions, given in order, on resources.
func allow(sid string, resources []string, actions ...string) Statement {
	resources = slices.Clone(resources)
	slices.Sort(resources)
	return Statement{Sid: sid, Effect: "Allow", Action: actions, Resource: slices.Compact(resources)}
}
