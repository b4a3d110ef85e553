# What people and CI do with Lowstream. `make` alone lists it.

PYTHON ?= python3
RUN := .venv/bin/python
# The set-up puts Node into .venv when the machine has none that is new enough.
WITH_NODE := PATH="$(CURDIR)/.venv/bin:$$PATH"
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

# What stages say that run beside each other comes in one piece each, where Make can do that (4.0 and later).
SYNC := $(if $(filter output-sync,$(.FEATURES)),--output-sync)

.PHONY: help demo serve signin setup setup-dev test test-python test-typescript test-browser check lint lint-python \
	types-python lint-typescript migrations types types-check lock fmt bench screenshots clean

help: ## List these commands
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | while IFS='|' read -r name text; do printf '%-14s %s\n' "$$name" "$$text"; done

demo: setup ## Run Lowstream with sample apps and the built-in exchange (PORT=8000)
	@exec $(RUN) -m lowstream.launcher demo

serve: setup ## Run Lowstream (PORT=8000)
	@exec $(RUN) -m lowstream.launcher serve

signin: ## Print another one-time sign-in link (PORT=8000)
	@exec $(RUN) manage.py signinlink --base-url http://127.0.0.1:$(or $(PORT),8000)

setup: ## Install what running needs, inside the checkout
	@$(PYTHON) -m scripts.setup

setup-dev:
	@$(PYTHON) -m scripts.setup --dev

test: test-typescript test-python test-browser ## Run the Python, TypeScript and browser tests

test-python: setup-dev
	@echo "== Python tests"
	@$(WITH_NODE) $(RUN) -m scripts.tests python

test-typescript: setup-dev
	@echo "== TypeScript tests"
	@cd static && $(WITH_NODE) npm test --silent

test-browser: setup-dev
	@echo "== Browser tests"
	@LOWSTREAM_CHROMIUM="$$($(RUN) -m scripts.browser)" && export LOWSTREAM_CHROMIUM \
		&& $(WITH_NODE) $(RUN) -m scripts.tests browser

check: setup-dev ## All that CI checks
	@$(MAKE) --jobs=2 $(SYNC) types-python lint-typescript test-typescript lint-python migrations types-check
	@$(MAKE) --keep-going test-python test-browser

lint: lint-python types-python lint-typescript ## Lint, formats and types

lint-python: setup-dev
	@echo "== Lint and format of Python"
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .

types-python: setup-dev
	@echo "== Types of Python"
	@$(RUN) -m mypy apps lowstream scripts tests bench manage.py

lint-typescript: setup-dev
	@echo "== Lint, format and types of TypeScript"
	@cd static && $(WITH_NODE) npm run --silent lint
	@cd static && $(WITH_NODE) npm run --silent check

migrations: setup-dev
	@echo "== Migrations in step with the models"
	@DATABASE_URL=sqlite:///:memory: $(RUN) manage.py makemigrations --check --dry-run

types: setup-dev ## Generate the TypeScript types from the Python models
	@$(RUN) manage.py schemas | $(WITH_NODE) node static/scripts/types.mjs

types-check: setup-dev
	@echo "== Generated types in step with the models"
	@mkdir -p .venv/types
	@$(RUN) manage.py schemas | $(WITH_NODE) node static/scripts/types.mjs .venv/types
	@for name in document protocol; do \
		git --no-pager diff --no-index --exit-code static/src/$$name.ts .venv/types/$$name.ts \
		|| { echo "static/src/$$name.ts is out of step; run make types."; exit 1; }; done

lock: setup-dev ## Pin the Python packages again, with hashes, from pyproject.toml
	@$(RUN) -m pip install --quiet 'uv>=0.9,<1'
	@compile() { $(RUN) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header "$$@"; }; \
	compile pyproject.toml -o requirements/base.txt \
	&& compile pyproject.toml --group dev -c requirements/base.txt -o requirements/dev.txt \
	&& for group in node redis postgres; do compile --group $$group -o requirements/$$group.txt || exit 1; done

fmt: setup-dev ## Format all code
	@$(RUN) -m ruff check --fix --quiet .
	@$(RUN) -m ruff format .
	@cd static && $(WITH_NODE) npx biome check --write .

bench: setup-dev ## Measure the relay and the engine's window beside their peers, and the fan-out; writes var/bench/*.json
	@$(WITH_NODE) $(RUN) -m bench relay
	@$(RUN) -m bench fanout
	@$(WITH_NODE) $(RUN) -m bench window

screenshots: setup-dev ## Take the pictures of docs/screenshots anew
	@LOWSTREAM_CHROMIUM="$$($(RUN) -m scripts.browser)" && export LOWSTREAM_CHROMIUM \
		&& $(WITH_NODE) $(RUN) -m scripts.screenshots

clean: ## Remove everything that was installed or built; var/ with your data stays
	rm -rf .venv static/node_modules static/dist .mypy_cache .ruff_cache .pytest_cache
