# Two commands matter: `make demo` and `make test`. Both make their own environment in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint types check format clean

demo: $(VENV)/.installed
	@echo '$$ bridgefix --diff examples/launchpad'
	@$(BIN)/bridgefix --diff examples/launchpad || test $$? -eq 1

test: lint types check

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-test
	$(BIN)/mypy

check: $(VENV)/.installed-test
	$(BIN)/pytest -q -n auto --maxprocesses 8 --dist worksteal

format: $(VENV)/.installed-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The stamps are newer than pyproject.toml while the environment is current.
$(VENV)/.python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "error: $(PYTHON) is older than 3.10; try: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.installed: pyproject.toml | $(VENV)/.python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.installed-test: pyproject.toml | $(VENV)/.python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $(VENV)/.installed $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

# The pictures of the README, from the example app.
.PHONY: pictures
pictures: $(VENV)/.installed-test
	$(BIN)/python docs/pictures.py

# Makes methods up, fixes them and runs them before and after; SECONDS is for how long, SEED repeats a run.
SECONDS := 600
.PHONY: fuzz
fuzz: $(VENV)/.installed-test
	PYTHONPATH=tests $(BIN)/python -m fuzz --seconds $(SECONDS) $(if $(SEED),--seed $(SEED))

# Kills, fails, interrupts and disturbs a run that writes, at every one of its system calls; tells how much was tried and lost.
.PHONY: faults
faults: $(VENV)/.installed-test
	PYTHONPATH=tests $(BIN)/python -m faults

# The pages that follow from the code: rules, the table of the configuration, its schema.
.PHONY: pages docs
pages: $(VENV)/.installed
	$(BIN)/python docs/pages.py

docs: pages $(VENV)/.installed-docs
	$(BIN)/mkdocs build --quiet --strict
	@echo build/site/index.html

$(VENV)/.installed-docs: pyproject.toml | $(VENV)/.python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
	touch $(VENV)/.installed $@

# Wheel and sdist, built and installed as a user does; heavy, and not a part of `make test`.
.PHONY: release-check pythons
release-check: docs $(VENV)/.installed-test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[release]'
	rm -rf dist build/release
	$(BIN)/python -m build --outdir dist
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents dist/*.whl
	$(BIN)/python tests/release.py dist

# The supported Pythons that this machine has: the types for all of them, a part of the tests for each that is there.
PYTHONS := python3.10 python3.11 python3.12 python3.13 python3.14 $(wildcard $(HOME)/.pyenv/versions/3.1*/bin/python)
pythons: $(VENV)/.installed-test
	for version in 3.10 3.11 3.12 3.13 3.14; do $(BIN)/mypy --python-version $$version || exit 1; done
	$(BIN)/python tests/pythons.py $(PYTHONS)

# Runs over every .py below PATHS, as it is, spoilt, and with a bridge planted in it: no traceback, no byte lost.
PATHS := tests/cases examples
MUTANTS := 3
.PHONY: anypython
anypython: $(VENV)/.installed-test
	PYTHONPATH=tests $(BIN)/python -m fuzz.anypython --mutants $(MUTANTS) $(if $(SEED),--seed $(SEED)) $(PATHS)

# Ratios beside ruff, ast-grep and, with SLOW=--slow, fixit and flake8-async; and where the time goes.
.PHONY: benchmarks profile
benchmarks: $(VENV)/.installed-test build/benchmarks/peers
	$(BIN)/python benchmarks/run.py $(SLOW)

profile: $(VENV)/.installed-test
	$(BIN)/python benchmarks/profiling.py

# In an environment of their own: what they need is not what we need.
build/benchmarks/peers: benchmarks/peers.txt
	$(PYTHON) -m venv $@
	$@/bin/python -m pip install --quiet --disable-pip-version-check --requirement benchmarks/peers.txt
	touch $@
