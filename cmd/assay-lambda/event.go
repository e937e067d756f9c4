package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/seed-4750cad8/assay/pipeline"
)

// A source is who sent an event. It decides how keys are decoded, what a reply says and what an error leads to.
type source string

// The sources.
const (
	// A notification of S3, SNS or EventBridge that invoked the function by itself: nobody reads the reply, and an error
	// makes Lambda deliver the event again, twice.
	fromNotification source = "notification"
	// Messages of an SQS queue: those that the reply names are delivered again.
	fromQueue source = "queue"
	// Tasks of S3 Batch Operations: the reply has a code for each.
	fromBatchOperations source = "batch-operations"
	// A batch of a Step Functions Distributed Map: the reply has a row for each object, an error fails the batch.
	fromMap source = "map"
	// Somebody asks for one object: the reply is its row.
	fromDirect source = "direct"
)

// An event is one invocation's payload, decoded.
type event struct {
	source source
	items  []item

	// Of S3 Batch Operations, for its reply.
	schemaVersion, invocationID string
}

// An item is what a reply speaks of: a message, a task, an element of a batch, or the whole event.
type item struct {
	id       string // as the source knows it; "" where it knows none
	receives int    // how often the queue has delivered it, this time included; 0 where that is not known
	tasks    []task // objects to look at; none for what is acknowledged and ignored
	unclear  bool   // it is nothing that this program understands
}

// A task is one object to look at.
type task struct {
	// object has what the event says of it. Its size is -1 where the event does not say. Unless the task is exact, it has no
	// version, and its ETag is the one that was written: the object may be another by now.
	object    pipeline.Object
	sequencer string // orders the events of one key; "" where there is none
	exact     bool   // object.VersionID was asked for, current or not
}

// errUnknownEvent is the error of an event that none of the sources sends. It quotes nothing of it.
var errUnknownEvent = errors.New("not an event of S3, SNS, SQS, EventBridge, S3 Batch Operations or Step Functions, and not {bucket, key, versionId}")

// decode tells by its shape who sent an event, and returns what it asks for. What is no news of new bytes (deletions, tags,
// test messages) is an item without tasks.
//
// Shapes: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html,
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html,
// https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html, https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html,
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-invoke-lambda.html,
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
func decode(payload []byte) (event, error) {
	fields, ok := object(payload)
	if !ok {
		return event{}, errUnknownEvent
	}
	switch {
	case fields["invocationSchemaVersion"] != nil && fields["tasks"] != nil:
		return decodeBatchOperations(payload)
	case fields["Items"] != nil:
		return decodeMap(fields)
	case fields["Records"] != nil:
		return decodeRecords(fields["Records"])
	}
	if t, ok := decodeNamed(fields, nil); ok {
		return event{source: fromDirect, items: []item{{tasks: []task{t}}}}, nil
	}
	tasks, ok := decodeMessage(payload, maxEnvelopes)
	if !ok {
		return event{}, errUnknownEvent
	}
	return event{source: fromNotification, items: []item{{tasks: tasks}}}, nil
}

// object returns the fields of a JSON object, by their exact names.
func object(data []byte) (map[string]json.RawMessage, bool) {
	var fields map[string]json.RawMessage
	if json.Unmarshal(data, &fields) != nil {
		return nil, false
	}
	for name, v := range fields {
		if string(v) == "null" {
			delete(fields, name)
		}
	}
	return fields, fields != nil
}

// text returns a field that is a string, or "".
func text(fields map[string]json.RawMessage, name string) string {
	var s string
	if json.Unmarshal(fields[name], &s) != nil {
		return ""
	}
	return s
}

// A record is an element of "Records": of S3 itself, of SNS ("EventSource", which matches too) or of SQS.
type record struct {
	EventSource string          `json:"eventSource"`
	EventName   string          `json:"eventName"`
	S3          *s3Entity       `json:"s3"`
	Sns         json.RawMessage `json:"Sns"`
	MessageID   string          `json:"messageId"`
	Body        string          `json:"body"`
	Attributes  struct {
		Receives string `json:"ApproximateReceiveCount"`
	} `json:"attributes"`
}

// An s3Entity is the part of a notification that names the object.
type s3Entity struct {
	Bucket struct {
		Name string `json:"name"`
	} `json:"bucket"`
	Object struct {
		Key       string `json:"key"`
		Size      *int64 `json:"size"`
		ETag      string `json:"eTag"`
		Sequencer string `json:"sequencer"`
	} `json:"object"`
}

// maxEnvelopes is how many messages may be wrapped in one another: EventBridge or S3, through SNS, through SQS.
const maxEnvelopes = 3

