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
	$(BIN)/pytest -q -n auto --maxprocesses 8

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
