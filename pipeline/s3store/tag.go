package s3store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/seed-4750cad8/assay/pipeline"
)

// MaxTags is how many tags an object of S3 can have.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
const MaxTags = 10

// maxMerges bounds how often Tag merges again because somebody else wrote tags at the same moment.
const maxMerges = 8

// Tag sets tags on the version of an object that o names, beside the tags of other keys. It returns the values that the
// keys of tags had before. Equal tags are not written again.
//
// S3 replaces an object's tags as a whole and has no condition on that. So Tag reads, merges, writes and reads back, and
// merges again if another tagger wrote meanwhile. What remains is the instant between its read and its write, of about one
// request: tags that another writes just then are lost unless that tagger reads back, too; and a tagger that read before
// Tag wrote, and writes after Tag has read back, removes ours. Options.Settle puts the second reading later, so that it
// sees the writes of such taggers: taggers that read back after a wait that is longer than any of them takes from its
// read to its write lose nothing.
//
// An object that is not of a versioned bucket may be overwritten at any moment. Tag makes sure that it is the one of o
// before each time it writes, and again after: tags that hit what replaced it are taken off again, all or none, and the
// error is ErrChanged. Labels that another gave to what replaced it stay.
func (s *Store) Tag(ctx context.Context, o pipeline.Object, tags map[string]string) (before map[string]string, err error) {
	if !versioned(o) {
		if o, err = s.current(ctx, o); err != nil {
			return nil, err
		}
	}
	found, wrote, err := s.editTags(ctx, o, func(set map[string]string) { maps.Copy(set, tags) })
	if err != nil && !(wrote && errors.Is(err, pipeline.ErrChanged)) {
		return nil, err
	}
	if wrote && !versioned(o) {
		if err := s.stillTagged(ctx, o, tags); err != nil {
			return nil, err
		}
	}
	maps.DeleteFunc(found, func(key, _ string) bool { _, ours := tags[key]; return !ours })
	return found, nil
}

// versioned says whether o names a version that stays what it is. The null version, of a bucket whose versioning is
// suspended or was off, is overwritten like any unversioned object.
func versioned(o pipeline.Object) bool { return o.VersionID != "" && o.VersionID != "null" }

// current returns o with the version that it has now, or ErrChanged if it is no longer the object of that ETag.
func (s *Store) current(ctx context.Context, o pipeline.Object) (pipeline.Object, error) {
	var head *s3.HeadObjectOutput
	err := s.call(ctx, o.Bucket, func(c *s3.Client) (err error) {
		head, err = c.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &o.Bucket, Key: &o.Key, VersionId: nonEmpty(o.VersionID)})
		return err
	})
	if err == nil && o.ETag != "" && unquote(head.ETag) != o.ETag {
		err = pipeline.ErrChanged
	}
	if err != nil {
		return o, wrap(opRead, o.Bucket, o.Key, err)
	}
	o.ETag, o.VersionID = unquote(head.ETag), aws.ToString(head.VersionId)
	return o, nil
}

// stillTagged makes sure, after tags were written, that they are on o and not on what replaced it.
func (s *Store) stillTagged(ctx context.Context, o pipeline.Object, tags map[string]string) error {
	_, err := s.current(ctx, o)
	if !errors.Is(err, pipeline.ErrChanged) {
		return err // nil, or what is gone took its tags along, or the check failed
	}
	replaced := o
	replaced.ETag = ""
	_, _, undo := s.editTags(ctx, replaced, func(set map[string]string) {
		for key, value := range tags {
			if got, ok := set[key]; !ok || got != value {
				return // another's label, which may have some values in common with ours
			}
		}
		maps.DeleteFunc(set, func(key, _ string) bool { _, ours := tags[key]; return ours })
	})
	if undo != nil && !errors.Is(undo, pipeline.ErrGone) {
		return fmt.Errorf("%w, and the tags could not be taken off what replaced it: %w", err, undo)
	}
	return err
}

// editTags changes the tags of a version by edit, until they are read back as they were written or need no change. It
// returns the tags that it found first, and whether it wrote any. Where o names an ETag and no version, it writes nothing again once the
// object is another: the error is ErrChanged.
func (s *Store) editTags(ctx context.Context, o pipeline.Object, edit func(set map[string]string)) (found map[string]string, wrote bool, err error) {
	set, err := s.getTags(ctx, o)
	if err != nil {
		return nil, false, err
	}
	found = set
	for n := 1; n <= maxMerges; n++ {
		merged := maps.Clone(set)
		edit(merged)
		if maps.Equal(merged, set) {
			return found, wrote, nil
		}
		if len(merged) > MaxTags {
			return nil, wrote, wrap(opTag, o.Bucket, o.Key, pipeline.ErrTagsFull)
		}
		if n > 1 && o.ETag != "" && !versioned(o) {
			if _, err := s.current(ctx, o); err != nil {
				return nil, wrote, err
			}
		}
		err := s.putTags(ctx, o, merged)
		// Two writes at the same moment: neither need have happened.
		conflict := hasCode(err, "OperationAborted", "ConditionalRequestConflict", "Conflict")
		if err != nil && !conflict {
			return nil, wrote, err
		}
		wrote = wrote || !conflict
		if conflict {
			err = backoff(ctx, n)
		} else {
			err = sleep(ctx, s.options.Settle)
		}
		if err != nil {
			return nil, wrote, err
		}
		if set, err = s.getTags(ctx, o); err != nil {
			return nil, wrote, err
		}
		if !conflict && maps.Equal(set, merged) {
			return found, wrote, nil
		}
		// Somebody else is at it: read again when they have finished.
		if err := backoff(ctx, n); err != nil {
			return nil, wrote, err
		}
		if set, err = s.getTags(ctx, o); err != nil {
			return nil, wrote, err
		}
	}
	return nil, wrote, wrap(opTag, o.Bucket, o.Key, errors.New("another tagger keeps changing the tags"))
}

func (s *Store) getTags(ctx context.Context, o pipeline.Object) (map[string]string, error) {
	var out *s3.GetObjectTaggingOutput
	err := s.call(ctx, o.Bucket, func(c *s3.Client) (err error) {
		out, err = c.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{Bucket: &o.Bucket, Key: &o.Key, VersionId: nonEmpty(o.VersionID)})
		return err
	})
	if err != nil {
		return nil, wrap(opTag, o.Bucket, o.Key, err)
	}
	set := make(map[string]string, len(out.TagSet))
	for _, t := range out.TagSet {
		set[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	return set, nil
}

func (s *Store) putTags(ctx context.Context, o pipeline.Object, set map[string]string) error {
	tags := make([]types.Tag, 0, len(set))
	for key, value := range set {
		tags = append(tags, types.Tag{Key: aws.String(key), Value: aws.String(value)})
	}
	slices.SortFunc(tags, func(a, b types.Tag) int { return strings.Compare(*a.Key, *b.Key) })
	err := s.call(ctx, o.Bucket, func(c *s3.Client) error {
		_, err := c.PutObjectTagging(ctx, &s3.PutObjectTaggingInput{
			Bucket: &o.Bucket, Key: &o.Key, VersionId: nonEmpty(o.VersionID), Tagging: &types.Tagging{TagSet: tags},
		})
		return err
	})
	return wrap(opTag, o.Bucket, o.Key, err)
}
