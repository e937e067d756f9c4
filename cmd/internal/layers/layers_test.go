// Package layers holds the test of the project's layers: which package may import which.
package layers

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/seed-4750cad8/assay/"

// A layer says what a folder may import, beside the standard library. Each entry is a folder of this module or a module's
// path prefix.
type layer struct {
	folder string
	may    []string
	why    string
}

var (
	codecs = []string{"github.com/andybalholm/brotli", "github.com/pierrec/lz4/v4", "github.com/klauspost/compress", "github.com/parquet-go/parquet-go", "github.com/saintfish/chardet", "golang.org/x/text"}
	aws    = []string{"github.com/aws/aws-sdk-go-v2", "github.com/aws/smithy-go"}
)

// layers are tried in order: the first whose folder holds the package counts.
var layers = []layer{
	{"detectors/comprehend", append([]string{"detectors", "scanner"}, aws...), "a recognizer knows texts and what finds in them, not where they come from"},
	{"detectors/planes", []string{"golang.org/x/sys/cpu"}, "planes know bytes only"},
	{"detectors/names", []string{"detectors", "detectors/planes", "detectors/names/internal/words", "scanner", "golang.org/x/text"}, "a recognizer knows texts and what finds in them, not where they come from"},
	{"detectors", []string{"detectors/planes", "github.com/dlclark/regexp2", "golang.org/x/sys/cpu"}, "detectors search bytes and know nothing else"},
	{"scanner/format/inflate", []string{"golang.org/x/sys/cpu"}, "a codec knows bytes only"},
	{"scanner/format", append([]string{"scanner", "scanner/format/inflate", "detectors", "detectors/planes"}, codecs...), "formats know the scanner's frame and codecs"},
	{"scanner", []string{"detectors", "detectors/planes"}, "the scanner knows neither where bytes come from nor how formats are read"},
	{"labels/access", []string{"labels", "detectors"}, "policies are keyed on labels"},
	{"labels", []string{"detectors", "scanner", "github.com/goccy/go-yaml"}, "labels are decided from reports"},
	{"pipeline/s3store", append([]string{"pipeline", "scanner", "golang.org/x/sync"}, aws...), "a store knows no other store"},
	{"pipeline/dirstore", []string{"pipeline", "scanner", "golang.org/x/sys"}, "a store knows no other store"},
	{"pipeline/inventory", []string{"pipeline", "scanner", "labels", "detectors", "github.com/parquet-go/parquet-go", "github.com/apache/arrow/go/v15"}, "the inventory knows rows, not stores"},
	{"pipeline/storetest", append([]string{"pipeline", "scanner", "pipeline/storetest", "golang.org/x/sync"}, aws...), "the suite knows the contract, not its implementations"},
	{"pipeline", []string{"scanner", "labels", "detectors", "golang.org/x/sync"}, "no AWS and no files in the pipeline"},
}

// testOnly may be imported by tests anywhere.
var testOnly = []string{"github.com/google/go-cmp", "pipeline/storetest", "detectors/comprehend/comprehendtest", "scanner/format", "github.com/rogpeppe/go-internal"}

func TestImports(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	checked := map[string]bool{}
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := filepath.ToSlash(strings.TrimPrefix(file, root+string(filepath.Separator)))
		if d.IsDir() {
			if base := d.Name(); file != root && (base == "testdata" || strings.HasPrefix(base, "_") || strings.HasPrefix(base, ".")) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(rel, ".go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(layers, func(l layer) bool { return within(path.Dir(rel), l.folder) })
		if i < 0 {
			return nil // cmd and bench import what they like
		}
		checked[layers[i].folder] = true
		for _, spec := range f.Imports {
			if err := check(rel, layers[i], strings.Trim(spec.Path.Value, `"`)); err != nil {
				t.Error(err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range layers {
		if _, err := os.Stat(filepath.Join(root, l.folder)); err != nil || !checked[l.folder] {
			t.Errorf("layer %s has no Go files: correct the list", l.folder)
		}
	}
}

func within(dir, folder string) bool { return dir == folder || strings.HasPrefix(dir, folder+"/") }

func check(file string, l layer, imported string) error {
	own, isOwn := strings.CutPrefix(imported, module)
	if !isOwn {
		if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
			return nil // the standard library
		}
		own = imported
	}
	if isOwn && within(path.Dir(file), own) {
		return nil
	}
	may := l.may
	if strings.HasSuffix(file, "_test.go") || strings.HasPrefix(file, "pipeline/storetest/") {
		may = append(slices.Clone(may), testOnly...)
		may = append(may, l.folder)
	}
	for _, m := range may {
		if own == m || !isOwn && strings.HasPrefix(own, m+"/") {
			return nil
		}
		if isOwn && m == "pipeline/storetest" && within(own, m) {
			return nil
		}
	}
	return fmt.Errorf("%s imports %s: %s", file, imported, l.why)
}
