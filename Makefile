# `make run` and `make test` each work on a fresh clone; `make help` lists the rest.

PYTHON ?= python3
# What `make run` installs beside the essentials: `make run EXTRAS=postgres`.
EXTRAS ?=
# Passed on as they are: `make run ARGS=--once`, `make test PYTEST_ARGS='-k feeds'`, `make bench BENCH_ARGS=--quick`.
ARGS ?=
PYTEST_ARGS ?=
BENCH_ARGS ?=
TEST_JOBS ?= 2
LOCK_ARGS ?=

# Tests write thousands of small files and wait for each to be on the disk: where memory has room they write there.
IN_MEMORY := [ -w /dev/shm ] && [ "$$(df -Pk /dev/shm | awk 'END { print $$4 }')" -gt 4000000 ] && export TMPDIR=/dev/shm;

# Two workers and all that they start would compile each file anew where Python may keep nothing.
KEEP_COMPILED := PYTHONDONTWRITEBYTECODE=

BIN := .venv/bin
PIP_INSTALL := -m pip --quiet --disable-pip-version-check install --use-pep517
RUN_LOCK := $(if $(EXTRAS),$(EXTRAS),run)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run setup test check format bench guard lock clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/.$(RUN_LOCK) ## start the daemon with config/buzzfeed.toml; Ctrl-C stops it
	@exec $(BIN)/buzzfeed run $(ARGS)

setup: .venv/.dev ## make .venv ready for development

test: .venv/.dev ## install what the tests need where possible, then run them all
	@tools/setup-system.sh test
	@$(IN_MEMORY) $(KEEP_COMPILED) $(BIN)/pytest -n $(TEST_JOBS) --dist loadgroup $(PYTEST_ARGS)

check: .venv/.dev ## formatting, lint, types, and the floors of the design
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/pytest -q tests/test_floors.py

format: .venv/.dev ## format the code, and mend what lint can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: .venv/.dev .venv-bench/.bench ## measure buzzfeed beside Pelican, Hugo and nginx
	@tools/setup-system.sh bench
	@PELICAN=$(CURDIR)/.venv-bench/bin/pelican PYTHONPATH=tests $(BIN)/python tests/bench/run.py $(BENCH_ARGS)

guard: .venv/.dev ## print what the guard makes of the planted cases, and of real articles where they stand beside
	@$(BIN)/buzzfeed guard --planted tests/guard/planted
	@if [ -d ../shared/corpus/us-18f-blog ]; then \
	    $(BIN)/buzzfeed guard ../shared/corpus/us-18f-blog --language en --allow gsa.gov; fi
	@$(BIN)/buzzfeed guard --config config/buzzfeed.toml

lock: .venv-lock/.lock ## resolve requirements/*.lock anew; LOCK_ARGS=--upgrade for newer versions
	@tools/lock.sh .venv-lock/bin/uv $(LOCK_ARGS)

clean: ## remove what make made; your newsroom's var/ stays
	@rm -rf .venv .venv-bench .venv-lock .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find src tests tools -name __pycache__ -prune -exec rm -rf {} +

# A stamp says that a virtual environment holds what its lock file names, so that a second `make` starts at once.
%/.venv-made:
	@echo "Setting up $*, once: about a minute…"
	@tools/make-venv.sh $(PYTHON) $*
	@touch $@

.venv/.build: requirements/build.lock | .venv/.venv-made
	@$(BIN)/python $(PIP_INSTALL) --require-hashes -r $<
	@touch $@

# The builders are there, by hash: pip need not fetch others for a source package.
.venv/.%: requirements/%.lock pyproject.toml .venv/.build
	@$(BIN)/python $(PIP_INSTALL) --no-build-isolation --require-hashes -r $<
	@$(BIN)/python $(PIP_INSTALL) --no-build-isolation --no-deps --editable .
	@touch $@

.venv-bench/.bench: requirements/bench.lock | .venv-bench/.venv-made
	@.venv-bench/bin/python $(PIP_INSTALL) --require-hashes -r $<
	@touch $@

.venv-lock/.lock: | .venv-lock/.venv-made
	@.venv-lock/bin/python $(PIP_INSTALL) uv
	@touch $@

.PRECIOUS: %/.venv-made
