package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes this test binary the program "assay" of the scripts.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"assay": main})
}

// TestScripts runs the golden tests of the command line: testdata/script/*.txtar, each in a directory of its own. They
// see the project's sample bucket as $BUCKET and its canaries as $CANARIES.
func TestScripts(t *testing.T) {
	data, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status":    status,
			"line":      line,
			"nocanary":  noCanary,
			"hostile":   hostile,
			"printable": printable,
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("BUCKET", filepath.Join(data, "bucket"))
			env.Setenv("CANARIES", filepath.Join(data, "canaries.txt"))
			// Nothing of the machine's AWS set-up reaches a test.
			env.Setenv("AWS_CONFIG_FILE", env.WorkDir+"/.aws/config")
			env.Setenv("AWS_SHARED_CREDENTIALS_FILE", env.WorkDir+"/.aws/credentials")
			env.Setenv("AWS_EC2_METADATA_DISABLED", "true")
			return nil
		},
	})
}

// status N COMMAND… runs a command that must end with the exit status N.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// line TEXT wants that standard error of the last command is exactly one line, and begins with TEXT.
func line(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: line text")
	}
	got := ts.ReadFile("stderr")
	if strings.Count(got, "\n") != 1 || !strings.HasPrefix(got, args[0]) {
		ts.Fatalf("stderr is %q, want one line that begins with %q", got, args[0])
	}
}

// noCanary FILE… wants that no canary stands in those files, or in the files of those directories.
func noCanary(ts *testscript.TestScript, neg bool, args []string) {
	canaries := strings.Split(strings.TrimSpace(ts.ReadFile(ts.Getenv("CANARIES"))), "\n")
	if neg || len(args) == 0 || len(canaries) < 10 {
		ts.Fatalf("usage: nocanary file…, and canaries (there are %d)", len(canaries))
	}
	check := func(name, content string) {
		if content == "" && name != "stderr" {
			ts.Fatalf("%s is empty: nothing was checked", name)
		}
		for i, canary := range canaries {
			if strings.Contains(content, canary) {
				ts.Fatalf("canary %d stands in %s", i+1, name)
			}
		}
	}
	for _, arg := range args {
		if arg == "stdout" || arg == "stderr" {
			check(arg, ts.ReadFile(arg))
			continue
		}
		ts.Check(filepath.WalkDir(ts.MkAbs(arg), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || d.Name() == ".lock" {
				return err
			}
			data, err := os.ReadFile(path)
			check(path, string(data))
			return err
		}))
	}
}

// hostileNames are names of files that a terminal would act on, show falsely, or not at all.
var hostileNames = []string{
	"\x1b[2J\x1b[31mred",
	"\x1b]0;title\x07",
	"two\nlines",
	"carriage\rreturn",
	"back\b\bspace",
	"c1-\u009b31m",
	"bidi-\u202egpj.exe",
	"zero\u200bwidth",
	"invalid-\xff\xfe",
	"quote\"and\\backslash",
	" space at the ends ",
}

// hostile DIR makes files of hostile names, each with a finding.
func hostile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: hostile dir")
	}
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o777))
	for _, name := range hostileNames {
		ts.Check(os.WriteFile(filepath.Join(dir, name), []byte("social security number: 536-22-8726\n"), 0o666))
	}
}

// printable FILE… wants that every character of those files prints, but for ends of lines.
func printable(ts *testscript.TestScript, neg bool, args []string) {
	for _, arg := range args {
		content := ts.ReadFile(arg)
		if !utf8.ValidString(content) {
			ts.Fatalf("%s is not UTF-8", arg)
		}
		for _, r := range content {
			if r != '\n' && !strconv.IsPrint(r) {
				ts.Fatalf("%s holds %U", arg, r)
			}
		}
	}
	if neg || len(args) == 0 {
		ts.Fatalf("usage: printable file…")
	}
}
