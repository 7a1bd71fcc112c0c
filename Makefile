# One command each, on a machine with Python >= 3.11 (with venv) and make. The environment is made on
# first use in .venv and renewed when pyproject.toml changes.
#
#   make reproduce   solve the Qinba case and write report/   (ARGS="--out DIR --set delta=.8")
#   make test        everything but the tests marked slow     (ARGS="-k partnership")
#   make slow        the tests marked slow
#   make browser     the report in a Chromium, which has to be there (see .ci/browser)
#   make lint        ruff, mypy --strict, who may import whom
#   make docs        the pages in docs/_build/html, every warning an error
#   make notebooks   run every notebook, and the sliders in a kernel
#   make kernel      the sliders in a kernel alone
#   make bench       the same work by us and by others, as ratios; SGSOLVE=folder: SGSolve too
#   make reliability measure every promise of docs/explanation/reliability.md
#   make mistakes    make every mistake of scripts/mistakes.toml: each is noticed, or explained
#   make lowest      the wheel with the oldest allowed libraries, tested from an empty folder
#   make dist        wheel and source archive, checked, installed and tried in an empty environment
#   make clean       remove all that make has made, the environments included
#
# PYTHON=/path/to/python chooses the interpreter.

VENV := .venv
LOWEST := .venv-lowest
BIN := $(VENV)/bin
ARGS ?=
# What `make lowest` runs: the tests, and a command of the wheel.
TESTS ?= "$(CURDIR)/tests"
TRY ?= reproduce --jobs 2
# Whole stretches of tests to each of two processes, so that few fixtures are made in both.
# What runs notebooks is not loaded: that alone takes a second in each.
TWO := -n 2 --dist worksteal -p no:nbmake
# Both processors are busy with a process each: threads that one starts for products of matrices only
# take turns with the other.
export OPENBLAS_NUM_THREADS ?= 1
# Both, and every process that a test starts, import the package as it was compiled once.
unexport PYTHONDONTWRITEBYTECODE
usable := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
first_usable = $(shell for python in $(1); do \
	"$$python" -c '$(usable)' >/dev/null 2>&1 && { echo "$$python"; break; }; done)
PYTHON ?= $(call first_usable,python3 python python3.13 python3.14 python3.12 python3.11)
# So that type checkers and editors see the package too.
SEEN := --config-settings editable_mode=compat
# What is imported is compiled then; most of what is installed never is.
INSTALL := -m pip install -q --no-compile
# The oldest libraries are best tried on the oldest Python.
PYTHON_LOWEST ?= $(call first_usable,python3.11 $(PYTHON))

# $(1) the folder, $(2) the interpreter
make_venv = @"$(2)" -c '$(usable)' 2>/dev/null || { \
	echo "make: needs Python >= 3.11 with venv, and '$(2)' is none. Install one (Debian and Ubuntu:" \
	"python3 and python3-venv) or name it: make PYTHON=/path/to/python3" >&2; exit 1; }; \
	"$(2)" -m venv "$(1)"

.PHONY: libraries reproduce test slow browser lint docs notebooks kernel bench reliability mistakes lowest dist clean

reproduce: $(VENV)/.installed
	$(BIN)/qinba-games reproduce --jobs 2 $(ARGS)

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest $(TWO) $(ARGS)

slow: $(VENV)/.installed-test
	$(BIN)/python -m pytest $(TWO) -m "slow and not exhaustive" $(ARGS)

browser: $(VENV)/.installed-test
	$(BIN)/python -m pytest -m browser tests/browser $(ARGS)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	cd tests/helpers && "$(CURDIR)/$(BIN)/mypy" --strict --config-file= a_users_script.py
	$(BIN)/lint-imports

docs: $(VENV)/.installed-docs $(VENV)/.installed-notebook
	$(BIN)/python -m sphinx -W --keep-going -E -j 2 -b html docs docs/_build/html
	$(BIN)/python scripts/check_pages.py docs/_build/html
	$(BIN)/python scripts/stored_notebooks.py --compare docs/_build/jupyter_execute/tutorials

