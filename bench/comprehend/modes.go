package main

import "context"

func modes(ctx context.Context, bucket string) error { return nil }
