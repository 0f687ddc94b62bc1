# Needs Python 3.11 or newer, make and a package registry that pip reaches; all else is installed
# into .venv by the targets themselves. Every target may be repeated.

VENV   := .venv
PYTHON ?= python3
PY     := $(VENV)/bin/python
STAMP  := $(VENV)/.installed

FILING := evals/datasets/abs-8-k/filings/new-century-2002-1.txt
VIEW   := out/$(basename $(notdir $(FILING))).html
EVAL   := $(VENV)/bin/extractor eval evals/datasets/abs-8-k \
          --system reconciled --system llm --system baseline
ANSWERS := evals/answers/abs-8-k.jsonl
RUNS   := evals/runs/abs-8-k

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test test-api test-browser pictures eval eval-record eval-peers accuracy performance followed record docs bench bench-review bench-jobs soak-review soak-tables soak-jobs lint types check clean bench-reading soak fuzz hostile sbom lock

help: ## Say what the targets do
	@sed -n 's/^\([a-z-]*\): .*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

run: $(STAMP) ## Install, pull the model (1.1 GB, once) and extract the reference filing
	@$(VENV)/bin/extractor model pull
	@$(VENV)/bin/extractor extract $(FILING) --format table
	@mkdir -p $(dir $(VIEW))
	@$(VENV)/bin/extractor extract $(FILING) --format html --out $(VIEW)
	@echo "The same record with its evidence: $(VIEW)"

test: $(STAMP) ## Install and run the tests
	@$(PY) -m pytest -q -n 2

test-browser: $(STAMP) ## Test the pages in the system's Chromium (pictures in out/browser)
	@$(PY) -m pytest -q -m browser tests/review_pages tests/render_pages

pictures: $(STAMP) ## Make the documentation's pictures anew, by the tests in the browser
	@$(PY) -m pytest -q -m browser -k "picture_for_readers or stands_alone" \
	  tests/render_pages tests/review_pages
	@cp out/browser/report.png out/browser/review.png out/browser/view.png docs/pictures/

test-api: $(STAMP) ## Ask a running service whatever its description allows, and more (two minutes)
	@$(PY) -m pytest -q -m api tests/service/api

eval: $(STAMP) ## Score the labelled filings from recorded answers, and gate on the committed runs
	@$(EVAL) --replay $(ANSWERS) --offline --planted 1000 \
	  --json out/abs-8-k --html out/abs-8-k.html --gate $(RUNS)
	@diff -rq out/abs-8-k $(RUNS) >&2 || { \
	  echo "These runs are not the committed ones. Where that is meant: cp out/abs-8-k/* $(RUNS)" >&2; \
	  exit 1; }
	@echo "The same as the committed runs; every wrong field in its filing: out/abs-8-k.html"

eval-record: $(STAMP) ## Ask the embedded model again for what make eval replays (an hour)
	@$(VENV)/bin/extractor model pull
	@$(EVAL) --record $(ANSWERS) --planted 1000 --json $(RUNS)

