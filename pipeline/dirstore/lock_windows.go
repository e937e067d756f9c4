package dirstore

import (
	"os"

	"golang.org/x/sys/windows"
)

// lock waits until this process may change the file, unlock lets others.
func lock(f *os.File) error {
	return windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, new(windows.Overlapped))
}

func unlock(f *os.File) error {
	return windows.UnlockFileEx(windows.Handle(f.Fd()), 0, 1, 0, new(windows.Overlapped))
}

// syncDir does nothing: Windows keeps directory entries itself.
func syncDir(*os.Root, string) error { return nil }
