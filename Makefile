PYTHON ?= python

.PHONY: check fix

check:  ## what CI runs
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	$(PYTHON) -m pytest

fix:  ## what can be mended by itself
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .
