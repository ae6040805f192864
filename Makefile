# LearnMentor: `make run` and `make test` are all that a fresh machine needs; `make help` lists the rest.

# The first Python that is new enough; another one: make run PYTHON=/path/to/python3
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11, 5))' 2>/dev/null && echo $$p && break; done)
WORKERS ?= 2
PYTEST_ARGS ?=

VENV := .venv
PIP := $(VENV)/bin/python -m pip --quiet --disable-pip-version-check
COMPILE := .tools/bin/uv pip compile --quiet --no-config --no-python-downloads --universal --python-version 3.11.5 \
	--generate-hashes --no-header --no-annotate $(if $(UPGRADE),--upgrade)

.PHONY: help setup run test check lint browser lock assets wheel bench clean

help: ## List what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST)

setup: $(VENV)/.dev ## Install everything that development needs into .venv

run: $(VENV)/.run ## Set up and start LearnMentor on http://127.0.0.1:8000 with demonstration people
	@$(VENV)/bin/learnmentor demo

test: $(VENV)/.dev browser ## Set up what the tests need, pass them and name the slowest twenty
	$(VENV)/bin/pytest -n $(WORKERS) --durations=20 $(PYTEST_ARGS)

check: lint test ## Everything: ruff, mypy, djlint, oxlint, oxfmt and all tests, the house tests among them

lint: $(VENV)/.dev ## Only ruff, mypy, djlint, oxlint and oxfmt
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/djlint templates --lint --quiet
	$(VENV)/bin/oxlint static/js tests/js
	$(VENV)/bin/oxfmt --check static/js tests/js

browser:
	@sh tools/browser.sh

lock: .tools/.ready ## Maintainers: write requirements/*.lock anew (UPGRADE=1 takes newer versions)
	$(COMPILE) --group dev pyproject.toml -o requirements/dev.lock
	$(COMPILE) --group build -c requirements/dev.lock pyproject.toml -o requirements/run.lock

assets: .tools/.ready ## Maintainers: fetch and compile the vendored styles, fonts and axe (needs npm)
	.tools/bin/python tools/assets.py

wheel: $(VENV)/.dev ## Build a wheel that serves every page, into dist/
	$(PIP) wheel --no-deps --no-build-isolation -w dist .

bench: $(VENV)/.dev ## Measure speed and size: some eleven minutes (BENCH="page --rounds 3" does less)
	@$(VENV)/bin/python -m bench $(BENCH)

clean: ## Remove what make made; your data in var/ stays
	rm -rf .venv .tools build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "LearnMentor needs Python 3.11.5 or newer, and none was found." \
		"If yours has another name: make run PYTHON=/path/to/python3"; exit 1; }
	@echo "Setting up .venv with $$($(PYTHON) --version): about a minute, once."
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || sh tools/debian.sh python3-venv
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.lock pyproject.toml | $(VENV)/bin/python
	@$(PIP) install --require-hashes -r requirements/run.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@$(VENV)/bin/python -m compileall -q learnmentor
	@touch $@

$(VENV)/.dev: requirements/dev.lock pyproject.toml | $(VENV)/bin/python
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@$(VENV)/bin/python -m compileall -q learnmentor
	@touch $@ $(VENV)/.run

.tools/.ready: Makefile
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip --quiet install uv==0.13.8 'fonttools[woff]==4.68.0'
	@touch $@
