# Two commands: `make run` shows the demo, `make test` runs every test.
.DEFAULT_GOAL := help
.PHONY: help setup run serve test bench lint messages clean

# The first Python that is new enough.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PORT ?= 8000
MANAGE := $(BIN)/python manage.py
PO := $(wildcard locale/*/LC_MESSAGES/django.po locale/libraries/*/LC_MESSAGES/django.po)

help:
	@echo "make run    the demo with fictional people, on http://127.0.0.1:$(PORT)"
	@echo "make test   every test"
	@echo "make setup  what the others need first: system packages, .venv, messages, keys"
	@echo "make serve  a real office (DATABASE_URL and KEYS_DIR must be set)"
	@echo "make bench  what it costs in time and memory (ARGS=--large for 100,000 people)"
	@echo "make lint   style, types, contracts, migrations, messages"

setup: var/.setup

var/.setup: requirements.txt config/system_packages.sh $(PO)
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: sudo apt-get install python3.11" >&2; exit 1; }
	@PYTHON=$(PYTHON) sh config/system_packages.sh run
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@mkdir -p var
	@cmp -s requirements.txt var/.requirements || { $(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt && cp requirements.txt var/.requirements; }
	@$(MANAGE) compilemessages --locale km --ignore .venv --verbosity 0
	@$(MANAGE) check --verbosity 0
	@touch $@

# The demo loads its people only into its own database file.
run: setup
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) collectstatic --no-input --verbosity 0
	@test -n "$$DATABASE_URL" || $(MANAGE) seed_demo
	@$(MANAGE) print_address --port $(PORT)
	@exec env PORT=$(PORT) PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/honcho -f Procfile start

serve: setup
	@$(MANAGE) check --deploy --tag serve --database default
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) check --deploy --tag serve --database default
	@$(MANAGE) create_first_user
	@$(MANAGE) collectstatic --no-input --verbosity 0
	@exec env PORT=$(PORT) PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/honcho -f Procfile start

var/.dev: var/.setup requirements-dev.txt
	@sh config/system_packages.sh test
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

test: var/.dev
	@sh tests/run.sh

# Measures on databases of its own; the results also go to bench/results.json.
bench: var/.dev
	@$(BIN)/python -m bench.run $(ARGS)

lint: var/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports
	@$(MANAGE) makemigrations --check --dry-run
	@$(BIN)/python -m pytest -q tests/test_messages.py

messages: var/.dev
	@$(MANAGE) makemessages --locale km --no-obsolete --add-location file --ignore var --ignore .venv --ignore tests
	@$(MANAGE) compilemessages --locale km --ignore .venv --verbosity 0

clean:
	rm -rf .venv var
