package dirstore_test

import (
	"os"
	"runtime"
	"syscall"
	"testing"
)

// asNobody runs f without the rights of root, whom no file mode stops: Linux lets one thread act for another user.
func asNobody(t testing.TB, f func()) {
	t.Helper()
	if os.Getuid() != 0 {
		f()
		return
	}
	const nobody = 65534
	runtime.LockOSThread()
	if err := syscall.Setfsuid(nobody); err != nil {
		t.Fatal(err)
	}
	defer func() {
		// A thread that could not be changed back stays locked, and ends with its goroutine.
		if err := syscall.Setfsuid(0); err != nil {
			t.Error(err)
			return
		}
		runtime.UnlockOSThread()
	}()
	f()
}
