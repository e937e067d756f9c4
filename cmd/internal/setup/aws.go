package setup

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"

	"github.com/seed-4750cad8/assay/pipeline/s3store"
)

// sessionName is how runs show in CloudTrail when a role is assumed.
const sessionName = "assay"

// newS3 returns the store that c names.
func newS3(ctx context.Context, c Config) (*s3store.Store, error) {
	cfg, err := awsConfig(ctx, c)
	if err != nil {
		return nil, err
	}
	return s3store.New(cfg, s3store.Options{Endpoint: c.EndpointURL, PathStyle: c.pathStyle(), Settle: c.TagSettle}), nil
}

// awsConfig has the credentials and Region that every AWS tool would find, where c does not say otherwise.
func awsConfig(ctx context.Context, c Config) (aws.Config, error) {
	var load []func(*config.LoadOptions) error
	if c.Region != "" {
		load = append(load, config.WithRegion(c.Region))
	}
	if c.Profile != "" {
		load = append(load, config.WithSharedConfigProfile(c.Profile))
	}
	// What goes wrong is said once, by whom it stops. The SDK's own log would say it before, in its words.
	load = append(load, config.WithLogger(logging.Nop{}))
	cfg, err := config.LoadDefaultConfig(ctx, load...)
	if err != nil {
		return cfg, fmt.Errorf("AWS configuration: %w", err)
	}
	if c.AssumeRole != "" {
		cfg.Credentials = aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(newSTS(cfg, c.EndpointURL), c.AssumeRole,
			func(o *stscreds.AssumeRoleOptions) { o.RoleSessionName = sessionName }))
	}
	// Without credentials every request fails, each with a page of reasons. Once, in words, is better.
	if _, err := cfg.Credentials.Retrieve(ctx); err != nil {
		if ctx.Err() != nil {
			return cfg, context.Cause(ctx)
		}
		if c.AssumeRole != "" {
			return cfg, fmt.Errorf("cannot assume the role %s: %w", c.AssumeRole, err)
		}
		return cfg, fmt.Errorf("no AWS credentials: set AWS_PROFILE or --profile, or sign in as for the AWS CLI (%w)", err)
	}
	return cfg, nil
}

// newSTS returns a client for the token service. A store that is not Amazon's answers for tokens at its own URL; Amazon's S3
// endpoints (of a VPC, say) do not.
func newSTS(cfg aws.Config, endpoint string) *sts.Client {
	return sts.NewFromConfig(cfg, func(o *sts.Options) {
		o.Region = cmp.Or(o.Region, "us-east-1")
		if endpoint != "" && !amazons(endpoint) {
			o.BaseEndpoint = aws.String(endpoint)
		}
	})
}

func amazons(endpoint string) bool {
	u, err := url.Parse(endpoint)
	return err == nil && (strings.HasSuffix(u.Hostname(), ".amazonaws.com") || strings.HasSuffix(u.Hostname(), ".amazonaws.com.cn"))
}

func (c Config) pathStyle() bool {
	if c.PathStyle == PathStyleAuto {
		return c.EndpointURL != "" && !amazons(c.EndpointURL)
	}
	return c.PathStyle == PathStyleOn
}

func parseEndpoint(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", fmt.Errorf("want a URL such as https://minio.example.com:9000")
	}
	return s, nil
}
