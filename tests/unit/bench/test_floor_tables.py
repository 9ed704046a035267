# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The floor's tables have ratios and counts, and it is said which targets hold."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.tests.bench import floor_tables, parts, tasks
from ansible_collections.adx.outbound.tests.bench.measured import Measured

ROOT = Path(__file__).resolve().parents[3]
RUNS = ("preview", "check")


def costs(name, **seconds):
    rows = {row.replace("__", ", "): Measured(value, 80, 4, Counter(), 5, 3) for row, value in seconds.items()}
    return floor_tables.Costs(name, rows)


def sides():
    late = {"preview__late": 3.0, "check__late": 5.0, "second__late": 5.0}
    runs = {"preview": 2.0, "check": 3.0, "second": 3.0, **late}
    ours = costs(
        "ours", ping=1.0, empty=1.1, pings=5.0, service_tags_info=9.0, **{"pings for failing": 1.5}, failing=1.6, **runs
    )
    older = {"preview": 5.0, "check": 5.0, "second": 3.0, "preview__late": 9.0, "check__late": 9.0}
    return ours, costs("old", ping=1.0, pings=5.0, service_tags_info=13.0, **older)


def seen():
    module = parts.Process(("python",), 0.0, 2.0, 50 * 1024, 700, ((("import requests",), 1.0),))
    return floor_tables.Watched(4.0, (module, parts.Process(("ansible-playbook",), 0.0, 4.0, 90 * 1024, 900, ())))


def test_a_task_is_compared_with_a_play_with_one_ping():
    rows = ("ping", "empty", "service_tags_info", "failing")
    head, found = floor_tables.modules(*sides(), dict.fromkeys(rows, seen()), 10)
    assert head[2] == "beyond a ping, of old"
    assert found == [
        ("`ansible.builtin.ping`", "1.00", "-", "50 %", "700", "50"),
        ("a module that does nothing", "1.10", "-", "50 %", "700", "50"),
        ("`adx.outbound.service_tags_info`", "1.40", "0.50", "50 %", "700", "50"),
        ("one of each of ours, failing in its arguments", "1.10", "-", "50 %", "700", "50"),
    ]


def test_the_runs_of_a_cluster_are_compared_beyond_a_ping_in_both_series():
    head, found = floor_tables.cluster(*sides(), dict.fromkeys(RUNS, seen()), RUNS)
    assert head[-3:] == ("beyond a ping, of old", "requests of old", "round trips of old")
    assert found[:2] == [
        ("at once", "preview", "2.0", "1.0", "5", "-", "50", "0.25", "5", "-"),
        ("at once", "check", "3.0", "2.0", "5", "-", "50", "0.50", "5", "-"),
    ]
    assert found[2:] == [
        ("after 150 ms", "preview", "3.0", "2.0", "5", "3", "50", "0.25", "5", "3"),
        ("after 150 ms", "check", "5.0", "4.0", "5", "3", "50", "0.50", "5", "3"),
    ]


def test_without_another_checkout_the_tables_have_no_columns_of_it():
    ours, _other = sides()
    rows = ("ping", "empty", "service_tags_info", "failing")
    for head, found in (
        floor_tables.modules(ours, None, dict.fromkeys(rows, seen()), 10),
        floor_tables.cluster(ours, None, dict.fromkeys(RUNS, seen()), RUNS),
    ):
        assert not [name for name in head if "of old" in name] and {len(row) for row in found} == {len(head)}


def test_the_time_goes_into_parts_that_add_up():
    head, found = floor_tables.where({"check": seen()}, {"check": "check of one cluster"})
    assert head == ("part", "check of one cluster") and found[-1] == ("the whole play", "100 %")
    assert ("imports: requests", "25 %") in found and ("Ansible itself", "50 %") in found


def test_a_run_without_a_module_has_nothing_to_say_of_one():
    nothing = floor_tables.Watched(1.0, ())
    assert (nothing.memory, nothing.loaded, nothing.imports) == ("-", "-", "-")


def test_each_target_holds_or_is_missed():
    said = list(floor_tables.targets(*sides(), 10))
    assert "holds: round trips of a second run: 3.00, at most 6" in said
    assert "holds: preview beyond a ping, of old: 0.25, at most 0.5" in said
    assert "MISSED: second beyond a ping, of old: 1.00, at most 0.6" in said
    assert "holds: service_tags_info beyond a ping, of old: 0.50, at most 0.55" in said


@pytest.mark.parametrize("module", sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")))
def test_every_module_has_a_task(module):
    assert module in tasks.OPTIONS and module in tasks.known(ROOT)
