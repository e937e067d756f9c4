package setup

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/s3store"
	"github.com/seed-4750cad8/assay/scanner"
)

// A Function is what the Lambda function needs to do its work, from the options that make sense for it: see
// [FunctionOptions].
type Function struct {
	Pipeline pipeline.Pipeline // without a Store
	Store    *s3store.Store
	Files    pipeline.Files             // of the inventory
	Skip     func(pipeline.Object) bool // objects that are not to be scanned: the inventory's own, and what is excluded
	Workers  int                        // objects to read at once
}

// FunctionOptions are the options of the Lambda function. They come from the environment (ASSAY_…) and, where ASSAY_CONFIG names
// an object as s3://bucket/key, from that YAML file; the environment wins. A scheme is named likewise.
func FunctionOptions() []Option {
	return Options("inventory", "include", "exclude", "max-object-size", "workers", "min-likelihood", "infotypes", "names", "scheme", "no-tag",
		"tag-keys", "tag-settle", "endpoint-url", "region", "assume-role", "path-style")
}

// NewFunction prepares the Lambda function: it finds credentials, reads its configuration and compiles the detectors, once for
// the life of a process. env looks an environment variable up.
func NewFunction(ctx context.Context, env func(string) string) (*Function, error) {
	// What is needed to read the configuration can only stand in the environment.
	c, err := resolveFunction(env, nil)
	if err != nil {
		return nil, err
	}
	store, err := newFunctionStore(ctx, c, env)
	if err != nil {
		return nil, err
	}
	if name := env("ASSAY_CONFIG"); name != "" {
		data, err := readObject(ctx, store, "ASSAY_CONFIG", name)
		if err != nil {
			return nil, err
		}
		fields, err := parseFields(name, data)
		if err != nil {
			return nil, &UsageError{err}
		}
		if c, err = resolveFunction(env, fields); err != nil {
			return nil, err
		}
	}
	if c.Scheme != "" {
		if c.schemeText, err = readObject(ctx, store, "scheme", c.Scheme); err != nil {
			return nil, err
		}
	}
	return newFunction(c, store, env)
}

// resolveFunction refuses what only makes sense for a run: that of a function has no end, so that a budget, for one, would
// bound nothing.
func resolveFunction(env func(string) string, fields map[string]field) (Config, error) {
	c, settings, err := resolve(nil, env, fields)
	if err != nil {
		return c, err
	}
	own := FunctionOptions()
	for _, s := range settings {
		if s.Origin != "" && !slices.ContainsFunc(own, func(o Option) bool { return o.Name == s.Option.Name }) {
			return c, Usagef("%s: the Lambda function has no option %s", s.Origin, s.Option.Name)
		}
	}
	return c, nil
}

func newFunction(c Config, store *s3store.Store, env func(string) string) (*Function, error) {
	inv, err := ParseTarget(c.Inventory)
	if err != nil || !inv.IsS3() {
		return nil, Usagef("ASSAY_INVENTORY: want s3://bucket/prefix, where the function writes its rows")
	}
	filter, err := NewFilter(c.Include, c.Exclude)
	if err != nil {
		return nil, &UsageError{err}
	}
	rules, err := NewRules(c)
	if err != nil {
		return nil, err
	}
	limits := scanner.DefaultLimits()
	if memory := functionMemory(env); memory > 0 && memory < 512 {
		limits.Reserving = 1 // the memory that all scans share
	}
	f := &Function{
		Pipeline: pipeline.Pipeline{
			Scanner:        rules.Scanner(c.MinLikelihood, limits),
			Scheme:         rules.Scheme,
			Narrowed:       rules.Narrowed,
			MaxObjectSize:  c.MaxObjectSize,
			ScannerVersion: ScannerVersion(),
			Ruleset:        rules.Ruleset,
		},
		Store:   store,
		Files:   store.Files(inv.Bucket, inv.Prefix),
		Workers: c.Workers,
	}
	if f.Workers == 0 {
		f.Workers = s3Workers
	}
	if !c.NoTag {
		f.Pipeline.Tags = &c.TagKeys
	}
	own := inventoryPrefix(inv)
	f.Skip = func(o pipeline.Object) bool {
		return o.Bucket == own.Bucket && strings.HasPrefix(o.Key, own.Prefix) || !filter.Match(o.Key)
	}
	return f, nil
}

// functionMemory is the function's memory in MiB, or 0.
func functionMemory(env func(string) string) int64 {
	n, err := strconv.ParseInt(env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), 10, 32)
	if err != nil {
		return 0
	}
	return n
}

// newFunctionStore is newS3 for a function: its role is its credentials, and its memory may be small.
func newFunctionStore(ctx context.Context, c Config, env func(string) string) (*s3store.Store, error) {
	cfg, err := awsConfig(ctx, c)
	if err != nil {
		return nil, err
	}
	options := s3store.Options{Endpoint: c.EndpointURL, PathStyle: c.pathStyle(), Settle: c.TagSettle}
	if memory := functionMemory(env); memory > 0 {
		options.ReadAhead = min(64, memory/8) << 20
	}
	return s3store.New(cfg, options), nil
}

// maxFunctionFile bounds what is read of a configuration or scheme, in bytes.
const maxFunctionFile = 1 << 20

// readObject reads the object that a setting names as s3://bucket/key.
func readObject(ctx context.Context, store *s3store.Store, setting, name string) ([]byte, error) {
	t, err := ParseTarget(name)
	if err != nil || !t.IsS3() || t.Prefix == "" {
		return nil, Usagef("%s: %q is not an object; want s3://bucket/key", setting, name)
	}
	o := pipeline.Object{Bucket: t.Bucket, Key: t.Prefix}
	head, err := store.Head(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", setting, err)
	}
	if head.Size > maxFunctionFile {
		return nil, Usagef("%s: %s is larger than %s", setting, name, FormatSize(maxFunctionFile))
	}
	data, _, err := store.Files(t.Bucket, "").Get(ctx, t.Prefix)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", setting, err)
	}
	return data, nil
}
