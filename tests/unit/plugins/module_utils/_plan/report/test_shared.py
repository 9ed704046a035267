# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cause that several clusters have is told once."""

from __future__ import annotations

from ansible_collections.adx.outbound.plugins.module_utils._plan.report.shared import accepted, shared


def finding(code="x", severity="error", concerns=(), message="m"):
    told = {"severity": severity, "code": code, "subject": "fw", "message": message, "remedy": "r"}
    return {**told, "concerns": list(concerns)}


def test_a_cause_has_every_cluster_once_and_concerns_what_it_concerns_of_any():
    (one,) = shared([("a", [finding(concerns=["x"])]), ("b", [finding(concerns=["x", "y"], message="other")])])
    assert one.clusters == ("a", "b") and one.problem.concerns == ("x", "y") and one.problem.message == "m"
    assert shared([("a", [finding(), finding()])])[0].clusters == ("a",)


def test_the_worst_stand_first_and_of_these_the_most_shared():
    found = shared(
        [
            ("a", [finding("note", "info"), finding("rare"), finding("common")]),
            ("b", [finding("common"), finding("warned", "warning")]),
        ]
    )
    assert [one.problem.code for one in found] == ["common", "rare", "warned", "note"]
    assert len({one.problem.anchor for one in found}) == 4


def test_a_risk_is_told_once_with_those_who_take_it():
    assert accepted([("a", ["r"]), ("b", ["r", "s"])]) == ("r (a, b)", "s (b)")
    assert accepted([(name, ["r"]) for name in "abcde"]) == ("r (a, b, c and 2 more)",)
