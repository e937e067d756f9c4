package s3store

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/seed-4750cad8/assay/pipeline"
)

// wrap gives err of an operation on s3://bucket/key its meaning: it wraps one of pipeline's errors where the code of the
// response says so, and always err itself. Keys are quoted: they may hold control characters.
func wrap(op, bucket, key string, err error) error {
	if err == nil {
		return nil
	}
	name := fmt.Sprintf("%q", "s3://"+bucket+"/"+key)
	if why := meaning(op, err); why != nil {
		return fmt.Errorf("%s %s: %w: %w", op, name, why, err)
	}
	return fmt.Errorf("%s %s: %w", op, name, err)
}

// The operations that errors name and whose codes differ in meaning.
const (
	opList = "list"
	opRead = "read"
	opTag  = "tag"
	opPut  = "write"
)

// meaning maps the code of S3's error response to one of pipeline's errors, or nil: the one place that does. It looks at
// codes, never at messages. A response without a body (HEAD) has the status text for its code.
// Codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
func meaning(op string, err error) error {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return nil
	}
	switch api.ErrorCode() {
	case "AccessDenied", "Forbidden", "AllAccessDisabled", "AccountProblem",
		// The object is encrypted with a KMS key that nobody can use now.
		"KMS.DisabledException", "KMS.NotFoundException", "KMS.InvalidStateException", "KMS.KMSInvalidStateException":
		return pipeline.ErrDenied
	case "ExpiredToken", "ExpiredTokenException", "InvalidToken", "InvalidAccessKeyId", "SignatureDoesNotMatch", "TokenRefreshRequired",
		"RequestTimeTooSkewed", "NotSignedUp":
		return pipeline.ErrCredentials
	case "NoSuchKey", "NoSuchVersion", "NotFound":
		if op == opPut {
			return pipeline.ErrConflict // If-Match, and there is no such file
		}
		return pipeline.ErrGone
	case "InvalidObjectState":
		return pipeline.ErrArchived
	case "PreconditionFailed":
		if op == opPut {
			return pipeline.ErrConflict
		}
		return pipeline.ErrChanged
	case "SlowDown", "ServiceUnavailable", "Throttling", "ThrottlingException", "RequestLimitExceeded",
		"TooManyRequestsException", "BandwidthLimitExceeded", "KMS.ThrottlingException":
		return pipeline.ErrThrottled
	case "InvalidRequest":
		// S3 has no code of its own for a read without the customer's key; nothing else that a read of ours sends is invalid.
		if op == opRead {
			return pipeline.ErrKeyNeeded
		}
	case "NotImplemented":
		if op == opTag {
			return pipeline.ErrNoTags
		}
	case "MethodNotAllowed":
		switch op {
		case opTag:
			return pipeline.ErrNoTags
		case opRead: // the version is a delete marker
			return pipeline.ErrGone
		}
	}
	switch status(err) {
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		return pipeline.ErrThrottled
	case http.StatusNotImplemented:
		if op == opTag {
			return pipeline.ErrNoTags
		}
	}
	return nil
}

// hasCode says whether err is a response of S3 with one of these codes.
func hasCode(err error, codes ...string) bool {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return false
	}
	for _, c := range codes {
		if api.ErrorCode() == c {
			return true
		}
	}
	return false
}

// status is the HTTP status of an error response, or 0.
func status(err error) int {
	var resp *smithyhttp.ResponseError
	if errors.As(err, &resp) && resp.Response != nil && resp.Response.Response != nil {
		return resp.HTTPStatusCode()
	}
	return 0
}
