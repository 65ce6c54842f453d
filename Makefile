# make run: serve the demo on http://127.0.0.1:8501    make test: everything the project promises
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# The programs that the tests start find their bytecode: to compile it takes each of them most of a second.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-postgres check quick whole style types bench soak sbom audit schemas messages pictures fonts system

$(VENV)/.ready: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --requirement requirements.txt
	touch $@

$(VENV)/.ready-dev: requirements.txt requirements-dev.txt $(VENV)/.ready
	$(BIN)/pip install --quiet --requirement requirements-dev.txt
	touch $@

$(VENV)/.ready-bench: requirements-bench.txt $(VENV)/.ready-dev
	$(BIN)/pip install --quiet --requirement requirements-bench.txt
	touch $@

run: $(VENV)/.ready
	@test -e data/local/assessment.sqlite || $(BIN)/python -m assessment demo
	$(BIN)/python -m assessment serve

# The quick part: under a minute; `make test` runs the rest (marked slow, browsers, the libraries that we are held against).
check: $(VENV)/.ready-dev
	$(MAKE) --no-print-directory --jobs=2 style types quick

quick: $(VENV)/.ready-dev
	$(BIN)/pytest -m "not browser and not office and not postgres and not slow" -n 2 --ignore=tests/web --ignore-glob='*/test_libraries.py'

# Everything. Installs Chromium, Korean fonts, LibreOffice and nginx where it may (Debian, root).
test: $(VENV)/.ready-dev system
	$(MAKE) --no-print-directory --jobs=2 style types whole

whole: $(VENV)/.ready-dev
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

style: $(VENV)/.ready-dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

# One core is enough for these: they run beside the tests.
types: $(VENV)/.ready-dev
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# The same tests with every database on PostgreSQL (a server from the package, ended with the run).
test-postgres: $(VENV)/.ready-dev system
	TEST_DATABASE=postgresql $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

# The shell of Chromium is the same engine without windows, a third of the work; not every Debian packs it alone.
SYSTEM := fonts-nanum libreoffice-calc poppler-utils nginx-light
INSTALL := DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(SYSTEM)
system:
	@if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  dpkg -s $(SYSTEM) chromium-headless-shell >/dev/null 2>&1 || { apt-get update -qq && \
	  { $(INSTALL) chromium-headless-shell >/dev/null || $(INSTALL) chromium >/dev/null; }; }; fi

bench: $(VENV)/.ready-bench
	$(BIN)/python -m benchmarks

# A hundred kills of everything, fifty network cuts, a failover; prints its table at the end. About an hour.
soak: $(VENV)/.ready-dev system
	FAULT_SEEDS=100 $(BIN)/pytest -m fault

# What the program stands on, with licences, as a CycloneDX bill of materials: of an environment with requirements.txt
# alone. The tool has its own: it brings lxml, which openpyxl would use wherever it finds it.
BILL := $(VENV)/bill
sbom:
	$(PYTHON) -m venv --clear $(BILL)/tool
	$(BILL)/tool/bin/pip install --quiet cyclonedx-bom==7.5.0
	$(PYTHON) -m venv --clear --without-pip $(BILL)/parts
	$(BILL)/tool/bin/pip --python $(BILL)/parts install --quiet --requirement requirements.txt
	$(BILL)/tool/bin/cyclonedx-py environment --pyproject pyproject.toml --gather-license-texts --output-reproducible --output-file sbom.json $(BILL)/parts
	rm -rf $(BILL)

# Known vulnerabilities of the pinned versions; asks a service on the network, so it is no part of `make test`.
audit: $(VENV)/.ready
	$(BIN)/pip install --quiet pip-audit==2.10.1
	$(BIN)/pip-audit --requirement requirements.txt --no-deps --disable-pip

schemas: $(VENV)/.ready
	$(BIN)/python -m assessment.definitions.schemas docs/schema

# Finds every marked text and brings both catalogues up to date.
messages: $(VENV)/.ready-dev
	$(BIN)/python -m tests.catalogues

pictures: $(VENV)/.ready-dev system
	$(BIN)/python -m tests.pictures docs/images

# Optional typeface of Korean public services, into a folder that git ignores.
fonts:
	mkdir -p static/fonts && cd static/fonts && npm pack --silent pretendard-gov@1.3.9 && tar xzf pretendard-gov-1.3.9.tgz && rm pretendard-gov-1.3.9.tgz
