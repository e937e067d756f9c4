package setup

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"syscall"

	"github.com/aws/smithy-go"

	"github.com/seed-4750cad8/assay/pipeline"
)

// An explained error is an error in a user's words, that says what to do. What it stands for is still found by errors.Is
// and errors.As.
type explained struct {
	text string
	err  error
}

func (e *explained) Error() string { return e.text }
func (e *explained) Unwrap() error { return e.err }

func explain(err error, format string, args ...any) error {
	return &explained{fmt.Sprintf(format, args...), err}
}

// explainListing says why a target cannot be listed.
func explainListing(t Target, err error) error {
	if text, ok := reason(t, err); ok {
		return explain(err, "%s: %s", t, text)
	}
	if t.IsS3() && errors.Is(err, pipeline.ErrDenied) {
		return explain(err, "%s: access denied when listing: the role needs s3:ListBucket on arn:aws:s3:::%s (assay policy %s prints all that it needs)", t, t.Bucket, t)
	}
	return explain(err, "%s", err)
}

// explainInventory says why an inventory cannot be read or written. Errors of anything else pass as they are.
func explainInventory(inv Target, err error) error {
	var done *explained
	if err == nil || errors.As(err, &done) || errors.Is(err, pipeline.ErrOrder) {
		return err
	}
	if text, ok := reason(inv, err); ok {
		return explain(err, "inventory %s: %s", inv, text)
	}
	switch {
	case errors.Is(err, pipeline.ErrConflict):
		return explain(err, "inventory %s: another assay continues this run; wait for it, or begin another with --resume=false", inv)
	case inv.IsS3() && errors.Is(err, pipeline.ErrDenied):
		where := inventoryPrefix(inv)
		return explain(err, "inventory %s: access denied: the role needs s3:GetObject and s3:PutObject on arn:aws:s3:::%s/%s*, and s3:ListBucket on arn:aws:s3:::%s", inv, inv.Bucket, where.Prefix, inv.Bucket)
	}
	if !inv.IsS3() {
		if text, ok := directoryReason(inv.String(), err); ok {
			return explain(err, "inventory %s: %s", inv, text)
		}
	}
	return fmt.Errorf("inventory %s: %w", inv, err)
}

// directoryReason puts what goes wrong with a directory of inventories into words.
func directoryReason(dir string, err error) (string, bool) {
	var path *fs.PathError
	info, statErr := os.Stat(dir) // package os has no error to match for a file in place of a directory
	switch {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "permission denied; want a directory that you may read and write", true
	case errors.Is(err, syscall.ENOTDIR), statErr == nil && !info.IsDir():
		return "not a directory; want one, or a place for one", true
	case errors.Is(err, syscall.ENOSPC):
		return "no space is left there; make some, and the same command continues", true
	case errors.As(err, &path) && path.Op == "mkdir":
		return "the directory cannot be made there; want another place", true
	}
	return "", false
}

// explainRun says why a run stopped that had begun. Errors of listings are explained already; what else ends a run is about
// all objects, or about the inventory.
func explainRun(inv Target, err error) error {
	switch {
	case errors.Is(err, pipeline.ErrCredentials):
		return explain(err, "stopped: the AWS credentials have expired or are not accepted any more; sign in again, and the same command continues there")
	case errors.Is(err, pipeline.ErrFailing):
		return explain(err, "stopped: %s; look into that, and the same command continues there", err)
	}
	return explainInventory(inv, err)
}

// reason puts what goes wrong with any place into words.
func reason(t Target, err error) (string, bool) {
	var api smithy.APIError
	if t.IsS3() && errors.As(err, &api) {
		switch api.ErrorCode() {
		case "NoSuchBucket":
			return fmt.Sprintf("there is no bucket %s here; is it another account's, or another --endpoint-url's?", t.Bucket), true
		case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidClientTokenId":
			return "the store does not know these AWS credentials; check AWS_PROFILE or --profile, and --endpoint-url", true
		case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired":
			return "the AWS credentials have expired; sign in again", true
		}
	}
	var network *net.OpError
	if t.IsS3() && errors.As(err, &network) {
		return fmt.Sprintf("the store cannot be reached (%s); check the network and --endpoint-url", network), true
	}
	if t.IsS3() && errors.Is(err, pipeline.ErrThrottled) {
		return "the store asks to slow down; try again later, or with fewer --workers", true
	}
	return "", false
}

// ExplainComprehend puts why Comprehend failed, an error code of the service or a few words, into words that say what to do.
func ExplainComprehend(failure string) string {
	switch failure {
	case "AccessDeniedException":
		return "access denied: assay policy --comprehend prints what the role needs"
	case "UnrecognizedClientException", "InvalidSignatureException", "ExpiredTokenException", "MissingAuthenticationTokenException":
		return "Comprehend does not know these AWS credentials (" + failure + ")"
	case "ThrottlingException", "TooManyRequestsException":
		return "Comprehend asks to slow down; try again with a lower --comprehend-tps"
	}
	return failure
}
