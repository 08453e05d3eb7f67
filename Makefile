# make run    sets up .venv and starts the page, ready for the built-in demo
# make test   sets up what tests need and runs them, file by file in four processes (for two cores: half of the time a test waits for a browser
#             or a worker), each of which computes with one thread (numba, once it has run, would have torch compute with two)
# make test-slow   those that `make test` leaves out for their length, in three processes: many have workers of their own; CI runs both
# make soak   the long ones: kills, resumes, flipped bits, generated archives, Pillow's own odd pictures (docs/reliability.md)
# make kernels   the tests that compute, with the inner loops of older processors and with one thread (tests/kernels.py)
# make lint   format, lint and types, of Python (ruff, mypy) and of the page's scripts (biome, tsc)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# What is compiled of the tests and of tlgui is kept: four processes rewrite the asserts of 400 files, and each worker that a test starts
# compiles what it imports. Some machines ask Python not to.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-slow soak kernels lint clean

run: $(VENV)/.installed
	$(BIN)/python app.py $(ARGS)

test: $(VENV)/.installed-dev
	OMP_NUM_THREADS=1 NUMBA_NUM_THREADS=1 $(BIN)/python -m pytest -m "not slow" -n 4 --dist loadfile --no-loadscope-reorder $(ARGS)

test-slow: $(VENV)/.installed-dev
	OMP_NUM_THREADS=1 NUMBA_NUM_THREADS=1 $(BIN)/python -m pytest -m slow -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

soak: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -m soak --timeout=3600 -s $(ARGS)

kernels: $(VENV)/.installed-dev
	$(BIN)/python tests/kernels.py $(ARGS)

lint: $(VENV)/.installed-dev node_modules/.installed
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	$(BIN)/node node_modules/@biomejs/biome/bin/biome ci --error-on-warnings
	$(BIN)/node node_modules/typescript/bin/tsc

$(VENV)/.installed: requirements.txt pyproject.toml setup.py
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "tlgui needs Python 3.10 or newer, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	touch $@

node_modules/.installed: package.json package-lock.json | $(VENV)/.installed-dev
	$(BIN)/npm ci --loglevel=error
	touch $@

clean:
	rm -rf $(VENV) node_modules build dist *.egg-info
