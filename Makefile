# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
SHELL := /bin/bash
PYTHON ?= python3
CACHE := $(CURDIR)/.cache
VENV := $(CACHE)/venv
LINK := $(CACHE)/link
UV_VERSION := 0.13.9
UV := UV_PYTHON_DOWNLOADS=never $(CACHE)/boot/bin/uv

.PHONY: help test static unit venv clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/:/'

venv: $(VENV)/.stamp ## environment with the runtime and the test tools

$(CACHE)/boot/.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with make PYTHON=...")'
	@mkdir -p $(CACHE)
	@$(PYTHON) -m venv $(CACHE)/boot
	@$(CACHE)/boot/bin/pip install -q uv==$(UV_VERSION) >$(CACHE)/boot.log 2>&1 || { cat $(CACHE)/boot.log; exit 1; }
	@touch $@

$(VENV)/.stamp: $(CACHE)/boot/.stamp requirements/runtime.txt requirements/test.txt
	@$(UV) venv -q --clear --python $(CACHE)/boot/bin/python $(VENV)
	@$(UV) pip install -q --system-certs --python $(VENV)/bin/python -r requirements/test.txt
	@touch $@

$(LINK)/.stamp:
	@mkdir -p $(LINK)/ansible_collections/adx
	@ln -sfn $(CURDIR) $(LINK)/ansible_collections/adx/outbound
	@touch $@

static: venv $(LINK)/.stamp ## lint, format and types
	@$(VENV)/bin/ruff check -q .
	@$(VENV)/bin/ruff format -q --check .
	@$(VENV)/bin/yamllint -s .
	@cd $(LINK) && $(VENV)/bin/mypy --config-file $(CURDIR)/pyproject.toml -p ansible_collections.adx.outbound.plugins.module_utils._plan

unit: venv
	@$(VENV)/bin/pytest -q -n 2

test: static unit ## everything a change must pass

clean: ## remove what the targets made
	@rm -rf $(CACHE)
