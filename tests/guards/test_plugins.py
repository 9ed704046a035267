# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every filter and lookup is documented as it is called, and every plugin is run by a test over the emulator."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ROOT / "plugins"
PACKAGE = "ansible_collections.adx.outbound.plugins"
PAGES = sorted(path.stem for path in (PLUGINS / "filter").glob("*.yml"))
LOOKUPS = sorted(path.stem for path in (PLUGINS / "lookup").glob("*.py"))
RUN = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "integration").rglob("*.py"))


def filters():
    """All filters by name, whichever file they are in."""
    files = sorted(path.stem for path in (PLUGINS / "filter").glob("*.py"))
    found = [importlib.import_module(f"{PACKAGE}.filter.{name}").FilterModule().filters() for name in files]
    return {name: function for one in found for name, function in one.items()}


def page(name):
    return yaml.safe_load((PLUGINS / "filter" / f"{name}.yml").read_text(encoding="utf-8"))


def lookup(name):
    module = importlib.import_module(f"{PACKAGE}.lookup.{name}")
    return {key: yaml.safe_load(getattr(module, key)) for key in ("DOCUMENTATION", "EXAMPLES", "RETURN")}


def test_every_filter_has_a_page_and_every_page_a_filter():
    assert sorted(filters()) == PAGES


@pytest.mark.parametrize("name", PAGES)
def test_the_arguments_of_a_filter_are_its_documented_options(name):
    options = page(name)["DOCUMENTATION"]["options"]
    takes = inspect.signature(filters()[name]).parameters
    first, *others = takes.values()
    assert first.default is first.empty and options["_input"]["required"]
    assert {one.name for one in others} == set(options) - {"_input"}
    for one in others:
        option = options[one.name]
        assert option.get("required", False) is (one.default is one.empty), one.name
        if "default" in option:
            given = list(one.default) if isinstance(one.default, tuple) else one.default
            assert given == option["default"], one.name


@pytest.mark.parametrize("name", PAGES)
def test_the_page_of_a_filter_is_complete(name):
    check_page(name, page(name))
    assert f"adx.outbound.{name}" in page(name)["EXAMPLES"]


@pytest.mark.parametrize("name", LOOKUPS)
def test_the_page_of_a_lookup_is_complete(name):
    check_page(name, lookup(name))
    assert f"lookup('adx.outbound.{name}'" in str(lookup(name)["EXAMPLES"])


def check_page(name, found):
    facts = found["DOCUMENTATION"]
    assert facts["name"] == name and facts["version_added"] and facts["short_description"] and found["RETURN"]
    assert [key for key, option in facts["options"].items() if not option.get("description")] == []


@pytest.mark.parametrize("name", sorted(path.stem for path in (PLUGINS / "modules").glob("*.py")))
def test_every_module_is_run_by_a_test_over_the_emulator(name):
    assert f'"{name}"' in RUN


def test_the_examples_of_every_module_filter_and_lookup_are_run():
    assert 'for kind in ("modules", "lookup", "filter")' in RUN


@pytest.mark.parametrize("name", sorted(path.stem for path in (PLUGINS / "inventory").glob("*.py")))
def test_every_inventory_is_run_by_a_test_over_the_emulator(name):
    assert f"adx.outbound.{name}" in RUN
