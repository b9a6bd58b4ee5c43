# The door for people: everything runs in an environment of its own, .venv, which is made on first use.
# For GNU make 4 or newer, and the BSDs' make: no extension that only one of them has.

PYTHON ?= python3
WORKERS ?= 2
ITEMS ?= 100,1000
ROUNDS ?= 5
MINUTES ?= 60

# The environment is filled anew when what it is made of changes - here, the versions, and of pyproject.toml what pip
# reads: a new colour in [tool.samestory] needs no network. The stamps in .venv carry this key in their names.
ENV_KEY != { pwd -P; awk 'FNR == 1 { ours = 1 } /^\[/ { ours = !/^\[+tool\./ } ours' pyproject.toml constraints.txt; } | cksum | tr -d ' '
FOR_BUILD = .venv/.for-build-$(ENV_KEY)
FOR_TEST = .venv/.for-test-$(ENV_KEY)
FOR_BROWSER = .venv/.for-browser-$(ENV_KEY)

# An environment is stale when its Python went away, or was upgraded and finds no packages. What is phony is always made.
STALE != .venv/bin/python -c 'from importlib.metadata import version; version("samestory")' 2>/dev/null || echo .venv/pyvenv.cfg

# The browser of the tests: a Chromium that is installed, else Playwright's own.
CHROMIUM != command -v chromium || command -v chromium-browser || command -v google-chrome || echo $(FOR_BROWSER)

.PHONY: help build check serve test test-long test-n8n bench code reference screenshots clean $(STALE)
.NOTPARALLEL:

help:
	@echo "make build      check the stories and write the emails and the site to build/"
	@echo "make check      only say what is wrong in the stories"
	@echo "make serve      show the site while you write"
	@echo "make test       check the code: style, types, tests (WORKERS=$(WORKERS) at a time)"
	@echo "make test-long  the same with the full numbers"
	@echo "make test-n8n   install n8n from npm, once, run what is written for it, and compare every mail"
	@echo "make bench      do the same work with others, side by side: bench/results.md (ITEMS=$(ITEMS) MINUTES=$(MINUTES))"
	@echo "make reference  write docs/reference/ and the list of modules anew, from the code"
	@echo "make screenshots  pictures of every kind of page and two emails, in .samestory/screenshots"
	@echo "make clean      remove build/ and caches; the environment in .venv stays"
	@echo "PYTHON=$(PYTHON) makes .venv, once; to make it anew, remove .venv"

build: $(FOR_BUILD)
	@.venv/bin/samestory build

check: $(FOR_BUILD)
	@.venv/bin/samestory check

serve: $(FOR_BUILD)
	@.venv/bin/samestory serve

test: code $(CHROMIUM)
	@.venv/bin/python -m pytest -n $(WORKERS) -m "not long"

test-long: code $(CHROMIUM)
	@.venv/bin/python -m pytest -n $(WORKERS) -m "long or not long"

test-n8n: $(FOR_TEST)
	@.venv/bin/python -m tests.n8n.run

bench: $(FOR_BUILD)
	@.venv/bin/python bench/run.py --items $(ITEMS) --rounds $(ROUNDS) --minutes $(MINUTES)

code: $(FOR_TEST)
	@.venv/bin/python -m ruff check
	@.venv/bin/python -m ruff format --check
	@.venv/bin/python -m mypy

screenshots: build $(FOR_TEST) $(CHROMIUM)
	@.venv/bin/python -m tests.browser.screenshots

reference: $(FOR_TEST)
	@.venv/bin/python -m samestory.reference .

# build/ is the engine's when it holds the engine's manifest; a link is somebody's.
clean:
	@test -L build || ! grep -qs '"samestory"' build/manifest.json || rm -rf build
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .samestory
	@find engine tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || :
	@test ! -e build || echo "build/ stays: it was not made by samestory"

.venv/pyvenv.cfg:
	@if test -e .venv/.made-by-make; then rm -rf .venv; fi; \
	if .venv/bin/python -c '' 2>/dev/null; then exit 0; fi; \
	if test -e .venv || test -L .venv; then \
	  echo "The Python in .venv does not run, and .venv was not made by make: remove it, then run make again." >&2; exit 1; fi; \
	if ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	  found=`$(PYTHON) -V 2>&1` || found="not to be found"; \
	  echo "SameStory needs Python 3.11 or newer, and $(PYTHON) is $$found: name another, as in 'make build PYTHON=python3.12'." >&2; exit 1; fi; \
	mkdir .venv && touch .venv/.made-by-make && \
	if $(PYTHON) -c 'import ensurepip' 2>/dev/null; then $(PYTHON) -m venv .venv; \
	else $(PYTHON) -m venv --without-pip .venv; fi

# pip's own in .venv, or where Debian's python3-venv is missing the system's, which can work on another environment since 22.3.
FILL = test -n "$(ENV_KEY)" || { echo "This Makefile needs GNU make 4 or newer." >&2; exit 1; }; \
	if .venv/bin/python -c 'import pip' 2>/dev/null; then pip=".venv/bin/python -m pip"; \
	else pip="$(PYTHON) -m pip --python .venv/bin/python"; fi; \
	if ! $$pip --version >/dev/null 2>&1; then \
	  echo "$(PYTHON) has no pip that can fill .venv (22.3 or newer): run 'apt-get install python3-venv', then make again." >&2; exit 1; fi; \
	echo "Filling .venv ..."; rm -f .venv/.for-*; \
	$$pip install -qq --disable-pip-version-check --no-input -c constraints.txt -e

$(FOR_BUILD): .venv/pyvenv.cfg
	@$(FILL) .
	@touch $(FOR_BUILD)

$(FOR_TEST): .venv/pyvenv.cfg
	@$(FILL) '.[test]'
	@touch $(FOR_BUILD) $(FOR_TEST)

$(FOR_BROWSER): $(FOR_TEST)
	@.venv/bin/python -m playwright install chromium || { \
	  echo "The browser tests need a Chromium: install one, such as with 'apt-get install chromium'." >&2; exit 1; }
	@touch $(FOR_BROWSER)