func decodeRecords(data json.RawMessage) (event, error) {
	var records []json.RawMessage
	if json.Unmarshal(data, &records) != nil {
		return event{}, errUnknownEvent
	}
	e := event{source: fromNotification}
	whole := item{} // all that is not of a queue
	for _, raw := range records {
		var r record
		if json.Unmarshal(raw, &r) != nil {
			r = record{}
		}
		if r.EventSource != "aws:sqs" {
			tasks, ok := decodeRecord(r, maxEnvelopes)
			whole.unclear = whole.unclear || !ok
			whole.tasks = append(whole.tasks, tasks...)
			continue
		}
		e.source = fromQueue
		tasks, ok := decodeMessage([]byte(r.Body), maxEnvelopes)
		receives, _ := strconv.Atoi(r.Attributes.Receives) // 0 where it does not say
		e.items = append(e.items, item{id: r.MessageID, receives: receives, tasks: tasks, unclear: !ok})
	}
	if e.source == fromNotification || len(whole.tasks) > 0 || whole.unclear {
		if whole.unclear && len(whole.tasks) == 0 && e.source == fromNotification {
			return event{}, errUnknownEvent
		}
		e.items = append(e.items, whole)
	}
	return e, nil
}

// decodeRecord returns the objects that a record of S3 or SNS speaks of.
func decodeRecord(r record, envelopes int) ([]task, bool) {
	if r.Sns != nil {
		sns, ok := object(r.Sns)
		if !ok {
			return nil, false
		}
		return decodeMessage([]byte(text(sns, "Message")), envelopes-1)
	}
	if r.S3 == nil || r.EventName == "" {
		return nil, false
	}
	if !created(r.EventName) {
		return nil, true
	}
	// "The key is URL encoded": as a form, where '+' is a space. MinIO does the same.
	key, err := url.QueryUnescape(r.S3.Object.Key)
	if err != nil {
		return nil, false
	}
	o := pipeline.Object{Bucket: r.S3.Bucket.Name, Key: key, ETag: unquoted(r.S3.Object.ETag), Size: -1}
	if r.S3.Object.Size != nil && *r.S3.Object.Size >= 0 {
		o.Size = *r.S3.Object.Size
	}
	return oneTask(task{object: o, sequencer: r.S3.Object.Sequencer})
}

// created reports whether an event of that name brings new bytes. MinIO's names begin with "s3:", and it calls changes of
// tags and locks creations.
func created(name string) bool {
	name, ok := strings.CutPrefix(strings.TrimPrefix(name, "s3:"), "ObjectCreated:")
	switch name {
	case "PutTagging", "DeleteTagging", "PutRetention", "PutLegalHold":
		return false
	}
	return ok
}

// decodeMessage returns the objects that a message speaks of: a notification of S3, an event of EventBridge, an envelope of
// SNS around either, or {bucket, key, versionId}.
func decodeMessage(data []byte, envelopes int) ([]task, bool) {
	fields, ok := object(data)
	if !ok || envelopes == 0 {
		return nil, false
	}
	switch {
	case fields["Records"] != nil:
		var records []record
		if json.Unmarshal(fields["Records"], &records) != nil {
			return nil, false
		}
		var all []task
		for _, r := range records {
			tasks, ok := decodeRecord(r, envelopes)
			if !ok {
				return nil, false
			}
			all = append(all, tasks...)
		}
		return all, true
	case text(fields, "Event") == "s3:TestEvent": // sent when a notification is configured
		return nil, true
	case text(fields, "Type") == "Notification":
		return decodeMessage([]byte(text(fields, "Message")), envelopes-1)
	case text(fields, "source") == "aws.s3":
		return decodeEventBridge(fields)
	}
	t, ok := decodeNamed(fields, nil)
	if !ok {
		return nil, false
	}
	return []task{t}, true
}

// decodeEventBridge returns the object of an event "Object Created". Its key is as it is: not URL-encoded.
func decodeEventBridge(fields map[string]json.RawMessage) ([]task, bool) {
	if text(fields, "detail-type") != "Object Created" {
		return nil, fields["detail-type"] != nil
	}
	var detail struct {
		Bucket struct {
			Name string `json:"name"`
		} `json:"bucket"`
		Object struct {
			Key       string `json:"key"`
			Size      *int64 `json:"size"`
			ETag      string `json:"etag"`
			Sequencer string `json:"sequencer"`
		} `json:"object"`
	}
	if json.Unmarshal(fields["detail"], &detail) != nil {
		return nil, false
	}
	o := pipeline.Object{Bucket: detail.Bucket.Name, Key: detail.Object.Key, ETag: unquoted(detail.Object.ETag), Size: -1}
	if detail.Object.Size != nil && *detail.Object.Size >= 0 {
		o.Size = *detail.Object.Size
	}
	return oneTask(task{object: o, sequencer: detail.Object.Sequencer})
}

