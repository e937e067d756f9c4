//go:build unix

package dirstore

import (
	"errors"
	"os"
	"syscall"
)

// lock waits until this process may change the file, unlock lets others.
func lock(f *os.File) error   { return flock(f, syscall.LOCK_EX) }
func unlock(f *os.File) error { return flock(f, syscall.LOCK_UN) }

func flock(f *os.File, how int) error {
	for {
		if err := syscall.Flock(int(f.Fd()), how); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

// syncDir waits until a directory's entries are on the disk.
func syncDir(root *os.Root, name string) error {
	d, err := root.Open(name)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
