# Everything a person or CI needs. `make` alone lists it.
PYTHON ?= python3
PORT ?= 8000
export PORT
.DEFAULT_GOAL := help
.PHONY: help run test assurance bench setup stop lock format

help: ## This list.
	@sed -n 's/^\([a-z]*\):.*## /  make \1  /p' Makefile

run: ## Serve http://127.0.0.1:8000 (PORT=… for another) with the demonstration, until Ctrl-C.
	@$(PYTHON) -m stack.bootstrap --port $(PORT)
	@exec .venv/bin/python -m stack.run

test: ## Every check and test (LANES=lint,unit for some; BUDGET=strict to fail when slow).
	@$(PYTHON) -m stack.bootstrap --tests
	@exec .venv/bin/python -m stack.lanes

assurance: ## The long run of the evidence for confidentiality, within an hour; figures in var/assurance.json.
	@$(PYTHON) -m stack.bootstrap --tests
	@exec .venv/bin/python -m stack.assurance

bench: ## What labels, need-to-know and row-level security cost, against targets (ROWS=1000000 for more).
	@$(PYTHON) -m stack.bootstrap --tests
	@exec .venv/bin/python -m benchmarks

setup: ## Environment, packages, front end, translations, with the tools for tests.
	@$(PYTHON) -m stack.bootstrap --tests

stop: ## Stop what runs in this checkout: the portal and all servers.
	@.venv/bin/python -m stack.stop

lock: ## Pin and hash what pyproject.toml asks for (UPGRADE=1: the newest).
	@.venv/bin/python -m stack.lock

format: ## Format and tidy the code.
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .
