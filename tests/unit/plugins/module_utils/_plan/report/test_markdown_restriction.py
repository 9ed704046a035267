# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text about a cluster that restricts its access itself says what the page does, in the same order."""

from __future__ import annotations

import re

from ansible_collections.adx.outbound.plugins.module_utils._plan.report import formats

from .access_results import BUS, LAKE, ORDERS, cluster, failed, finding, lists, plan, result, used
from .results import HOSTILE

USES = [used(), used(ORDERS, "denied", "sql", before="allowed"), used(BUS, "cannot_tell", None, "allowed")]
STAYS = plan(
    uses=USES,
    before=lists("Enabled", [LAKE, "old.example"]),
    after=lists("Enabled", [LAKE, "old.example", BUS]),
    not_listed=["old.example"],
)


def text(*clusters, mode="preview"):
    return formats.render(result(*clusters, mode=mode), "md")


def test_what_would_break_stands_first_and_what_to_copy_after_the_lists():
    told = text(failed("denied_callouts", "No.", planned=STAYS, findings=[finding("denied_callouts", "error")]))
    assert re.findall(r"^## (.*)$", told, re.MULTILINE) == [
        "Findings",
        "What would change",
        "What it is known to use, as it would be",
        "Lists to copy",
        "What this is about",
    ]


def test_what_comes_and_what_stays_unlisted_stand_before_what_stays():
    told = text(cluster(planned=STAYS), mode="run")
    table, rest = told.split("## What changed")[1].split("<details><summary>1 entry stays as listed</summary>")
    assert re.findall(r"^\| (?!-|What)(.*) \|$", table, re.MULTILINE) == [
        rf"\+ comes | name | {BUS}",
        "= stays, not listed here | name | old.example",
    ]
    assert f"| = stays | name | {LAKE} |" in rest and "- Afterwards: restricted, with 3 allowed names" in table


def test_what_needs_a_look_is_told_with_why_and_who_needs_it():
    told = text(cluster(planned=STAYS), mode="run").split("## What it is known to use")[1]
    blocked, unknown, passed = (
        told.index(one) for one in ("1 destination blocked", "1 destination unknown", "<details>")
    )
    assert blocked < unknown < passed
    assert (
        "blocked on port 443 (allowed before): The list of allowed names has it. Who needs it: listed in uses." in told
    )


def test_lists_to_copy_are_yaml_in_fences():
    told = text(cluster())
    assert "```yaml\negress_allowed_fqdns:\n  - bus.servicebus.windows.net\n" in told


def test_each_of_several_clusters_has_its_own_below_a_lower_heading():
    other = {**cluster(), "cluster": "c2", "id": cluster()["id"].replace("c1", "c2")}
    told = text(cluster(), other)
    assert told.count("\n### What would change\n") == told.count("\n### Lists to copy\n") == 2


def test_whatever_somebody_wrote_is_text():
    spoiled = plan(uses=[used(HOSTILE, reason=HOSTILE, told_by=[HOSTILE])], after=lists("Enabled", [HOSTILE]))
    told = text(cluster(planned=spoiled))
    assert "<script>" not in re.sub(r"```.*?```", "", told, flags=re.DOTALL)