notebooks: kernel
	$(BIN)/python -m pytest -n 2 --nbmake --nbmake-timeout=600 notebooks $(ARGS)

kernel: $(VENV)/.installed-notebook $(VENV)/.installed-test
	$(BIN)/python -m pytest -m kernel tests/kernel $(ARGS)

bench: $(VENV)/.installed-bench
	$(BIN)/python -m benchmarks $(ARGS)

reliability: $(VENV)/.installed-test
	$(BIN)/python scripts/reliability.py $(ARGS)

mistakes: $(VENV)/.installed-test
	$(BIN)/python scripts/mistakes.py --jobs 2 $(ARGS)

lowest: $(LOWEST)/.installed
	rm -rf build dist
	$(LOWEST)/bin/python -m pip wheel -q --no-deps --wheel-dir dist .
	$(LOWEST)/bin/python -m pip install -q --no-deps --force-reinstall dist/*.whl
	empty=$$(mktemp -d) && trap 'rm -rf "$$empty"' EXIT && cd "$$empty" \
	&& "$(CURDIR)/$(LOWEST)/bin/python" -c 'import qinba_games; print(qinba_games.__file__)' \
	| grep site-packages \
	&& "$(CURDIR)/$(LOWEST)/bin/python" -m pytest $(TWO) -p no:cacheprovider \
	-c "$(CURDIR)/pyproject.toml" $(TESTS) --pyargs qinba_games $(ARGS) \
	&& "$(CURDIR)/$(LOWEST)/bin/qinba-games" $(TRY)

dist: $(VENV)/.installed-dist
	rm -rf build dist
	$(BIN)/python -m build --quiet
	$(BIN)/python -m twine check --strict dist/*
	empty=$$(mktemp -d) && trap 'rm -rf "$$empty"' EXIT && "$(PYTHON)" -m venv "$$empty/venv" \
	&& "$$empty/venv/bin/python" -m pip install -q dist/*.whl && cd "$$empty" \
	&& venv/bin/python -c 'import qinba_games as qg; assert qg.verify(qg.solve(qg.prisoners_dilemma(9, 1, 10, 3), 0.5)).ok' \
	&& venv/bin/qinba-games claims >/dev/null && echo "The wheel works in an empty environment."

clean:
	rm -rf $(VENV) $(LOWEST) build dist *.egg-info report docs/_build docs/reference/generated docs/tutorials/*.ipynb \
	.pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.made:
	$(call make_venv,$(VENV),$(PYTHON))
	@touch $@

$(VENV)/.installed: pyproject.toml | $(VENV)/.made
	$(BIN)/python $(INSTALL) $(SEEN) -e .
	@touch $@

# All that is needed but for `make bench` and `make dist`, at once.
libraries: pyproject.toml | $(VENV)/.made
	$(BIN)/python $(INSTALL) $(SEEN) -e ".[dev,test,docs,notebook]"
	@touch $(VENV)/.installed $(VENV)/.installed-dev $(VENV)/.installed-test $(VENV)/.installed-docs $(VENV)/.installed-notebook

$(VENV)/.installed-%: pyproject.toml | $(VENV)/.made
	$(BIN)/python $(INSTALL) $(SEEN) -e ".[$*]"
	@touch $@ $(VENV)/.installed

$(LOWEST)/.made:
	$(call make_venv,$(LOWEST),$(PYTHON_LOWEST))
	@touch $@

$(LOWEST)/.installed: pyproject.toml scripts/floors.py | $(LOWEST)/.made
	$(LOWEST)/bin/python scripts/floors.py > $(LOWEST)/floors.txt
	$(LOWEST)/bin/python $(INSTALL) -r $(LOWEST)/floors.txt
	@touch $@
