# The commands of daily work; each says what it installs before it does. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help report test fmt lint doc bench bench-preview fuzz soak mutants

TARGET := $(or $(CARGO_TARGET_DIR),target)

help: ## lists these commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' Makefile | expand -t 14

report: ## installs what is missing, builds Bluebook, writes build/report.pdf
	@scripts/setup report
	cargo build --locked
	$(TARGET)/debug/bluebook build .

test: ## installs what is missing, runs every test
	@scripts/setup test
	cargo test --locked

fmt: ## puts the code into the one form
	cargo fmt

lint: ## fails on anything clippy or rustc would warn of
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked --no-default-features --lib --test checks -- -D warnings

doc: ## builds the documentation of the code; a broken link fails
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items

bench: ## measures figures and checks, and `bluebook build` against `typst compile`; writes docs/measurements.md
	@scripts/setup report
	cargo bench --locked --no-default-features --bench figures
	cargo bench --locked --bench reports

bench-preview: ## measures from the end of a save to the changed page's pixels in Chromium; writes docs/measurements.md
	@scripts/setup test
	cargo bench --locked --bench preview

MINUTES ?= 60
fuzz: ## tries what nobody would write: other cases of the property tests, Markdown for an hour as Typst and for an hour as pages; MINUTES=5 for less
	@scripts/setup test
	PROPTEST_RNG_SEED=$$(date +%s) PROPTEST_CASES=$$(($(MINUTES) * 10000)) cargo test --locked --lib
	BLUEBOOK_FUZZ_MINUTES=$(MINUTES) cargo test --locked --test it -- --nocapture --test-threads 1 fuzz::whatever

SAVES ?= 100000
soak: ## saves 10 pages in the ways editors save, 100,000 times, and 500 pages 2,000 times: the preview must show the last state
	BLUEBOOK_SAVES=$(SAVES) BLUEBOOK_EDITS=500 cargo test --locked --test it -- --nocapture soak again
	BLUEBOOK_SAVES=2000 BLUEBOOK_PAGES=500 cargo test --locked --test it -- --nocapture soak

# Of what judges figures; `make mutants MUTANTS='--file src/figure/interval.rs'` for one file.
MUTANTS ?= --file 'src/figure/**/*.rs' --file 'src/check/**/*.rs'
mutants: ## breaks the code of figures and checks on purpose, and lists what no test notices; needs cargo-mutants
	CARGO_TARGET_DIR=$(TARGET)/mutants nice -n 19 scripts/mutants.py $(TARGET)/mutants $(MUTANTS)
