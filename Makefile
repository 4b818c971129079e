# Two commands: `make demo` shows a filled programme year, `make test` runs everything.
# Both make their own .venv from the hash-pinned lock; nothing outside the checkout is touched,
# but for Debian packages that a test needs and that only root may install.

SHELL := /bin/bash
PYTHON ?= $(firstword $(shell for p in python3 python3.13 python3.12 python3.11; do command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p; done))
BIN := .venv/bin
RUN := $(BIN)/python -m
COMPILE := $(BIN)/uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links
PORT ?= 8000
export UV_COMPILE_BYTECODE := 1
export UV_LINK_MODE := copy
export VIRTUAL_ENV := $(CURDIR)/.venv
unexport PYTHONDONTWRITEBYTECODE
unexport PYTHONPATH

.DEFAULT_GOAL := help
.PHONY: help demo test check fmt lint types run install install-dev browser messages migrations lock wheel bench screenshots clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: install ## a filled, fictitious programme year in ./demo, then the site
	@$(BIN)/lllo demo --dir demo --port $(PORT)

run: install ## the site on the database of this folder
	@$(BIN)/lllo serve --port $(PORT)

# --- installing ---------------------------------------------------------------------------

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "lllo needs Python 3.11 or newer; none was found on the PATH."; exit 1; }
	@echo "• making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 || { rm -rf .venv; .ci/venv $(PYTHON); }

.venv/.installed: requirements.lock pyproject.toml hatch_build.py $(wildcard lllo/locale/*/*/*.po) | $(BIN)/python
	@echo "• installing from requirements.lock"
	@.ci/install requirements.lock
	@touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	@echo "• installing the tools of the tests from requirements-dev.lock"
	@.ci/install requirements-dev.lock
	@touch $@

install: .venv/.installed ## what `lllo` needs to run
install-dev: .venv/.installed-dev ## what the tests and checks need, too

browser: install-dev
	@.ci/browser

lock: install-dev ## renew both locks
	@$(COMPILE) --group install -o requirements.lock
	@$(COMPILE) --group dev --extra postgres -o requirements-dev.lock

# --- checking -----------------------------------------------------------------------------

check: install-dev ## format, lint, types, floors, migrations, messages, settings, office folders
	@echo "• format" && $(BIN)/ruff format --check --quiet .
	@echo "• lint" && $(BIN)/ruff check --quiet .
	@echo "• types" && $(BIN)/mypy --no-error-summary lllo
	@echo "• floors" && $(BIN)/lint-imports --no-logo >.venv/floors.txt || { cat .venv/floors.txt; exit 1; }
	@echo "• migrations" && LLLO_SECRET_KEY=check DATABASE_URL=sqlite://:memory: $(RUN) django makemigrations --check --dry-run --settings lllo.settings >/dev/null || { echo "A model changed without a migration: make migrations"; exit 1; }
	@echo "• messages" && $(RUN) tests.messages --check
	@echo "• settings" && LLLO_SECRET_KEY=$$(head -c 48 /dev/urandom | base64) LLLO_BASE_URL=https://lllo.example.org DATABASE_URL=sqlite://:memory: $(RUN) django check --deploy --fail-level WARNING --settings lllo.settings >/dev/null
	@echo "• office folders" && $(BIN)/lllo check >.venv/office.txt || { cat .venv/office.txt; exit 1; }

fmt: install-dev ## format the code and sort imports
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .

test: install-dev browser ## everything, browser tests included, on SQLite and PostgreSQL
	@rm -f .coverage .coverage.*
	@echo "• tests on SQLite, browser tests included"
	@$(RUN) pytest -q -n auto --cov --cov-report=
	@echo "• locking, numbering and money on PostgreSQL"
	@$(RUN) pytest -q -n auto --postgres --cov --cov-append --cov-report=
	@echo "• every branch of rules and actions is tested"
	@$(RUN) coverage report --fail-under=100

wheel: install-dev ## build the wheel and try it in an empty environment outside the checkout
	@.ci/wheel

bench: install-dev browser ## speed, as one table
	@$(RUN) tests.bench

# --- writing ------------------------------------------------------------------------------

messages: install-dev ## bring new texts into the Dutch catalogue
	@$(RUN) tests.messages

migrations: install-dev ## write migrations for changed models (give it a name: NAME=...)
	@LLLO_SECRET_KEY=none DATABASE_URL=sqlite://:memory: $(RUN) django makemigrations $(if $(NAME),--name $(NAME)) --settings lllo.settings

screenshots: browser ## renew the pictures in the README from a demo
	@$(RUN) tests.browser.readme

clean: ## remove what was made, but for demo data
	@rm -rf .venv dist build test-output .pytest_cache .mypy_cache .ruff_cache .coverage*
