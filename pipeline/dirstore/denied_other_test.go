//go:build !linux

package dirstore_test

import (
	"os"
	"testing"
)

// asNobody runs f without the rights of root.
func asNobody(t testing.TB, f func()) {
	t.Helper()
	if os.Getuid() == 0 {
		t.Fatal("run this test as another user than root, whom no file mode stops")
	}
	f()
}
