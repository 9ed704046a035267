# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What reports about clusters that are written themselves have in common."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.lines import line_of

from . import access_results, exit_results


def of(one, call):
    return line_of(one, one["cluster"], call).report


@pytest.mark.parametrize("results", [access_results, exit_results])
def test_what_stops_a_run_is_an_error_of_it_however_bad_it_is(results):
    one = results.failed("odd_word", "No.", findings=[results.finding("odd_word", "info")])
    assert [problem.severity for problem in of(one, results.result(one)).to_mend] == ["error"]


@pytest.mark.parametrize("results", [access_results, exit_results])
def test_the_words_that_met_no_risk_are_listed_without_a_sentence(results):
    one = results.cluster(accepted={"met": "It was met."})
    call = results.result(one)
    call["parts"][one["id"].lower()]["accept"] = ["met", "unmet"]
    assert of(one, call).accepted == ("met: It was met.", "unmet")


@pytest.mark.parametrize("results", [access_results, exit_results])
def test_a_check_that_failed_is_said_by_its_findings(results):
    one = results.failed("check_failed", "It has 1 finding.", findings=[results.finding("x", "error")])
    assert of(one, results.result(one)).failure == ""
    assert of({**one, "findings": []}, results.result(one)).failure == "It has 1 finding."


@pytest.mark.parametrize(("mode", "order"), [("preview", "it would go first"), ("run", "it went first")])
def test_the_one_that_goes_first_of_several_is_told_so(mode, order):
    one, other = access_results.cluster(), access_results.cluster("c2")
    assert dict(of(one, access_results.result(one, other, mode=mode)).facts)["Order"] == order
