package comprehend_test

import (
	"testing"
	"testing/synctest"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/detectors/comprehend"
	"github.com/seed-4750cad8/assay/detectors/comprehend/comprehendtest"
	"github.com/seed-4750cad8/assay/scanner"
)

// hostile are replies that no service should give.
var hostile = []string{
	``, `{}`, `null`, `[]`, `{"Entities":null}`, `{"Entities":{}}`, `{"Entities":[null]}`, `{"Entities":[{}]}`, `{"Entities":[[[[`,
	`{"Entities":[{"Type":"NAME","Score":0.9,"BeginOffset":-1,"EndOffset":3}]}`,
	`{"Entities":[{"Type":"NAME","Score":0.9,"BeginOffset":3,"EndOffset":1}]}`,
	`{"Entities":[{"Type":"NAME","Score":0.9,"BeginOffset":2,"EndOffset":2}]}`,
	`{"Entities":[{"Type":"NAME","Score":0.9,"BeginOffset":0,"EndOffset":2147483647}]}`,
	`{"Entities":[{"Type":"NAME","Score":0.9,"BeginOffset":0,"EndOffset":99999999999999999999}]}`,
	`{"Entities":[{"Type":"NAME","Score":0.9,"BeginOffset":0.5,"EndOffset":2.5}]}`,
	`{"Entities":[{"Type":"NAME","BeginOffset":0,"EndOffset":2}]}`,
	`{"Entities":[{"Type":7,"Score":0.9,"BeginOffset":0,"EndOffset":2}]}`,
	`{"Labels":null}`, `{"Labels":[{}]}`, `{"Labels":[{"Name":"NAME"}]}`,
}

// odd are replies with sense, if little.
var odd = []string{
	`{"Entities":[]}`,
	`{"Entities":[{"Type":"NAME","Score":"NaN","BeginOffset":0,"EndOffset":2}]}`,
	`{"Entities":[{"Type":"NAME","Score":-7,"BeginOffset":0,"EndOffset":2}]}`,
	`{"Entities":[{"Type":"NAME","Score":1e9,"BeginOffset":0,"EndOffset":2},{"Type":"NAME","Score":0.1,"BeginOffset":0,"EndOffset":2}]}`,
	`{"Entities":[{"Type":"","Score":1,"BeginOffset":0,"EndOffset":2},{"Type":"☃","Score":1,"BeginOffset":1,"EndOffset":3}]}`,
	`{"Entities":[{"Type":"ALL","Score":1,"BeginOffset":0,"EndOffset":2}],"More":[1,2,3]}`,
}

// readReply lets the service answer with reply, and holds what must be so whatever it is.
func readReply(t *testing.T, mode comprehend.Mode, reply []byte, text []byte) scanner.Recognition {
	server := &comprehendtest.Server{Reply: func(op string) []byte {
		if op == comprehendtest.Contains && mode == comprehend.Screen && len(reply)%2 == 0 {
			return []byte(`{"Labels":[{"Name":"NAME","Score":1}]}`) // so that the reply is one to Detect
		}
		return reply
	}}
	r := newRecognizer(t, server, comprehend.Options{Mode: mode, Budget: comprehend.Dollar, Language: "en"})
	doubt := []detectors.Match{{InfoType: "US_SSN", Likelihood: detectors.Possible, Start: 0, End: len(text)}}
	texts := []scanner.Text{{Bytes: text, Matches: doubt}, {Bytes: []byte("another text")}}
	out := recognize(t, r, texts...)
	for i, got := range out {
		for k, m := range got.Matches {
			if m.Start < 0 || m.Start >= m.End || m.End > len(texts[i].Bytes) || m.Likelihood < detectors.Unlikely || m.Likelihood > detectors.Likely {
				t.Fatalf("bad match %+v in %d bytes", m, len(texts[i].Bytes))
			}
			if k > 0 && m.Start < got.Matches[k-1].Start {
				t.Fatal("not ascending")
			}
		}
		for _, d := range got.Denied {
			if d != 0 || i != 0 || got.Problem != "" {
				t.Fatalf("denied %v with problem %q", got.Denied, got.Problem)
			}
		}
		if got.Problem != "" && len(got.Matches) > 0 {
			t.Fatalf("matches of a reply without sense: %+v", got)
		}
	}
	if server.Counts().Requests > 40 {
		t.Fatalf("%d requests", server.Counts().Requests)
	}
	return out[0]
}

func TestReplies(t *testing.T) {
	for _, s := range hostile {
		synctest.Test(t, func(t *testing.T) {
			if got := readReply(t, comprehend.All, []byte(s), []byte("zoë 🎻 plays")); got.Problem != scanner.RecognizerFailed {
				t.Errorf("%s: %+v", s, got)
			}
		})
	}
	for _, s := range odd {
		synctest.Test(t, func(t *testing.T) {
			if got := readReply(t, comprehend.All, []byte(s), []byte("zoë 🎻 plays")); got.Problem != "" {
				t.Errorf("%s: %+v", s, got)
			}
		})
	}
}

func FuzzReply(f *testing.F) {
	for _, s := range append(hostile, odd...) {
		f.Add([]byte(s), []byte("zoë 🎻 \xff plays"), uint8(2))
	}
	f.Fuzz(func(t *testing.T, reply, text []byte, mode uint8) {
		if len(text) == 0 {
			return
		}
		synctest.Test(t, func(t *testing.T) { readReply(t, comprehend.Verify+comprehend.Mode(mode%4), reply, text) })
	})
}
