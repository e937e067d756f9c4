package labels

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/detectors"
)

var stamp = Stamp{Scanner: "assay/0.1.0", Ruleset: "1a2b3c4d", ETag: "9b2cf535f27731c974343645a3985328-12"}

func TestTags(t *testing.T) {
	for _, tc := range []struct {
		name  string
		label Label
		stamp Stamp
		want  map[string]string
	}{
		{"restricted", Label{Restricted, []detectors.InfoType{"US_SSN", "EMAIL_ADDRESS"}, true}, stamp, map[string]string{
			"data-classification": "restricted",
			"data-types":          "US_SSN EMAIL_ADDRESS",
			"data-classified-by":  "assay/0.1.0 ruleset/1a2b3c4d etag/9b2cf535f27731c974343645a3985328-12",
		}},
		{"public", Label{Public, nil, true}, Stamp{Scanner: "assay/devel", Ruleset: "0"}, map[string]string{
			"data-classification": "public",
			"data-types":          "",
			"data-classified-by":  "assay/devel ruleset/0",
		}},
		{"not read", Label{}, stamp, map[string]string{
			"data-classification": "unknown",
			"data-types":          "",
			"data-classified-by":  "assay/0.1.0 ruleset/1a2b3c4d etag/9b2cf535f27731c974343645a3985328-12 partial",
		}},
		{"an infoType that is not safe", Label{Internal, []detectors.InfoType{"a b+c\n*?é"}, true}, stamp, map[string]string{
			"data-classification": "internal",
			"data-types":          "a_b_c_____",
			"data-classified-by":  "assay/0.1.0 ruleset/1a2b3c4d etag/9b2cf535f27731c974343645a3985328-12",
		}},
	} {
		if diff := cmp.Diff(tc.want, tc.label.Tags(DefaultKeys(), tc.stamp)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}

func TestTypesFit(t *testing.T) {
	for n := range 200 {
		for _, width := range []int{1, 6, 20, 40, 300} {
			l := Label{Level: Restricted}
			for i := range n {
				l.InfoTypes = append(l.InfoTypes, detectors.InfoType(fmt.Sprintf("%0*d", width, i)))
			}
			got := l.types()
			checkValue(t, got)
			words := strings.Fields(got)
			missing := 0
			if len(words) > 0 {
				if m, ok := strings.CutPrefix(words[len(words)-1], "+"); ok {
					missing, _ = strconv.Atoi(m)
					words = words[:len(words)-1]
				}
			}
			if len(words)+missing != n {
				t.Fatalf("%d of width %d: %d named and %d missing in %q", n, width, len(words), missing, got)
			}
			for i, w := range words {
				if w != string(l.InfoTypes[i]) {
					t.Fatalf("word %d: got %q, want %q", i, w, l.InfoTypes[i])
				}
			}
			// As many as fit: one more would not.
			if missing > 0 {
				longer := strings.Join(names(l.InfoTypes[:len(words)+1]), " ")
				if missing > 1 {
					longer += " +" + strconv.Itoa(missing-1)
				}
				if len(longer) <= maxTagValue {
					t.Fatalf("%d of width %d: %q has room for one more", n, width, got)
				}
			}
		}
	}
}

// checkValue holds what S3 and its neighbours ask of a tag's value.
func checkValue(t *testing.T, v string) {
	t.Helper()
	if n := len(utf16.Encode([]rune(v))); n > 256 {
		t.Fatalf("%d UTF-16 units in %q", n, v)
	}
	for _, r := range v {
		if r > 127 || !safeByte(byte(r)) {
			t.Fatalf("%q has the unsafe %q", v, r)
		}
	}
	if strings.TrimSpace(v) != v || strings.Contains(v, "  ") {
		t.Fatalf("%q has a space too many", v)
	}
}

func TestKeysCheck(t *testing.T) {
	with := func(change func(*Keys)) Keys {
		k := DefaultKeys()
		change(&k)
		return k
	}
	for _, tc := range []struct {
		name string
		keys Keys
		want string
	}{
		{"default", DefaultKeys(), ""},
		{"all safe characters", with(func(k *Keys) { k.By = "a B+9-=._:/@" }), ""},
		{"longest", with(func(k *Keys) { k.By = strings.Repeat("k", 128) }), ""},
		{"zero", Keys{}, "empty"},
		{"too long", with(func(k *Keys) { k.By = strings.Repeat("k", 129) }), "129 characters"},
		{"reserved", with(func(k *Keys) { k.Types = "AWS:types" }), "reserves"},
		{"unsafe", with(func(k *Keys) { k.Types = "types*" }), "want letters"},
		{"unicode", with(func(k *Keys) { k.Types = "größe" }), "want letters"},
		{"a space at the end", with(func(k *Keys) { k.Types = "types " }), "want letters"},
		{"twice", with(func(k *Keys) { k.Types = "Data-Classification" }), "twice"},
	} {
		err := tc.keys.Check()
		if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("%s: got %v, want %q", tc.name, err, tc.want)
		}
	}
}

func TestParseTagsReadsWhatTagsWrites(t *testing.T) {
	odd := Stamp{Scanner: "a scanner, 1.0", Ruleset: "", ETag: strings.Repeat("é", 300)}
	for _, s := range []Stamp{stamp, {Scanner: "assay/devel", Ruleset: "0"}, odd, {}} {
		for _, l := range []Label{{}, {Public, nil, true}, {Internal, []detectors.InfoType{"A"}, false}, {Restricted, nil, true}} {
			tags := l.Tags(DefaultKeys(), s)
			for _, v := range tags {
				checkValue(t, v)
			}
			level, got, ok := ParseTags(DefaultKeys(), tags)
			if !ok || level != l.Level || got != s.Written() {
				t.Errorf("%v: got %v %v %v, want %v %v", tags, level, got, ok, l.Level, s.Written())
			}
		}
	}
	if got := stamp.Written(); got != stamp {
		t.Errorf("a usual stamp is written as %v, want %v", got, stamp)
	}
}

func TestParseTagsHostile(t *testing.T) {
	k := DefaultKeys()
	good := Label{Level: Public, Complete: true}.Tags(k, stamp)
	with := func(key, value string) map[string]string {
		tags := map[string]string{"team": "web"}
		for k, v := range good {
			tags[k] = v
		}
		tags[key] = value
		return tags
	}
	by := good[k.By]
	if level, _, ok := ParseTags(k, with("other", "tag")); !ok || level != Public {
		t.Fatalf("got %v %v, want public", level, ok)
	}
	for name, tags := range map[string]map[string]string{
		"none":                       nil,
		"no level":                   with(k.Classification, ""),
		"a level in capitals":        with(k.Classification, "PUBLIC"),
		"a level with a space":       with(k.Classification, "public "),
		"a level that is none":       with(k.Classification, "harmless"),
		"unknown, yet whole":         with(k.Classification, "unknown"),
		"public, yet partial":        with(k.By, by+" partial"),
		"no stamp":                   with(k.By, ""),
		"only partial":               with(k.By, "partial"),
		"only a scanner":             with(k.By, "assay/0.1.0"),
		"no ruleset":                 with(k.By, "assay/0.1.0 etag/1"),
		"empty ruleset":              with(k.By, "assay/0.1.0 ruleset/"),
		"empty etag":                 with(k.By, "assay/0.1.0 ruleset/1 etag/"),
		"two spaces":                 with(k.By, "assay/0.1.0  ruleset/1"),
		"a space in front":           with(k.By, " "+by),
		"one word too many":          with(k.By, by+" etag/2"),
		"control characters":         with(k.By, "assay/0.1.0 ruleset/1\x1b[2J"),
		"a line break":               with(k.By, "assay/0.1.0\nruleset/1"),
		"not UTF-8":                  with(k.By, "assay/0.1.0 ruleset/\xff"),
		"a ruleset that is too long": with(k.By, "assay/0.1.0 ruleset/"+strings.Repeat("1", 65)),
		"far too long":               with(k.By, strings.Repeat("a ", 1<<20)),
	} {
		if level, s, ok := ParseTags(k, tags); ok || level != Unknown || s != (Stamp{}) {
			t.Errorf("%s: got %v %v %v, want unknown", name, level, s, ok)
		}
	}
}

func FuzzParseTags(f *testing.F) {
	k := DefaultKeys()
	for _, l := range []Label{{}, {Public, nil, true}, {Restricted, []detectors.InfoType{"A", "B"}, false}} {
		tags := l.Tags(k, stamp)
		f.Add(tags[k.Classification], tags[k.Types], tags[k.By])
	}
	f.Fuzz(func(t *testing.T, classification, types, by string) {
		level, s, ok := ParseTags(k, map[string]string{k.Classification: classification, k.Types: types, k.By: by})
		if !ok {
			return
		}
		// What is accepted is exactly what would be written again.
		for _, complete := range []bool{false, true} {
			if (Label{Level: level, Complete: complete}).Tags(k, s)[k.By] == by {
				return
			}
		}
		t.Fatalf("accepted %q, which is never written", by)
	})
}
