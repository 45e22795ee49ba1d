# Everything a newcomer types. `make demo` and `make test` set themselves up; a second call starts at once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test e2e bench lint docs clean

demo: $(VENV)/.ready
	$(BIN)/brassplate demo --home demo-home

# A process a core; each file stays in one of them.
test: lint
	$(BIN)/python -m pytest -n logical --dist loadfile

# A small internet in network namespaces; needs root, nginx, NSD, unbound and iproute2, else it skips and says why.
e2e: $(VENV)/.ready-dev
	$(BIN)/python -m pytest -m e2e tests/e2e

# Figures beside their floors, as one table: hours, or minutes with QUICK=1. CORPUS=DIR has recorded pages and
# answers, BENCH_JSON=FILE takes the figures too; docs/performance.md says what each line means.
bench: $(VENV)/.ready-dev
	$(BIN)/python -m tests.benchmarks $(if $(QUICK),--quick) $(if $(CORPUS),--corpus "$(CORPUS)") \
	  $(if $(BENCH_JSON),--write "$(BENCH_JSON)")

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/.ready-dev
	$(BIN)/python docs/generate.py

clean:
	rm -rf $(VENV) demo-home build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "brassplate needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3 …" >&2; exit 2; }
	@echo "Making a virtual environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Installing brassplate with the versions of constraints.txt (about a minute, once) …"
	@$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready
	@echo "Installing what the tests need …"
	@$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $@
