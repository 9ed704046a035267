# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
SHELL := /bin/bash
PYTHON ?= python3
CACHE := $(CURDIR)/.cache
VENV := $(CACHE)/venv
VENV28 := $(CACHE)/venv28
TOOLS := $(CACHE)/tools
LINK := $(CACHE)/link
# What one process has compiled, the others and the next run need not compile again.
unexport PYTHONDONTWRITEBYTECODE
# Three at once on two cores, since plays wait now and then; who has nothing left takes over from the others.
MANY := -q -n 3 --dist worksteal
# Reports are looked at in a browser where there is one; .ci/run sees to it that there is.
AXE := $(if $(and $(shell command -v chromium),$(shell command -v npm)),$(CACHE)/axe/.stamp)
# Queries for logs are parsed by Microsoft's own parser where there is node; .ci/run sees to that, too.
KQL := $(if $(and $(shell command -v node),$(shell command -v npm)),$(CACHE)/kql/.stamp)
TYPED := _plan _arm _run
UV_VERSION := 0.13.9
UV := UV_PYTHON_DOWNLOADS=never $(CACHE)/boot/bin/uv

.PHONY: help venv sdk28 tools static unit unit28 test long coverage sanity lint docs-lint docs-site picture package matrix release \
  peer faults hostile junk doubts mutants mutation bench check demo playground truth-kit clean

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/:/'

venv: $(VENV)/.stamp ## environment with the runtime and the test tools

sdk28: $(VENV28)/.stamp ## the same with the oldest Azure SDK we support

tools: $(TOOLS)/.stamp

$(CACHE)/boot/.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with make PYTHON=...")'
	@mkdir -p $(CACHE)
	@$(PYTHON) -m venv $(CACHE)/boot
	@$(CACHE)/boot/bin/pip install -q uv==$(UV_VERSION) >$(CACHE)/boot.log 2>&1 || { cat $(CACHE)/boot.log; exit 1; }
	@touch $@

$(VENV)/.stamp: $(CACHE)/boot/.stamp requirements/runtime.txt requirements/test.txt
	@$(UV) venv -q --clear --python $(CACHE)/boot/bin/python $(VENV)
	@$(UV) pip install -q --system-certs --compile-bytecode --python $(VENV)/bin/python -r requirements/test.txt
	@touch $@

$(VENV28)/.stamp: $(VENV)/.stamp requirements/sdk28.txt
	@$(UV) venv -q --clear --python $(CACHE)/boot/bin/python $(VENV28)
	@$(UV) pip install -q --system-certs --compile-bytecode --python $(VENV28)/bin/python -r requirements/test.txt --override requirements/sdk28.txt
	@touch $@

$(TOOLS)/.stamp: $(CACHE)/boot/.stamp requirements/tools.txt
	@$(UV) venv -q --clear --python $(CACHE)/boot/bin/python $(TOOLS)
	@$(UV) pip install -q --system-certs --python $(TOOLS)/bin/python -r requirements/tools.txt
	@touch $@

$(LINK)/.stamp:
	@mkdir -p $(LINK)/ansible_collections/adx
	@ln -sfn $(CURDIR) $(LINK)/ansible_collections/adx/outbound
	@touch $@

$(CACHE)/axe/.stamp: requirements/axe/package.json requirements/axe/package-lock.json
	@mkdir -p $(CACHE)/axe
	@cp $^ $(CACHE)/axe
	@if npm ci --silent --ignore-scripts --no-audit --no-fund --prefix $(CACHE)/axe; then touch $@; \
	  else echo "npm could not fetch axe-core, so pages are not looked at in a browser: those tests are skipped"; fi

$(CACHE)/kql/.stamp: requirements/kql/package.json requirements/kql/package-lock.json
	@mkdir -p $(CACHE)/kql
	@cp $^ $(CACHE)/kql
	@if npm ci --silent --ignore-scripts --no-audit --no-fund --prefix $(CACHE)/kql; then touch $@; \
	  else echo "npm could not fetch the parser of KQL, so queries are not parsed: those tests are skipped"; fi

static: venv $(LINK)/.stamp ## lint, format and types
	@$(VENV)/bin/ruff check -q .
	@$(VENV)/bin/ruff format -q --check .
	@$(VENV)/bin/yamllint -s .
	@cd $(LINK) && $(VENV)/bin/mypy --config-file $(CURDIR)/pyproject.toml $(TYPED:%=-p ansible_collections.adx.outbound.plugins.module_utils.%)

unit: venv $(AXE) $(KQL)
	@$(VENV)/bin/pytest $(MANY)

unit28: sdk28 ## what talks through azure-mgmt-network, with its oldest version that we support
	@$(VENV28)/bin/pytest $(MANY) -m "sdk and not long"

test: static unit ## everything a change must pass

long: venv ## whole plays and tables beyond what make test runs of them; DRAW=8 takes one in eight rows of the longest
	@$(VENV)/bin/pytest $(MANY) -m long $(if $(DRAW),--draw $(DRAW))

coverage: venv $(LINK)/.stamp ## how much of the planning its own unit tests run: 95 % at least
	@$(VENV)/bin/pytest $(MANY) --cov=ansible_collections.adx.outbound.plugins.module_utils._plan --cov-branch \
	  --cov-report=term:skip-covered --cov-fail-under=95 tests/unit/plugins/module_utils/_plan

