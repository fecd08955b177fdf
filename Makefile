# Two commands matter: `make report` and `make test`. Each sets up what it needs.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.PHONY: report test lab lock clean setup lint

# The first interpreter that is new enough; override with `make PYTHON=/path/to/python`.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	>/dev/null 2>&1 && echo "$$p" && break; done)
UV := $(shell command -v uv 2>/dev/null)
BIN := .venv/bin
READY := .venv/.ready

# One thread per process: results do not depend on the number of cores.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1
export PYTHONHASHSEED := 0

report: setup
	$(BIN)/hubstudy report

test: setup lint
	$(BIN)/python -m pytest -n 2 --cov --cov-report=term --cov-fail-under=90

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry src
	$(BIN)/codespell src tests notebooks benchmarks docs README.md CHANGELOG.md CITATION.cff
	$(BIN)/nbstripout --keep-id --verify notebooks/*.ipynb

lab: setup
	$(BIN)/jupyter lab --notebook-dir=notebooks

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11–3.13 / Python 3.11 to 3.13 is needed"; exit 2; }
ifeq ($(UV),)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
else
	test -x $(BIN)/python || uv venv --quiet --python "$$(command -v $(PYTHON))" .venv
	uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock
	uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
endif
	touch $@

# Needs uv; where there is none, one is put into .uv for this purpose only.
lock:
	@command -v uv >/dev/null || test -x .uv/bin/uv || { $(PYTHON) -m venv .uv && .uv/bin/python -m pip install --quiet uv; }
	PATH="$$PATH:.uv/bin" uv pip compile --quiet --universal --python-version 3.11 --all-extras \
		--generate-hashes --no-header --no-annotate --output-file requirements.lock pyproject.toml

clean:
	rm -rf .venv .uv build data/processed figures reports .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .coverage .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
