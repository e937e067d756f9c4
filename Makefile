# What is more than one go command. Everything else is: see README.md.

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
OUT ?= dist

# The Lambda function's packages, for both architectures: the same bytes from the same source and Go release.
.PHONY: lambda.zip
lambda.zip:
	go run ./cmd/assay-lambda/pack -version $(VERSION) -o $(OUT)
