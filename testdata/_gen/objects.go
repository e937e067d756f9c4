package main

import "slices"

// objects lists the bucket.
func objects() []object {
	return slices.Concat(tables(), documents(), prose(), systems(), containers())
}
