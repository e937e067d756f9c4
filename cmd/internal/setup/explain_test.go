package setup

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/seed-4750cad8/assay/pipeline"
)

func TestExplainDirectory(t *testing.T) {
	dir := t.TempDir()
	file := writeFile(t, "no directory")
	failed := func(op string, err error) error {
		return fmt.Errorf("write x: %w", &fs.PathError{Op: op, Path: "x", Err: err})
	}
	tests := []struct {
		dir  string
		err  error
		want string
	}{
		{dir, failed("open", syscall.EACCES), "permission denied; want"},
		{dir, fmt.Errorf("%w: %w", pipeline.ErrDenied, failed("openat", syscall.EPERM)), "permission denied; want"},
		{dir, failed("open", syscall.EROFS), "permission denied; want"},
		{dir, failed("mkdir", syscall.ENOTDIR), "not a directory; want"},
		{file, failed("open", errors.New("whatever")), "not a directory; want"},
		{dir, failed("write", syscall.ENOSPC), "no space is left there; make some"},
		{filepath.Join(dir, "x"), failed("mkdir", syscall.ENOENT), "cannot be made there; want another place"},
		{dir, failed("read", syscall.EIO), "input/output error"},
	}
	for _, test := range tests {
		err := explainInventory(Target{Dir: test.dir}, test.err)
		if got := err.Error(); !strings.Contains(got, test.want) || !strings.HasPrefix(got, "inventory ") || !errors.Is(err, test.err) {
			t.Errorf("%v: got %q, want %q in it", test.err, got, test.want)
		}
	}
}
