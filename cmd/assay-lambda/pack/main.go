// Command pack builds the Lambda function's program for both architectures and writes their deployment packages. The same
// source, version and Go release give the same bytes, wherever and whenever they are built.
//
//	go run ./cmd/assay-lambda/pack -version v0.1.0 -o dist
package main

import (
	"archive/zip"
	"compress/flate"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// architectures are Lambda's names of them, and Go's.
var architectures = []struct{ lambda, goarch string }{{"arm64", "arm64"}, {"x86_64", "amd64"}}

func main() {
	version := flag.String("version", "", "how the build signs its rows and labels, such as v0.1.0")
	out := flag.String("o", "dist", "the directory of the packages")
	flag.Parse()
	if err := pack(*version, *out); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

func pack(version, out string) error {
	dir, err := os.MkdirTemp("", "assay-pack-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	for _, a := range architectures {
		program := filepath.Join(dir, a.goarch)
		if err := build(a.goarch, version, program); err != nil {
			return err
		}
		name := filepath.Join(out, "lambda-"+a.lambda+".zip")
		if err := archive(program, name); err != nil {
			return err
		}
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		fmt.Printf("%s\t%.1f MB\n", name, float64(info.Size())/1e6)
	}
	return nil
}

// build leaves out all that would tell one machine from another: paths, and the state of the repository.
func build(goarch, version, program string) error {
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-tags", "lambda.norpc",
		"-ldflags", "-s -w -buildid= -X github.com/seed-4750cad8/assay/cmd/internal/setup.version="+version, "-o", program, "./cmd/assay-lambda")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+goarch, "GOFLAGS=", "GOAMD64=v1", "GOARM64=v8.0")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("build for %s: %w", goarch, err)
	}
	return nil
}

// archive writes a package: the program under the name that the runtime provided.al2023 looks for.
func archive(program, name string) (err error) {
	in, err := os.Open(program)
	if err != nil {
		return err
	}
	defer in.Close()
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := file.Close(); err == nil {
			err = closeErr
		}
	}()
	w := zip.NewWriter(file)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestCompression) })
	header := &zip.FileHeader{Name: "bootstrap", Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)}
	header.SetMode(0o755)
	entry, err := w.CreateHeader(header)
	if err != nil {
		return err
	}
	if _, err := io.Copy(entry, in); err != nil {
		return err
	}
	return w.Close()
}
