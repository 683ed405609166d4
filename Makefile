# Panj. `make` lists what can be made. Another interpreter: make test PYTHON=python3.13 VENV=.venv313
# Fewer tests: make test TESTS="-m 'not slow'"
PYTHON ?= python3
VENV ?= .venv
TESTS ?=
BIN := $(VENV)/bin
STAMP := $(VENV)/.panj-installed

.PHONY: help install demo test app lint bench docs findings clean
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(STAMP): pyproject.toml constraints.txt
	@echo "== installing Panj and what it needs into $(VENV) (once; a few minutes)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@$(BIN)/python -m compileall -q agents border browser experiments model scenarios treaty tests
	@$(BIN)/python -m panj.experiments.runs.compile
	@echo "== done; to type panj as the pages do, once in each terminal: source $(BIN)/activate"
	@touch $@

install: $(STAMP) ## make the virtual environment and install Panj

demo: $(STAMP) ## six regimes on the default war and its what-if, with a report: out/demo/report.html
	@echo "== playing the demonstration (one to two minutes on two cores)"
	@$(BIN)/panj demo --out out/demo

test: $(STAMP) ## run all tests, the slow ones and those in a real browser too
	@echo "== running the tests"
	@$(BIN)/python -m compileall -q agents border browser experiments model scenarios treaty tests
	@$(BIN)/python -m panj.experiments.runs.compile
	@$(BIN)/pytest -q -n auto --dist loadgroup $(TESTS)

app: $(STAMP) ## open the live game in the browser
	@echo "== starting the game on http://localhost:8765 (Ctrl-C ends it)"
	@$(BIN)/panj app

lint: $(STAMP) ## check style, format and types
	@echo "== checking style, format and types"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@mkdir -p .types && ln -sfn .. .types/panj
	@$(BIN)/mypy

bench: $(STAMP) ## measure speed, as ratios in one run
	@echo "== measuring speed"
	@$(BIN)/python -m panj.benchmarks

docs: $(STAMP) ## build the site into out/site; open out/site/index.html
	@echo "== building the site into out/site (half a minute)"
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet

findings: $(STAMP) ## play and write docs/findings.md again, with its tables and pictures (a quarter of an hour on two cores)
	@echo "== playing what docs/findings.md is made from (a quarter of an hour on two idle cores; it resumes)"
	@$(BIN)/python -m panj.tools.findings --out out/findings --docs docs

clean: ## remove what was made
	rm -rf $(VENV) .venv313 out .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
