package minio

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
)

// Binary returns the path of the MinIO server that testdata/minio pins, and builds it first if this machine has not: that
// takes some minutes and 2 GB of build cache, once. The executable lies in the user's cache directory under a name that
// follows from the pin, so a new pin builds anew. Processes that ask at the same time wait for the one that builds.
func Binary(ctx context.Context) (string, error) {
	module, err := moduleDir()
	if err != nil {
		return "", err
	}
	sum, err := os.ReadFile(filepath.Join(module, "go.sum"))
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	cache = filepath.Join(cache, "assay")
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", err
	}
	digest := sha256.Sum256(append(sum, runtime.Version()...))
	binary := filepath.Join(cache, fmt.Sprintf("minio-%x", digest[:8]))

	unlock, err := lock(binary + ".lock")
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, err := os.Stat(binary); err == nil {
		return binary, nil
	}
	// The go command writes the file in place: only a finished one may get the name.
	part := binary + ".part"
	build := exec.CommandContext(ctx, "go", "build", "-mod=readonly", "-o", part, "github.com/minio/minio")
	build.Dir = module
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off", "GOFLAGS=-buildvcs=false")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build MinIO in %s: %w\n%s", module, err, out)
	}
	if err := os.Rename(part, binary); err != nil {
		return "", err
	}
	return binary, nil
}

// moduleDir finds testdata/minio from the working directory upwards: a test runs in its package's directory, a program
// of bench anywhere in the tree.
func moduleDir() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		module := filepath.Join(dir, "testdata", "minio")
		_, err := os.Stat(filepath.Join(module, "go.mod"))
		if err == nil {
			return module, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("no testdata/minio above %s: run inside the assay tree", start)
		}
	}
}

// lock waits for the lock on the file of that name.
func lock(name string) (unlock func(), err error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		f.Close()
		return nil, fmt.Errorf("lock %s: %w", name, err)
	}
	return func() { f.Close() }, nil
}
