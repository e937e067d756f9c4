package main

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/detectors/comprehend"
	"github.com/seed-4750cad8/assay/scanner/format"
)

// rendered are the parts of README.md that the program itself says.
var rendered = map[string]func(t *testing.T) string{
	"detectors": func(t *testing.T) string { return printed(t, "detectors", "--output", "markdown") },
	"scheme":    func(t *testing.T) string { return printed(t, "scheme", "--output", "markdown") },
	"policy": func(t *testing.T) string {
		return "```json\n" + printed(t, "policy", "s3://bucket/prefix", "--inventory", "s3://inventory/assay") + "```\n"
	},
	"entities": func(*testing.T) string {
		var b strings.Builder
		b.WriteString("| entity type | infoType | at most |\n|---|---|---|\n")
		for _, m := range comprehend.Mappings() {
			entity := "every other type"
			if m.Entity != "" {
				entity = "`" + string(m.Entity) + "`"
			}
			fmt.Fprintf(&b, "| %s | `%s` | %s |\n", entity, m.InfoType, m.Most)
		}
		b.WriteString("\nBy score:")
		for i, threshold := range comprehend.Thresholds() {
			if i > 0 {
				b.WriteString(",")
			}
			fmt.Fprintf(&b, " %s from %.2g", threshold.Likelihood, threshold.Score)
		}
		b.WriteString(".\n")
		return b.String()
	},
	"formats": func(*testing.T) string {
		var b strings.Builder
		b.WriteString("| format | |\n|---|---|\n")
		var named []string
		for _, f := range format.All() {
			if strings.HasSuffix(f.Doc, "not searched") {
				named = append(named, "`"+f.Name+"`")
				continue
			}
			fmt.Fprintf(&b, "| `%s` | %s |\n", f.Name, f.Doc)
		}
		fmt.Fprintf(&b, "\nTold by name in the row, but not searched: %s.\n", strings.Join(named, " "))
		return b.String()
	},
}

func printed(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if status := run(t.Context(), args, &out, &errs, func(string) string { return "" }); status != exitDone {
		t.Fatalf("assay %s: exit status %d\n%s", strings.Join(args, " "), status, errs.String())
	}
	return out.String()
}

// The README shows what the program says. go test ./cmd/assay -run TestDocuments -update writes it anew.
func TestDocuments(t *testing.T) {
	const file = "../../README.md"
	readme, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got := string(readme)
	for name, render := range rendered {
		part := regexp.MustCompile(`(?s)(<!-- BEGIN ` + name + ` [^\n]*-->\n).*?(<!-- END ` + name + ` -->)`)
		if !part.MatchString(got) {
			t.Errorf("README.md has no place for %s", name)
		}
		text := strings.ReplaceAll(render(t), "$", "$$")
		got = part.ReplaceAllString(got, "${1}"+text+"${2}")
	}
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(strings.Split(got, "\n"), strings.Split(string(readme), "\n")); diff != "" {
		t.Errorf("README.md is stale (-want +got): go test ./cmd/assay -run TestDocuments -update\n%s", diff)
	}
}
