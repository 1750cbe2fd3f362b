# The two commands of the README are `make demo` and `make test`; both install what is missing first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TRANSLATIONS := resources/translations
QM := $(patsubst %.ts,%.qm,$(wildcard $(TRANSLATIONS)/*.ts))
DEMO_ARGS ?=

.PHONY: install demo run test slow bench lint simulation mutants translations binary screenshots clean

install: $(STAMP) translations

$(STAMP): requirements.lock pyproject.toml resources/install/system-packages.sh
	sh resources/install/system-packages.sh
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $(STAMP)

translations: $(QM)

$(TRANSLATIONS)/%.qm: $(TRANSLATIONS)/%.ts $(STAMP)
	$(BIN)/pyside6-lrelease -silent $< -qm $@

demo: install
	sh resources/install/demo.sh $(BIN)/crmdesk $(DEMO_ARGS)

run: install
	$(BIN)/crmdesk

test: install lint
	$(BIN)/pytest -q

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

slow: install
	$(BIN)/pytest -q -m slow

bench: install
	$(BIN)/pytest -q -m benchmark

# Rebuilt whole each time: dist/crmdesk is the program, and is tried at once.
binary: install
	sh resources/install/system-packages.sh binary
	$(BIN)/pyinstaller --noconfirm --clean --log-level ERROR --distpath dist --workpath build/pyinstaller build.spec
	dist/crmdesk/crmdesk --smoke

SIZES ?= 1280x800
SCALES ?= 100
screenshots: install
	$(BIN)/python -m crmdesk.demo.screenshots build/screenshots --sizes $(SIZES) --scales $(SCALES)

SEEDS ?= 500
FIRST ?= 1
LAYER ?= 1
JOBS ?= 1
simulation: install
	$(BIN)/python -m tests.simulation --seeds $(SEEDS) --first $(FIRST) --layer $(LAYER) --jobs $(JOBS)

# Each planted mistake, and the seed that caught it.
mutants: install
	$(BIN)/python -m tests.simulation.mutants

clean:
	rm -rf $(VENV) build dist *.egg-info $(TRANSLATIONS)/*.qm
