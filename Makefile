# make try   - environment, install, dress the built-in model, say where the picture is and how to
#              open the fitting room in a browser
# make test  - environment with development extras, the whole suite
# make check - style, types, import rule

PYTHON ?= python3
BIN := .venv/bin

.PHONY: try test check clean

.venv/base.done: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[serve]'
	touch $@

.venv/dev.done: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

try: .venv/base.done
	$(BIN)/modiste example --out try-out
	@echo
	@echo 'The fitting room in a browser: $(BIN)/modiste serve, then open http://127.0.0.1:8000/'

test: .venv/dev.done
	$(BIN)/pytest -n auto --dist loadgroup

check: .venv/dev.done
	$(BIN)/ruff check src tests scripts
	$(BIN)/ruff format --check src tests scripts
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf .venv try-out runs
