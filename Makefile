# make demo and make test do everything on a fresh machine: they make .venv and install into it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SECONDS ?= 60
STAMP := $(VENV)/.installed

.PHONY: demo test lint format bench docs fuzz grammar-symbols clean

demo: $(STAMP)
	$(BIN)/hamnosys demo

test: lint
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --cov --cov-report=term

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP)
	$(BIN)/python benchmarks/convert.py
	$(BIN)/python benchmarks/charting.py
	$(BIN)/python benchmarks/posing.py
	$(BIN)/python benchmarks/train.py
	$(BIN)/python benchmarks/practice.py
	$(BIN)/python benchmarks/landmarks.py
	$(BIN)/python benchmarks/pretraining.py
	$(BIN)/python benchmarks/imbalance.py
	$(BIN)/python benchmarks/nearest.py
	$(BIN)/python benchmarks/similar.py
	$(BIN)/python benchmarks/inspecting.py
	$(BIN)/python benchmarks/faults.py
	$(BIN)/python benchmarks/scale.py

# Bytes to every reader, with a budget of time; guided by coverage where atheris is installed.
fuzz: $(STAMP)
	$(BIN)/python benchmarks/fuzz.py --seconds $(SECONDS)

# The API reference as HTML, from the docstrings.
docs: $(STAMP)
	$(BIN)/python -m pdoc -d google -o build/api hamnosys stats trainer '!hamnosys.cli' '!trainer.cli' '!stats.cli'

# Writes grammars/symbols.lark anew from the inventory hamnosys/data/symbols.csv.
grammar-symbols: $(STAMP)
	$(BIN)/python -m hamnosys.grammar_symbols

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	touch $(STAMP)

clean:
	rm -rf $(VENV) build dist demo_output .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis
