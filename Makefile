# Every way to build, run and check Ponte. Tools that a fresh machine lacks are brought by the scripts in .ci.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# No RUSTFLAGS here: a set of its own would compile every dependency once more beside a plain `cargo build`.
export RUSTDOCFLAGS ?= -D warnings
export CARGO_TERM_PROGRESS_WHEN ?= never

wasm := wasm32-unknown-unknown
frontend := target/$(wasm)/wasm-release/frontend.wasm
site := target/site

# Cargo uses all cores by itself; two at once would wait for each other's lock.
.NOTPARALLEL:

.PHONY: help
help: ## Lists the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "make %-10s %s\n", $$1, $$2 }'

.PHONY: serve
serve: build ## Builds everything and serves the demo world on http://127.0.0.1:3000
	PONTE_DEMO=1 PONTE_DATA=$${PONTE_DATA:-data} target/release/server serve

.PHONY: build
build: site ## Builds the release server with its site: target/release/server
	cargo build --release -p server

.PHONY: site
site: wasm-std ## Builds the islands, the style sheet and the icons into target/site
	cargo build -p frontend --profile wasm-release --target $(wasm)
	cargo run --quiet -p bundle -- $(frontend) style $(site)

.PHONY: test
test: postgresql fmt-check site lint unit doc end2end ## Checks everything: format, lints, tests on both databases, end to end in Chromium

.PHONY: unit
unit: postgresql ## Runs the tests of all crates
	.ci/with-postgres .ci/unit

.PHONY: lint
lint: wasm-std ## Runs clippy, warnings being errors
	cargo clippy --all-targets -- -D warnings
	cargo clippy -p frontend --target $(wasm) -- -D warnings

.PHONY: doc
doc: ## Checks that the documentation builds
	cargo doc --no-deps --document-private-items

# The server that stands beside the tests, with what they alone optimise, so that nothing is compiled once more: to drive
# the one that people run, `make build`, then `make end2end PONTE_SERVER=target/release/server`.
.PHONY: end2end
end2end: site ## Drives the server in Chromium, without and with JavaScript, and harvests it
	[ -n "$${PONTE_SERVER-}" ] || .ci/unit --no-run
	end2end/run
	end2end/harvest/run

.PHONY: watch
watch: wasm-std ## Serves a quick build, built and started again at every change
	@.ci/watch

.PHONY: bench
bench: postgresql build ## Prints how well and how fast the library is searched (collections in $$COLLECTIONS), speed, memory, sizes and what sealing costs
	cargo run --release --quiet -p search --example bench -- $${COLLECTIONS:-../shared/data/search} $${MISSPELLINGS:-../shared/data/spelling/wikipedia.tsv}
	cargo run --release --quiet -p server --example pages -- $${COLLECTIONS:-../shared/data/search}
	cat $(site)/manifest.json
	.ci/with-postgres cargo run --release --quiet -p server --example sealing

.PHONY: timing
timing: postgresql ## Compares how long answers take that may tell of somebody, by PONTE_TIMING (1000) requests of each page
	PONTE_TIMING=$${PONTE_TIMING:-1000} .ci/with-postgres cargo test --test http timing:: -- --nocapture --test-threads 1

.PHONY: fuzz
fuzz: ## Throws bytes at everything that reads strangers' files, each reader for FUZZ_SECONDS (600)
	.ci/fuzz $${FUZZ_SECONDS:-600}

.PHONY: scan
scan: build ## Lets two scanners, wapiti and sqlmap, loose on a demo world as every role, each for SCAN_SECONDS (300)
	.ci/scan

.PHONY: audit
audit: ## Holds the dependencies against known faults and licences, and lists them in target/sbom.json
	.ci/audit

.PHONY: fmt
fmt: ## Formats the code
	cargo fmt --all

.PHONY: fmt-check
fmt-check:
	cargo fmt --all --check

.PHONY: wasm-std
wasm-std:
	@.ci/wasm-std

.PHONY: postgresql
postgresql:
	@.ci/postgresql >/dev/null