sanity: $(CACHE)/boot/.stamp ## ansible-test sanity on two versions of ansible-core
	@tools/sanity.sh

lint: tools $(LINK)/.stamp ## ansible-lint, yamllint and shellcheck
	@$(TOOLS)/bin/yamllint -s .
	@$(TOOLS)/bin/shellcheck .ci/run tools/*.sh
	@PATH=$(TOOLS)/bin:$$PATH ANSIBLE_COLLECTIONS_PATH=$(LINK) ansible-lint -q

docs-lint: tools ## documentation and changelog
	@PATH=$(TOOLS)/bin:$$PATH antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs=self --check-extra-docs-refs .
	@PATH=$(TOOLS)/bin:$$PATH antsibull-changelog lint

docs-site: tools $(LINK)/.stamp ## the documentation as a site, in .cache/site
	@PATH=$(TOOLS)/bin:$$PATH ANSIBLE_COLLECTIONS_PATH=$(LINK) $(TOOLS)/bin/python tools/site/build.py $(CACHE)

package: tools ## build, install offline, ask galaxy-importer
	@tools/package.sh

matrix: package venv ## the installed collection on the oldest and the newest ansible-core
	@tools/matrix.sh

release: matrix ## the file to publish, and the demo from where it is installed
	@cd / && $(VENV)/bin/python $(CACHE)/installed/ansible_collections/adx/outbound/demo/run.py

$(CACHE)/peer/.stamp: $(CACHE)/boot/.stamp requirements/peer.txt
	@$(UV) venv -q --clear --python $$(tools/find_python.sh 2.21) $(CACHE)/peer
	@$(UV) pip install -q --system-certs --compile-bytecode --python $(CACHE)/peer/bin/python -r requirements/peer.txt
	@$(UV) pip install -q --system-certs --compile-bytecode --python $(CACHE)/peer/bin/python -r $(CACHE)/peer/lib/python*/site-packages/ansible_collections/azure/azcollection/requirements.txt
	@touch $@

peer: venv $(LINK)/.stamp $(CACHE)/peer/.stamp package ## azure.azcollection and ours in one environment: logins, and a play of both
	@$(VENV)/bin/pytest -q tests/peer

faults: venv ## every fault at every request, a kill between any two, other writers: up to an hour and a half, and on from where it was; ONLY=leaving takes those of that name
	@ADX_OUTBOUND_SWEEP=$(or $(SWEEP),whole) $(VENV)/bin/pytest $(MANY) $(if $(ONLY),tests/faults/test_$(ONLY)_*.py,tests/faults)

hostile: venv ## 2,000 hostile texts in every place where people may write one, in all that leaves; on from where it was
	@ADX_OUTBOUND_HOSTILE=$(or $(TEXTS),2000) $(VENV)/bin/pytest $(MANY) tests/hostile

junk: venv ## 5,720 junk values in the places of members of Azure's documents: a quarter of an hour, and on from where it was
	@ADX_OUTBOUND_SWEEP=$(or $(SWEEP),whole) $(VENV)/bin/pytest $(MANY) tests/junk

doubts: venv ## the judge against the data plane, in 150 worlds of each class of which something is hidden
	@ADX_OUTBOUND_DOUBTS=150 $(VENV)/bin/pytest -q tests/doubts

mutants: venv ## every condition of the safe order and its gates turned round, one at a time: the tests beside notice
	@$(VENV)/bin/python tools/mutants.py

mutation: venv ## 300 random changes of the planning and 150 of the wire, one at a time: how many their unit tests notice
	@$(VENV)/bin/python tools/mutation.py _plan
	@$(VENV)/bin/python tools/mutation.py _arm

bench: venv $(LINK)/.stamp $(CACHE)/peer/.stamp ## what we cost: beyond a ping, beside azure.azcollection, for fleets, into docs/performance.md; BESIDE=another checkout
	@$(VENV)/bin/python tests/bench/floor.py $(if $(BESIDE),--beside $(BESIDE)) $(if $(ROUNDS),--rounds $(ROUNDS))
	@$(VENV)/bin/python tests/bench/rules.py $(if $(ROUNDS),--rounds $(ROUNDS))
	@$(VENV)/bin/python tests/bench/peer.py
	@$(VENV)/bin/python tests/bench/fleet.py $(if $(BESIDE),--beside $(BESIDE)) $(SIZES)

check: ## the test command and every slower gate
	@.ci/run

demo: venv $(LINK)/.stamp ## lock a seeded region down on this machine
	@$(VENV)/bin/python demo/run.py

playground: venv $(LINK)/.stamp ## the demo's region, kept running to try things and to break them
	@$(VENV)/bin/python demo/playground.py

picture: venv $(LINK)/.stamp ## draw such a run for the README, and its report as a browser shows it
	@$(VENV)/bin/python demo/run.py | $(VENV)/bin/python tools/picture.py
	@$(VENV)/bin/python tools/report_picture.py

truth-kit: ## pack what somebody with a sandbox subscription can ask a real Azure with
	@tools/truth_kit.sh $(CACHE)/truth-kit

clean: ## remove what the targets made
	@rm -rf $(CACHE)
