package comprehendtest

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/textproto"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

var (
	errUnknownKey = errors.New("the security token included in the request is invalid")
	errSignature  = errors.New("the request signature does not match")
	errStale      = errors.New("the signature has expired or is not yet current")
)

// verify checks the signature of a request: it signs the same headers and body again with the account's secret, and compares
// (AWS General Reference, Signature Version 4).
func verify(r *http.Request, body []byte) error {
	header := r.Header.Get("Authorization")
	fields, ok := strings.CutPrefix(header, "AWS4-HMAC-SHA256 ")
	if !ok {
		return errSignature
	}
	var credential, signed string
	for field := range strings.SplitSeq(fields, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		switch name {
		case "Credential":
			credential = value
		case "SignedHeaders":
			signed = value
		}
	}
	scope := strings.Split(credential, "/")
	if len(scope) != 5 || scope[2] != Region || scope[3] != "comprehend" || scope[4] != "aws4_request" {
		return errSignature
	}
	if scope[0] != accessKey {
		return errUnknownKey
	}
	at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if err != nil || at.Format("20060102") != scope[1] {
		return errSignature
	}
	if age := time.Since(at); age > 5*time.Minute || age < -5*time.Minute {
		return errStale
	}
	again, err := http.NewRequest(r.Method, "http://"+cmp.Or(r.Host, r.URL.Host)+r.URL.RequestURI(), nil)
	if err != nil {
		return errSignature
	}
	must := map[string]bool{"host": true, "x-amz-date": true, "x-amz-target": true}
	for name := range strings.SplitSeq(signed, ";") {
		delete(must, name)
		switch name {
		case "host":
		case "content-length":
			again.ContentLength = int64(len(body))
		default:
			again.Header[textproto.CanonicalMIMEHeaderKey(name)] = r.Header.Values(name)
		}
	}
	if len(must) > 0 {
		return errSignature
	}
	hash := sha256.Sum256(body)
	err = v4.NewSigner().SignHTTP(r.Context(), aws.Credentials{AccessKeyID: accessKey, SecretAccessKey: secretKey}, again,
		hex.EncodeToString(hash[:]), "comprehend", Region, at)
	if err != nil || !hmac.Equal([]byte(again.Header.Get("Authorization")), []byte(header)) {
		return errSignature
	}
	return nil
}
