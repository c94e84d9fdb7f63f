# Warehouse Floor. `make help` lists what can be done.
PYTHON ?= python3
BIN := .venv/bin
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header $(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.PHONY: help setup run test device check bench screens lock wheel clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install everything into .venv and static/vendor, if something changed
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.x" \
		if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) .ci/install.py

run: setup ## Start the warehouse over HTTPS, with its demo the first time
	@$(BIN)/warehouse run

test: check ## Check, then run every test, in parallel
	CHROMIUM="$$(.ci/browser)" $(BIN)/pytest -n auto -m "not device"

device: setup ## Test the handheld's queue, worker and camera in a real browser
	CHROMIUM="$$(.ci/browser)" $(BIN)/pytest -n0 -m device

check: setup ## Style, types, who may import whom, the house rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest tests/house -n0

bench: setup ## Measure confirmed picks a second against the floor
	$(BIN)/python -m tests.bench

screens: setup ## Take a picture of every screen
	CHROMIUM="$$(.ci/browser)" $(BIN)/python -m tests.screens

$(BIN)/uv:
	$(MAKE) setup

lock: $(BIN)/uv ## Pin dependencies anew; UPGRADE=1 takes the newest
	$(LOCK) pyproject.toml -o .ci/lock/run.txt
	$(LOCK) pyproject.toml --group dev -c .ci/lock/run.txt -o .ci/lock/dev.txt
	$(LOCK) --group pyproject.toml:node -o .ci/lock/node.txt
	rm -rf .venv/npm-lock && mkdir -p .venv/npm-lock && cp .ci/lock/package.json .venv/npm-lock/
	cd .venv/npm-lock && PATH="$$PATH:$(CURDIR)/$(BIN)" npm install --package-lock-only \
		--ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund
	cp .venv/npm-lock/package-lock.json .ci/lock/

wheel: setup ## Build dist/*.whl with templates, static files and vendor assets
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps \
		--no-build-isolation --no-index --wheel-dir dist .

clean: ## Remove what can be made again; the warehouse itself (var/) stays
	rm -rf .venv static/vendor dist build .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
