# The commands that people type. `make ui` and `make test` set everything up the first time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FOLDER ?= seeds

.PHONY: ui test test-all faults lint eval bench setup train clean

ui: .citewell/ready
	$(BIN)/citewell index $(FOLDER)
	$(BIN)/citewell ui

test: .citewell/ready .citewell/browser
	$(BIN)/python -m pytest -m "not slow"

test-all: .citewell/ready .citewell/browser
	$(BIN)/python -m pytest --cov --cov-report=term --cov-fail-under=80

# A sync killed, and its disk failing, at 200 random writes of each kind.
faults: .citewell/ready
	CITEWELL_FAULTS=200 $(BIN)/python -m pytest tests/index/test_faults.py

eval: .citewell/ready
	$(BIN)/python -m evals
	$(BIN)/python -m evals.conversations
	$(BIN)/python -m evals.furniture

bench: .citewell/ready
	$(BIN)/python -m benchmarks.speed

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: .citewell/ready

train: .citewell/ready
	$(BIN)/python -m evals.train_reader
	$(BIN)/python -m evals.fit

# torch first and exactly: any range would pull another build.
$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@

# index/database.py holds the format of indexes: one of an older format is made anew.
.citewell/ready: $(VENV)/installed index/model_packages.txt index/database.py
	$(BIN)/citewell setup
	$(BIN)/citewell index seeds
	touch $@

# The page is tested in a real Chromium: the machine's own, else the one that playwright brings.
.citewell/browser: $(VENV)/installed
	mkdir -p .citewell
	command -v chromium chromium-browser google-chrome >/dev/null || $(BIN)/playwright install chromium || echo "No Chromium: the tests of the page will be skipped."
	touch $@

clean:
	rm -rf $(VENV) .citewell
