# What a newcomer needs: `make run`, `make test`. The rest is for those who change the code.
CARGO ?= cargo
TARGET := $(or $(CARGO_TARGET_DIR),target)
DEMO ?= demo
PORT ?= 8080

.PHONY: run press sql test unit peers e2e lint bench bench-evidence bench-inbox bench-notices bench-guidance fonts

run: fonts  ## builds the product, makes the demo instance and serves it
	$(CARGO) build --release -p efficaces
	@echo "The press that prints the guide as PDF is built meanwhile (make press: it alone)."
	@nice $(CARGO) build --quiet --release -p press & \
	$(TARGET)/release/efficaces demo --data $(DEMO) --port $(PORT)

press:  ## builds the press that prints the guide as PDF (Typst: the long part)
	$(CARGO) build --release -p press

sql:  ## builds the companion of `efficaces sql` (DataFusion: the long part)
	$(CARGO) build --release -p query

test: lint unit peers e2e  ## everything that a change must pass

unit: fonts
	scripts/install-test-needs
	scripts/test-postgres scripts/test-s3 scripts/test-oauth scripts/test-mail scripts/test-clamd scripts/test-sms scripts/test-rust

peers:  ## our figures and files beside those of DuckDB, PM4Py and LibreOffice, clients of Zammad and of GOV.UK Notify, and what checkers of PDF say
	scripts/install-test-needs
	scripts/test-duckdb
	scripts/test-pm4py
	scripts/test-libreoffice
	scripts/test-zammad
	scripts/test-notify
	scripts/test-guide

e2e: fonts
	scripts/install-test-needs
	$(CARGO) build --workspace --bin efficaces --bin efficaces-press
	scripts/test-mail scripts/test-sms scripts/test-browser

lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings

bench:
	bench/run

bench-evidence:  ## how well experiments are judged, by simulation, and how fast, beside other programs
	bench/evidence

bench-inbox:  ## the inbox with a million requests, hundreds of agents, and while everything breaks
	bench/inbox

bench-notices:  ## messages accepted and sent a second, with a million that wait, and while everything breaks
	bench/notices

bench-guidance:  ## what advice on ways of contact is worth, whom it costs, and how fast it is
	bench/guidance

fonts:  ## the free font of the pages; without npm the system's font is used
	@if command -v npm >/dev/null; then theme/fetch-fonts; else echo "npm not found: pages use the system's font"; fi