eval-peers: $(STAMP) ## Install the other systems that extractor eval can compare with
	@$(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[all,peers]'

accuracy: $(STAMP) ## Write the figures of docs/accuracy.md and the certificate from the committed runs
	@$(PY) -m evals.accuracy

docs: $(STAMP) ## Build the documentation's site in out/site; a link that leads nowhere fails
	@NO_MKDOCS_2_WARNING=1 $(VENV)/bin/mkdocs build --quiet --strict
	@echo "The site: out/site/index.html"

followed: $(STAMP) ## Write the field that docs/trust.md follows, as the code reads it now
	@$(PY) docs/reference.py

record: $(STAMP) ## Record the cassettes again from the embedded model
	@$(PY) tests/record_cassettes.py

bench: eval-peers ## Time, tokens and accuracy, also of other systems, into docs/performance.md (MINUTES=N)
	@$(VENV)/bin/extractor model pull
	@$(PY) -m evals.bench $(if $(MINUTES),--minutes $(MINUTES)) $(OPTIONS)

performance: $(STAMP) ## Write the figures of docs/performance.md from those that are kept
	@$(PY) -m evals.bench.page

bench-review: $(STAMP) ## Measure the review queue with 100,000 fields waiting (ROWS=N, STORE=postgresql or URL)
	@$(PY) -m evals.bench_review --items $(or $(ROWS),100000) $(if $(STORE),--store '$(STORE)')

bench-jobs: $(STAMP) ## Measure durable jobs: memory, overhead, throughput (ROWS=N, STORE=sqlite|postgresql|URL)
	@$(PY) -m evals.bench_jobs --filings $(or $(ROWS),300) $(if $(STORE),--store '$(STORE)')

bench-reading: $(STAMP) ## How reading grows with hostile filings and with size, to 50 MB (SECONDS=N each, SKIP=N)
	@$(PY) -m evals.hostile.patterns --seconds $(or $(SECONDS),600); \
	  $(PY) -m evals.hostile.reading --seconds $(or $(SECONDS),900) --skip $(or $(SKIP),0) && \
	  $(PY) -m evals.hostile.reading --large --seconds $(or $(SECONDS),1800)

fuzz: $(STAMP) ## Fuzz all that reads, guided by coverage (SECONDS=90 for all targets together)
	@$(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[all,fuzz]'
	@$(PY) -m tests.fuzz.guided --seconds $(or $(SECONDS),90)

hostile: $(STAMP) ## Poisoned filings, goes on where it ended (LIMIT=N, SECONDS=N, PLAIN=no, MODEL=obeying)
	@$(if $(MODEL),,$(VENV)/bin/extractor model pull)
	@$(PY) -m evals.hostile.injection --model $(or $(MODEL),local) $(if $(LIMIT),--limit $(LIMIT)) \
	  $(if $(SECONDS),--seconds $(SECONDS)) $(if $(filter no,$(PLAIN)),--no-peer) --json out/hostile.json

soak: $(STAMP) ## 1,000 extractions in one process, three ways (FILINGS=N)
	@SOAK_FILINGS=$(or $(FILINGS),1000) $(PY) -m pytest -q tests/soak

soak-review: $(STAMP) ## Eight people at one queue of 2,000 fields, on every kind of store
	@SOAK_ITEMS=$(or $(ROWS),2000) $(PY) -m pytest -q tests/review/test_soak.py

soak-tables: $(STAMP) ## 500 made-up filings to one table, killed half-way and finished (ROWS=N)
	@KILLED_FILINGS=$(or $(ROWS),500) $(PY) -m pytest -q tests/cli/test_cli_tables.py -k killed

soak-jobs: $(STAMP) ## 200 filings, workers and servers killed at random, an endpoint with faults (ROWS=N)
	@SOAK_FILINGS=$(or $(ROWS),200) $(PY) -m pytest -q -n 2 -rP --show-capture=stdout tests/jobs/test_kills.py tests/jobs/test_faults.py

sbom: $(STAMP) ## What is installed and under which licences: out/sbom.json (CycloneDX)
	@$(PY) -m evals.supply sbom out/sbom.json

lock: $(STAMP) ## The same packages with the hashes of their files: out/requirements.txt
	@mkdir -p out
	@$(PY) -m pip install --quiet --disable-pip-version-check --dry-run --ignore-installed \
	  -c constraints.txt --report out/lock.json '.[all]'
	@$(PY) -m evals.supply lock out/lock.json out/requirements.txt

lint: $(STAMP) ## Style, format and the order of the stages
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(VENV)/bin/lint-imports

types: $(STAMP) ## Types, also as a user of the package sees them
	@$(PY) -m mypy
	@$(PY) -m mypy --config-file= --strict --cache-dir .mypy_cache/user tests/sdk/typed_user.py
	@$(VENV)/bin/basedpyright --pythonpath $(PY) -p tests/sdk/pyrightconfig.json
	@for each in examples/*/; do $(PY) -m mypy --config-file= --strict --follow-imports=silent \
	  --cache-dir .mypy_cache/examples $$each*/form.py || exit 1; done

check: lint types test ## All that must hold before a change is taken

clean: ## Remove .venv and what was built here (the pulled model stays in the user's cache)
	rm -rf $(VENV) out build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp names the checkout that was installed. Without a stamp that fits (an install cut off, a
# checkout that was moved, a Python that is gone) the environment is made anew.
SOUND := $(shell test "$$(cat $(STAMP) 2>/dev/null)" = "$(CURDIR)" && $(PY) -c 'import pip' 2>/dev/null && echo yes)

ifneq ($(SOUND),yes)
.PHONY: $(STAMP)
endif

$(STAMP): pyproject.toml constraints.txt
ifneq ($(SOUND),yes)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "$(PYTHON) is not Python 3.11 or newer: name one with make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments, the venv package is missing:" \
	    "apt-get install python3-venv (Debian, Ubuntu), or name another with make PYTHON=..." >&2; exit 1; }
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
endif
	@echo "Installing into $(VENV): the first time this takes a minute or two" >&2
	@$(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[all]'
	@echo "$(CURDIR)" > $(STAMP)
