.PHONY: setup run test stop lock format

PYTHON ?= python3

setup: ## Environment, packages, front end, translations.
	@$(PYTHON) -m stack.bootstrap

lock: ## Pin and hash what pyproject.toml asks for (UPGRADE=1: the newest).
	@.venv/bin/python -m stack.lock

stop: ## Stop this checkout's servers.
	@.venv/bin/python -m stack.servers run test

format:
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .
