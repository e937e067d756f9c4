package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-4750cad8/assay/detectors/comprehend/comprehendtest"
)

// The tests of this file run the real program, as a process, with a server that behaves as Amazon Comprehend does. The program
// cannot tell: it finds the server as any SDK finds an endpoint.

// newComprehend starts a server that knows the people of the sample bucket's prose, and of one table. It answers with what reply
// returns, unless that is nil.
func newComprehend(t *testing.T, reply func(operation string) []byte) (*comprehendtest.Server, *httptest.Server) {
	t.Helper()
	service := &comprehendtest.Server{Reply: reply}
	service.Words("NAME", "Oliver Penhallow", "Frances Ashdown", "Benedict Thornbury", "Eleanor Whitcombe", "Henrik Lindqvist", "Wilhelmina Kanarek",
		"Lucía Fernández Ortega", "Javier Morales")
	service.Words("ADDRESS", "27 Sailmaker Street, Lübeck")
	service.Words("CREDIT_DEBIT_NUMBER", "2026-117") // what no check digit bears out
	server := httptest.NewServer(service)
	t.Cleanup(server.Close)
	return service, server
}

// A comprehendRun is what one run of the program said.
type comprehendRun struct {
	status         int
	stdout, stderr string
	rows           []comprehendRow
	summary        summary
}

type comprehendRow struct {
	Key, Level, Coverage string
	Findings             []struct {
		InfoType   string `json:"info_type"`
		Likelihood string
		Count      int64
	}
	Problems []struct{ Kind string }
	Units    int64 `json:"recognizer_units"`
	Cost     int64 `json:"recognizer_microdollars"`
	Sent     int64 `json:"recognizer_sent"`
	Withheld int64 `json:"recognizer_withheld"`
}

func (r comprehendRow) has(kind string) bool {
	return slices.ContainsFunc(r.Problems, func(p struct{ Kind string }) bool { return p.Kind == kind })
}

// row returns the row of a key.
func (r *comprehendRun) row(t *testing.T, key string) comprehendRow {
	t.Helper()
	i := slices.IndexFunc(r.rows, func(row comprehendRow) bool { return row.Key == key })
	if i < 0 {
		t.Fatalf("no row of %s", key)
	}
	return r.rows[i]
}

// scanWith scans the sample bucket with a server. Inventory "" is a new one.
func scanWith(t *testing.T, server *httptest.Server, inventory string, args ...string) *comprehendRun {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	bucket, err := filepath.Abs(sampleBucket)
	if err != nil {
		t.Fatal(err)
	}
	if inventory == "" {
		inventory = filepath.Join(t.TempDir(), "inventory")
	}
	credentials, err := comprehendtest.Config(server.URL).Credentials.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, append([]string{"scan", bucket, "--inventory", inventory, "--output", "json"}, args...)...)
	cmd.Dir = t.TempDir()
	cmd.Env = []string{
		"HOME=" + cmd.Dir, "PATH=" + os.Getenv("PATH"), "AWS_EC2_METADATA_DISABLED=true", "AWS_REGION=" + comprehendtest.Region,
		"AWS_ACCESS_KEY_ID=" + credentials.AccessKeyID, "AWS_SECRET_ACCESS_KEY=" + credentials.SecretAccessKey,
		"AWS_ENDPOINT_URL_COMPREHEND=" + server.URL, "ASSAY_COMPREHEND_TPS=1000",
	}
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	run := &comprehendRun{status: cmd.ProcessState.ExitCode(), stdout: out.String(), stderr: errs.String()}
	for line := range strings.Lines(out.String()) {
		if strings.HasPrefix(line, `{"summary":`) {
			var s struct{ Summary summary }
			if err := json.Unmarshal([]byte(line), &s); err != nil {
				t.Fatal(err)
			}
			run.summary = s.Summary
			continue
		}
		var row comprehendRow
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		run.rows = append(run.rows, row)
	}
	noCanaryIn(t, run.stdout, run.stderr)
	return run
}

