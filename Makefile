# Everything set up, run and checked from here; `make demo` on a bare machine is enough.

PYTHON ?= python3
BIN = .venv/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
RUN_SET = .venv/.run-set
TEST_SET = .venv/.test-set
SOURCES = src tests benchmarks scripts requirements/metadata.py

.PHONY: setup install demo test check prove bench lock

setup: $(TEST_SET)

# What running it needs, and no more.
install: $(RUN_SET)

demo: $(RUN_SET)
	$(BIN)/ventanilla demo $(if $(PORT),--port $(PORT))

test: $(TEST_SET) browser
	$(BIN)/pytest -n 2 -m "not prove"

check: $(TEST_SET)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell README.md CHANGELOG.md docs src
	$(BIN)/python -m ventanilla.wording.check
	$(MAKE) test

prove: $(TEST_SET) browser
	$(BIN)/pytest -n 2 -m prove --timeout 1800

bench: $(TEST_SET)
	$(BIN)/python benchmarks/run.py

lock:
	requirements/lock.sh

# The browser tests use the system's Chromium.
.PHONY: browser
browser:
	@scripts/browser.sh

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Ventanilla needs Python 3.11 or newer; say which with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv .venv

$(RUN_SET): .venv/bin/python requirements/run.txt requirements/build.txt pyproject.toml
	$(PIP) --require-hashes -r requirements/build.txt -r requirements/run.txt
	$(PIP) --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(TEST_SET): $(RUN_SET) requirements/test.txt
	$(PIP) --require-hashes -r requirements/test.txt
	@touch $@