// decodeBatchOperations decodes an invocation of S3 Batch Operations, of schema 1.0 or 2.0. Keys are URL-encoded.
func decodeBatchOperations(payload []byte) (event, error) {
	var in struct {
		InvocationSchemaVersion string `json:"invocationSchemaVersion"`
		InvocationID            string `json:"invocationId"`
		Tasks                   []struct {
			TaskID      string `json:"taskId"`
			S3Key       string `json:"s3Key"`
			S3VersionID string `json:"s3VersionId"`
			S3BucketARN string `json:"s3BucketArn"` // schema 1.0
			S3Bucket    string `json:"s3Bucket"`    // schema 2.0
		} `json:"tasks"`
	}
	if json.Unmarshal(payload, &in) != nil {
		return event{}, errUnknownEvent
	}
	switch in.InvocationSchemaVersion {
	case "1.0", "2.0":
	default:
		return event{}, fmt.Errorf("an invocation of S3 Batch Operations of a schema other than 1.0 and 2.0")
	}
	e := event{source: fromBatchOperations, schemaVersion: in.InvocationSchemaVersion, invocationID: in.InvocationID}
	for _, t := range in.Tasks {
		i := item{id: t.TaskID}
		bucket := t.S3Bucket
		if bucket == "" {
			bucket = t.S3BucketARN[strings.LastIndexByte(t.S3BucketARN, ':')+1:]
		}
		key, err := url.QueryUnescape(t.S3Key)
		tasks, ok := oneTask(named(bucket, key, t.S3VersionID))
		i.tasks, i.unclear = tasks, err != nil || !ok
		e.items = append(e.items, i)
	}
	return e, nil
}

// decodeMap decodes a batch of a Distributed Map. An item is one of ListObjectsV2, which has no bucket, of an S3 Inventory, or
// of the user's own making; BatchInput says what they have in common:
//
//	bucket  the bucket of items that name none
//	keys    "url" for keys that are URL-encoded, as in the CSV files of S3 Inventory, else "plain". Without it, keys are taken
//	        for URL-encoded in items that have the fields of an S3 Inventory ("Bucket", "Key").
func decodeMap(fields map[string]json.RawMessage) (event, error) {
	var items []json.RawMessage
	if json.Unmarshal(fields["Items"], &items) != nil {
		return event{}, errUnknownEvent
	}
	common, ok := object(fields["BatchInput"])
	if !ok {
		common = map[string]json.RawMessage{}
	}
	e := event{source: fromMap}
	for _, raw := range items {
		one, _ := object(raw)
		t, ok := decodeNamed(one, common)
		if !ok {
			e.items = append(e.items, item{unclear: true})
			continue
		}
		e.items = append(e.items, item{tasks: []task{t}})
	}
	return e, nil
}

// decodeNamed decodes an object that names another in S3: bucket, key and perhaps versionId, in the cases in which lists of AWS
// have them. common is the batch's input, and nil outside of batches: there keys are as they are.
func decodeNamed(fields, common map[string]json.RawMessage) (task, bool) {
	first := func(names ...string) string {
		for _, n := range names {
			if s := text(fields, n); s != "" {
				return s
			}
		}
		return ""
	}
	bucket, key := first("bucket", "Bucket"), first("key", "Key")
	if bucket == "" {
		bucket = text(common, "bucket")
	}
	inventoried := common != nil && text(fields, "Bucket") != "" && text(fields, "Key") != ""
	if how := text(common, "keys"); how == "url" || how == "" && inventoried {
		var err error
		if key, err = url.QueryUnescape(key); err != nil {
			return task{}, false
		}
	}
	t := named(bucket, key, first("versionId", "VersionId"))
	return t, valid(t.object)
}

// named is a task for an object of which only the name is known.
func named(bucket, key, version string) task {
	return task{object: pipeline.Object{Bucket: bucket, Key: key, VersionID: version, Size: -1}, exact: version != ""}
}

// oneTask returns a task whose object can exist.
func oneTask(t task) ([]task, bool) {
	if !valid(t.object) {
		return nil, false
	}
	return []task{t}, true
}

const (
	maxBucket = 255  // characters (buckets made before 2018 in us-east-1)
	maxKey    = 1024 // bytes (AWS, "Naming Amazon S3 objects")
)

// valid reports whether an object of that name can exist: what is not is not worth a request, and might be taken for
// something else on the way.
func valid(o pipeline.Object) bool {
	return o.Bucket != "" && len(o.Bucket) <= maxBucket && !strings.ContainsFunc(o.Bucket, func(r rune) bool { return r <= ' ' || r == 0x7f }) &&
		o.Key != "" && len(o.Key) <= maxKey && len(o.VersionID) <= maxKey && len(o.ETag) <= maxKey
}

// unquoted takes the quotes off an ETag.
func unquoted(etag string) string { return strings.Trim(etag, `"`) }

// compareSequencers compares two sequencers of one key as AWS documents it: as hexadecimal numbers, the shorter one padded
// with zeros on the left.
func compareSequencers(a, b string) int {
	a, b = strings.ToUpper(a), strings.ToUpper(b)
	for len(a) < len(b) {
		a = strings.Repeat("0", len(b)-len(a)) + a
	}
	for len(b) < len(a) {
		b = strings.Repeat("0", len(a)-len(b)) + b
	}
	return strings.Compare(a, b)
}
