# Warehouse Floor. `make help` lists what can be done.
PYTHON ?= python3
BIN := .venv/bin
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header $(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.PHONY: help setup run test labels races check bench counts bench-paper bench-posting bench-growth fuzz shift twins routes simulate-counts chaos screens lock wheel clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install everything into .venv and static/vendor, if something changed
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.x" \
		if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) .ci/install.py

run: setup ## Start the warehouse over HTTPS, with its demo the first time
	@$(BIN)/warehouse run

test: check ## Check, then run every test, in parallel; one that fails is tried once more, and named
	CHROMIUM="$$(.ci/browser)" $(BIN)/pytest -n auto --dist loadgroup -m "not long" --reruns 1 -rR --ignore tests/house

labels: setup ## Read two thousand contents of every symbology back, on every label
	$(BIN)/pytest tests/printing -n auto -m long

races: setup ## Let two at once ask for the last unit, 500 times on either database
	$(BIN)/pytest tests/picking/test_races.py -n auto -m long

check: setup ## Style, types, who may import whom, the house rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest tests/house -n0

bench: setup ## Measure confirmed picks a second against the floor
	$(BIN)/python -m tests.bench

simulate-counts: setup ## Simulate which plan of counts keeps wrong records from pickers
	$(BIN)/python -m tests.simulate --write

counts: setup ## Measure the desk of 100,000 counts, and race deciders 500 times
	$(BIN)/python -m tests.bench.counts --races

bench-paper: setup ## Measure labels and slips
	$(BIN)/python -m tests.bench.paper

routes: setup ## Measure routes and carts
	@$(BIN)/python -m tests.bench.routes

fuzz: setup ## Ask the whole API a hundred times as often as `make test` does
	$(BIN)/pytest tests/api/test_whole_api.py -n auto --hypothesis-profile=long

shift: setup ## Play a day of 30 pickers and 3,000 orders; SHIFT="orders=600 hours=2 seed=7" another
	$(BIN)/python -m tests.shift $(SHIFT)

twins: setup ## 20,000 events from a site to its central ledger, through kills of either
	$(BIN)/python -m tests.bench.twins

bench-posting: setup ## Measure ten sites that post to one central ledger
	$(BIN)/python -m tests.bench.posting

bench-growth: setup ## Measure a pick at 10,000 to 10,000,000 events, and on 1, 2, 4 app nodes
	$(BIN)/python -m tests.bench.growth

chaos: setup ## Kill, cut and confuse 12 handhelds; CHAOS="--seed 7" repeats a run
	CHROMIUM="$$(.ci/browser)" $(BIN)/python -m tests.chaos $(CHAOS)

scan-times: setup ## Time a scan from Enter to tone and screen: online, at 1.5 s latency, offline
	CHROMIUM="$$(.ci/browser)" $(BIN)/pytest tests/e2e/test_offline_pick.py -k never_waits -n0 -s

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
		--ignore-scripts --no-audit --no-fund
	$(PYTHON) .ci/plain_lock.py .venv/npm-lock/package-lock.json
	cp .venv/npm-lock/package-lock.json .ci/lock/

wheel: setup ## Build dist/*.whl with templates, static files and vendor assets
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps \
		--no-build-isolation --no-index --wheel-dir dist .

clean: ## Remove what can be made again; the warehouse itself (var/) stays
	rm -rf .venv static/vendor dist build .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
