# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every finding has a code of the catalogue, which says whether a check or a plan alone can have it."""

from __future__ import annotations

import ast
from pathlib import Path

from ansible_collections.adx.outbound.plugins.module_utils._plan.check.catalogue import (
    CATALOGUE,
    OF_BASELINE,
    OF_CHECKS,
    OF_EVIDENCE,
    OF_LEAVING,
    OF_PLANS,
    OF_RESTRICTION,
    OF_SERVICES,
    OF_TEMPLATES,
)

ROOT = Path(__file__).resolve().parents[2]
PLANS = ("_plan/lockdown", "_plan/fleet", "_run")
OF_CHECKS_AFTER_PLANS = {"left_routes", "drift"}  # what a check tells with a plan at hand


def codes(text):
    """Every code of the catalogue that stands in a text as a string of its own."""
    constants = (node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
    return {one for one in constants if isinstance(one, str) and one in CATALOGUE}


def found(*folders):
    roots = [ROOT / "plugins" / "module_utils" / folder for folder in folders]
    paths = [path for root in roots for path in ([root] if root.is_file() else root.rglob("*.py"))]
    return {code for path in paths if path.name != "catalogue.py" for code in codes(path.read_text(encoding="utf-8"))}


def test_the_search_finds_codes_wherever_they_are_given():
    assert codes('Finding("kept_table", "rt", "a", "b")\nX = "drift"\nY = "in kept_table"') == {"kept_table", "drift"}


def test_every_code_that_only_a_plan_can_have_is_given_by_plans_and_by_no_check():
    assert found(*PLANS) >= set(OF_PLANS) and not found("_plan/check") & set(OF_PLANS)


def test_every_code_that_only_a_restriction_can_have_is_given_by_its_plans_and_by_nothing_else():
    assert found("_plan/outbound", "_plan/lockdown/acceptance.py") >= set(OF_RESTRICTION)
    assert not found("_plan/check", "_plan/fleet", "_run") & set(OF_RESTRICTION)


def test_every_code_that_only_a_cluster_can_have_which_leaves_its_network_is_given_by_its_plans_and_by_nothing_else():
    assert found("_plan/leaving", "_plan/lockdown/acceptance.py") >= set(OF_LEAVING)
    assert not found("_plan/check", "_plan/fleet", "_plan/outbound", "_run") & set(OF_LEAVING)


def test_every_code_that_only_a_comparison_can_have_is_given_by_it_and_by_nothing_else():
    assert found("_plan/baseline") == set(OF_BASELINE) | {"not_looked_at"}  # which it looks for in the earlier report
    others = found("_plan/check", "_plan/lockdown", "_plan/fleet", "_plan/outbound", "_plan/leaving", "_run", "_glue")
    assert not others & set(OF_BASELINE)


def test_every_code_that_only_templates_can_have_is_given_where_they_are_compared_and_by_nothing_else():
    assert found("_plan/fleet/exported.py") == set(OF_TEMPLATES)
    folders = ("check", "lockdown", "outbound", "leaving", "templates")
    others = found("_run", "_glue", *(f"_plan/{folder}" for folder in folders))
    assert not others & set(OF_TEMPLATES)


def test_every_code_that_only_logs_can_give_is_given_by_them_and_by_nothing_else():
    assert found("_plan/evidence") >= set(OF_EVIDENCE)
    others = found("_plan/check", "_plan/fleet", "_plan/lockdown", "_plan/outbound", "_plan/leaving", "_run")
    assert not others & set(OF_EVIDENCE)


def test_every_code_of_a_check_is_given_by_a_check():
    assert found("_plan/check") | OF_CHECKS_AFTER_PLANS == set(OF_CHECKS) | set(OF_SERVICES)


def test_every_code_that_only_another_service_can_have_is_given_by_its_check_and_by_nothing_else():
    assert found("_plan/check/of_services.py") == set(OF_SERVICES)
    told = ("of_services", "catalogue", "headlines")
    others = [path for path in (ROOT / "plugins/module_utils").rglob("*.py") if path.stem not in told]
    assert not {code for path in others for code in codes(path.read_text(encoding="utf-8"))} & set(OF_SERVICES)