// noCanaryIn wants that no canary of the sample bucket stands in what the program wrote.
func noCanaryIn(t *testing.T, outputs ...string) {
	t.Helper()
	list, err := os.ReadFile("../../testdata/canaries.txt")
	if err != nil {
		t.Fatal(err)
	}
	for i, canary := range strings.Split(strings.TrimSpace(string(list)), "\n") {
		for _, output := range outputs {
			if strings.Contains(output, canary) {
				t.Errorf("canary %d stands in the output", i+1)
			}
		}
	}
}

// bill holds what the program says that it spent against what the server says.
func (r *comprehendRun) bill(t *testing.T, service *comprehendtest.Server) {
	t.Helper()
	counts := service.Counts()
	var units, cost, sent, withheld int64
	for _, row := range r.rows {
		units, cost, sent, withheld = units+row.Units, cost+row.Cost, sent+row.Sent, withheld+row.Withheld
	}
	if want := counts.Units[comprehendtest.Detect] + counts.Units[comprehendtest.Contains]; units != want || cost != counts.Micros() {
		t.Errorf("rows say %d units and %d millionths of a dollar, the bill %d and %d", units, cost, want, counts.Micros())
	}
	c := r.summary.Comprehend
	if c == nil || c.Units != units || int64(c.USD*1e6+0.5) != cost || c.Sent != sent || c.Withheld != withheld {
		t.Errorf("the summary says %+v; the rows %d units, %d millionths, %d sent, %d withheld", c, units, cost, sent, withheld)
	}
}

func TestComprehendModes(t *testing.T) {
	cost := make(map[string]int64)
	for _, mode := range []string{"off", "verify", "screen", "prose", "all"} {
		t.Run(mode, func(t *testing.T) {
			service, server := newComprehend(t, nil)
			args := []string{"--comprehend", mode, "--comprehend-budget", "50000units"}
			if mode == "off" {
				args = args[:2]
			}
			run := scanWith(t, server, "", args...)
			if run.status != exitIncomplete {
				t.Fatalf("exit status %d, want %d\n%s", run.status, exitIncomplete, run.stderr)
			}
			if mode == "off" {
				if run.summary.Comprehend != nil || service.Counts().Requests != 0 {
					t.Errorf("%d requests: %+v", service.Counts().Requests, run.summary.Comprehend)
				}
				return
			}
			run.bill(t, service)
			cost[mode] = service.Counts().Micros()
			if cost[mode] == 0 {
				t.Error("nothing was asked")
			}
			if got := run.row(t, "support/tickets/1063-pl.txt"); mode != "verify" && !got.has("other-language") {
				t.Errorf("a Polish text: %+v", got)
			}
			for _, row := range run.rows {
				if row.has("recognizer-failed") || row.has("over-budget") {
					t.Errorf("%+v", row)
				}
				for _, f := range row.Findings {
					if f.InfoType == "CREDIT_CARD_NUMBER" && strings.HasPrefix(row.Key, "hr/applications/") {
						t.Errorf("%s: a number without its check digit is a card", row.Key)
					}
				}
			}
			letter := run.row(t, "office/letter-2026-06-02.txt")
			if mode == "prose" || mode == "all" {
				if letter.Units == 0 || letter.Coverage != "full" {
					t.Errorf("the letter: %+v", letter)
				}
			}
		})
	}
	for _, mode := range []string{"verify", "screen"} {
		share := 100 * float64(cost[mode]) / float64(cost["prose"])
		t.Logf("%s costs %.1f %% of prose", mode, share)
		if share > 10 {
			t.Errorf("%s costs more than a tenth of prose", mode)
		}
	}
}

