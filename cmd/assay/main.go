// Assay finds personal data and secrets in S3 objects, labels the objects with how sensitive they are, and keeps an
// inventory of them. This package is its command line: one file a command, and what all commands share in root.go. It
// knows users, terminals and exit status; what a command does is wired in package setup.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// memoryLimit is where the garbage collector begins to work harder, in bytes: the program's promise is to stay under
// 256 MiB, and what is not on Go's heap needs some of it. GOMEMLIMIT overrides it.
const memoryLimit = 200 << 20

func main() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	// The first signal asks commands to stop cleanly; then signals kill again, as ever.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr, os.Getenv))
}
