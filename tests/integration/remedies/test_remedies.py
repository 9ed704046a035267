# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sentences of ours, followed to the letter in the world that produces them: then the run goes on."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.adx.outbound.tests.integration.remedies import access_rows, exit_rows, rows
from ansible_collections.adx.outbound.tests.integration.remedies.following import followed
from ansible_collections.adx.outbound.tests.integration.remedies.rows import Row
from ansible_collections.adx.outbound.tests.integration.runner import done
from ansible_collections.adx.outbound.tests.integration.sampled import REST

COMMANDS = ("the role egress", "run the role", "run the lock-down")


def quick_first(listed: list[Row]) -> list[Any]:
    """The rows as parameters: of those that follow one sentence the first is quick, and of these one in five; all
    others are left to `make long`.
    """
    first: dict[str, Row] = {}
    for row in listed:
        first.setdefault(row.key, row)
    quick = list(first.values())[::5]
    return [pytest.param(row, id=str(row), marks=() if row in quick else REST) for row in listed]


def sentence(result: dict[str, Any], row: Row) -> str:
    """What a result says of it, empty where it says no such thing."""
    if row.says:
        (cluster,) = done(result)["clusters"]
        listed = [f"{one['message']} {one['remedy']}" for one in cluster["findings"] if one["code"] == row.code]
        return " ".join(one for one in listed if row.says in one)
    if not result.get("failed"):
        return ""
    assert not row.key.startswith("refusal.") or result.get("code") == row.code, result["msg"]
    return str(result["msg"])


def typed(told: str, row: Row, run: Any, given: dict[str, Any]) -> dict[str, Any]:
    """The options of a further call, once what was told is typed."""
    if row.name in COMMANDS:
        assert row.name in told.lower(), told
        return given
    value = row.value(run, given) if callable(row.value) else row.value
    options = {} if row.place else given
    for name in row.name.split(" and "):
        options = followed(told, name, options, value)
    return row.place(given, options) if row.place else options


@pytest.mark.parametrize(
    "row", quick_first([*rows.REFUSALS, *rows.INPUTS, *rows.OF_PLANS, *access_rows.ROWS, *exit_rows.ROWS])
)
def test_a_run_goes_on_once_what_it_says_is_typed(run, emulator, row):
    row.world(run, emulator)
    told = sentence(run(row.module, **row.call), row)
    assert told, "nothing was said"
    then = run(row.module, **typed(told, row, run, row.call))
    assert not then.get("failed") and not sentence(then, row), then.get("msg") or sentence(then, row)


@pytest.mark.parametrize("row", quick_first(rows.FINDINGS))
def test_a_finding_is_gone_once_what_it_says_is_typed(run, emulator, row):
    def found(given: dict[str, Any]) -> list[str]:
        checked = done(run(rows.CHECK, **rows.AT, **given))
        return [one["remedy"] for one in checked["findings"] if one["code"] == row.code]

    row.world(run, emulator)
    (told, *_others) = found(dict(row.given))
    given = typed(told, row, run, dict(row.given))
    done(run("cluster_egress", **rows.OURS, **given))
    assert not found(given)