// What the budget does not allow is not sent, the rows say so, and another run goes on there.
func TestComprehendBudget(t *testing.T) {
	const micros = 3_000
	service, server := newComprehend(t, nil)
	inventory := filepath.Join(t.TempDir(), "inventory")
	args := []string{"--comprehend", "prose", "--comprehend-budget", "0.003"}
	run := scanWith(t, server, inventory, args...)
	if run.status != exitIncomplete {
		t.Fatalf("exit status %d, want %d\n%s", run.status, exitIncomplete, run.stderr)
	}
	run.bill(t, service)
	if got := service.Counts().Micros(); got > micros || got == 0 {
		t.Errorf("%d millionths of a dollar were spent of %d", got, micros)
	}
	withheld := 0
	for _, row := range run.rows {
		if (row.has("over-budget") || row.has("other-language")) != (row.Withheld > 0) {
			t.Errorf("%d texts withheld, and %+v", row.Withheld, row)
		}
		if row.has("over-budget") {
			withheld++
			if row.Coverage != "partial" || row.Level == "public" {
				t.Errorf("%s looks clean: %+v", row.Key, row)
			}
		}
	}
	if withheld == 0 || run.summary.Comprehend.Withheld == 0 {
		t.Errorf("nothing was withheld")
	}
	if handbook := run.row(t, "office/handbook.md"); handbook.has("over-budget") && handbook.Level != "unknown" {
		t.Errorf("a text of which not all was read is %s", handbook.Level)
	}

	again := scanWith(t, server, inventory, "--comprehend", "prose", "--comprehend-budget", "5")
	paid := 0
	for _, row := range again.rows {
		if row.has("over-budget") {
			t.Errorf("%s is still withheld", row.Key)
		}
		before := run.row(t, row.Key)
		if row.Units > 0 {
			paid++
			if !before.has("over-budget") {
				t.Errorf("%s was paid for twice", row.Key)
			}
		}
	}
	if paid == 0 || paid > withheld {
		t.Errorf("%d objects were paid for after %d were withheld", paid, withheld)
	}
}

// A service that refuses costs nothing but the names that only it would find: the scan goes on, and says so.
func TestComprehendFails(t *testing.T) {
	_, server := newComprehend(t, func(string) []byte { return []byte("I will not say") })
	run := scanWith(t, server, "", "--comprehend", "prose", "--comprehend-budget", "5")
	if run.status != exitIncomplete {
		t.Fatalf("exit status %d, want %d\n%s", run.status, exitIncomplete, run.stderr)
	}
	letter := run.row(t, "office/letter-2026-06-02.txt")
	if !letter.has("recognizer-failed") || letter.Coverage != "partial" || letter.Level != "confidential" || len(letter.Findings) == 0 {
		t.Errorf("the letter: %+v", letter)
	}
	if run.summary.Comprehend.Failure == "" {
		t.Error("the summary does not say why")
	}
	if orders := run.row(t, "orders/orders-2026-06.csv"); orders.Coverage != "full" || orders.Level != "public" {
		t.Errorf("a table: %+v", orders)
	}
}

// A dry run asks nothing, needs neither budget nor credentials, and says at most what the run then costs.
func TestComprehendDryRun(t *testing.T) {
	service, server := newComprehend(t, nil)
	dry := scanWith(t, server, "", "--comprehend", "prose", "--dry-run")
	if dry.status != exitIncomplete || service.Counts().Requests != 0 {
		t.Fatalf("exit status %d, %d requests\n%s", dry.status, service.Counts().Requests, dry.stderr)
	}
	estimate := dry.summary.Comprehend
	if estimate == nil || estimate.Units == 0 {
		t.Fatalf("no estimate: %+v", estimate)
	}
	run := scanWith(t, server, "", "--comprehend", "prose", "--comprehend-budget", "5")
	if real := run.summary.Comprehend; real.Units > estimate.Units || real.Units*2 < estimate.Units {
		t.Errorf("%d units, and the dry run said %d", real.Units, estimate.Units)
	}
}
