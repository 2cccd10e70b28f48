# Everything is done by these: a machine with make and Python 3.11 or newer needs nothing else.
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11
PYTHON ?= $(shell for p in $(CANDIDATES); do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
RUN_READY := $(VENV)/.ready-run
TEST_READY := $(VENV)/.ready-test
BOM := $(VENV)/bom
BOM_READY := $(BOM)/.ready
# A process per core, at most four: each makes its own companies, so that a file's tests stay in one.
SPREAD := -n auto --maxprocesses 4 --dist loadfile

.PHONY: run demo load test thorough e2e again bench attacks audit sbom check lint-container docs lock clean help
.DEFAULT_GOAL := help

help:  ## what there is to make
	@grep -hE '^[a-z][a-z0-9-]*:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /make \1: /'

run: DEMO := --no-wait
run: demo  ## the board on http://localhost:8501 (PORT=… another), with the demo company unless data are loaded
	@echo "The board: http://localhost:$(PORT)  (Ctrl+C ends it)"
	@exec $(BIN)/python -m components.serving --port $(PORT) --host 127.0.0.1

# Only where nothing is published yet, and never on a server: that is a company's own.
demo: $(RUN_READY)  ## the demo company, where nothing is loaded yet
	@$(BIN)/python -c 'import sys; from data.warehouse import wants_demo; sys.exit(wants_demo())' \
		|| $(BIN)/python -m data demo $(DEMO)

load: $(RUN_READY)  ## your own files: make load DIR=your/folder
	@test -n "$(DIR)" || { echo "make load DIR=folder-of-your-files" >&2; exit 2; }
	@$(BIN)/python -m data load "$(DIR)"

test: $(TEST_READY)  ## the tests that need no browser
	$(BIN)/python -m pytest $(SPREAD)

thorough: $(TEST_READY)  ## the tests again, on further companies, engines and languages
	$(BIN)/python -m pytest -m thorough $(SPREAD) tests

e2e: $(TEST_READY)  ## the journeys in a real browser (Chromium)
	$(BIN)/python -m pytest -m "e2e and not thorough" $(SPREAD) tests

# What failed last, one after the other; it ends at the first that fails again.
again: $(TEST_READY)  ## what failed last, alone
	$(BIN)/python -m pytest -m "e2e or not e2e" -n 0 --last-failed --last-failed-no-failures none --maxfail 1 tests

attacks: $(TEST_READY)  ## a hostile company against the board: docs/security.md
	$(BIN)/python -m tests.attacks

audit: $(TEST_READY)  ## known faults of the pinned packages; 3: the service did not answer
	$(BIN)/python -m tests.supply audit

sbom: $(TEST_READY) $(BOM_READY)  ## a bill of materials of what is installed: var/sbom.json
	$(BIN)/python -m tests.supply sbom

bench: $(TEST_READY)  ## the benchmarks of docs/benchmarks.md
	$(BIN)/python -m benchmarks

check: $(TEST_READY)  ## ruff, mypy, layers
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_layers.py

# No page asks another machine for anything: no font, no script. It ends at a link that leads nowhere.
docs: $(TEST_READY)  ## the documentation as a site, in var/site
	$(BIN)/python -m mkdocs build --strict --quiet --site-dir var/site
	@echo "The documentation: var/site/index.html ($(BIN)/python -m http.server --directory var/site serves it)"

# Pins every package that the requirements.in bring, for every Python and system at once.
lock: $(RUN_READY)  ## pins the requirements again
	@test -x $(BIN)/uv || $(PIP) uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header \
		requirements.in --output-file requirements.txt
	for engine in spark snowflake bigquery databricks trino redshift; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header \
			requirements-$$engine.in --output-file requirements-$$engine.txt || exit 1; done
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header \
		tests/requirements.in --output-file tests/requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header \
		tests/requirements-bom.in --output-file tests/requirements-bom.txt

# The image is not built by this: python -m tests.container does its steps by hand.
lint-container: $(TEST_READY)  ## hadolint, the Compose specification
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml

clean:  ## removes what was installed and what tools kept; never var/
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

# A stamp newer than the pins means: installed. A second run installs nothing.
$(RUN_READY): requirements.txt
	@test -n "$(PYTHON)" || { echo "Tenure needs Python 3.11 or newer (python3 was not found, or is older)" >&2; exit 1; }
	@test -x $(BIN)/python || { echo "Creating $(VENV) with $(PYTHON)"; $(PYTHON) -m venv $(VENV); }
	@echo "Installing what requirements.txt pins: once, a minute or two"
	@$(PIP) -r requirements.txt
	@touch $@

$(TEST_READY): $(RUN_READY) tests/requirements.txt
	@echo "Installing what the tests need"
	@$(PIP) -r requirements.txt -r tests/requirements.txt
	@touch $@

$(BOM_READY): $(RUN_READY) tests/requirements-bom.txt
	@echo "Installing what writes the bill of materials, in $(BOM)"
	@$(BIN)/python -m venv $(BOM)
	@$(BOM)/bin/python -m pip --disable-pip-version-check install --quiet -r tests/requirements-bom.txt
	@touch $@
