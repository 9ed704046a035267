# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A call is about what was asked of its clusters."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.kinds import is_refused, kind_of, kind_of_all

from . import exit_results
from .access_results import cluster, failed


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("restricted", "restriction"),
        ("unrestricted", "restriction"),
        ("left", "exit"),
        ("present", "lockdown"),
        ("absent", "lockdown"),
    ],
)
def test_a_result_is_about_what_was_asked_for(state, kind):
    assert kind_of(cluster(state=state)) == kind


def test_the_clusters_of_a_call_are_of_one_kind():
    assert kind_of_all([cluster(), cluster(state="unrestricted")]) == "restriction"
    assert kind_of_all([exit_results.cluster(), exit_results.refused("c2")]) == "exit"
    assert kind_of_all([]) == "lockdown"


@pytest.mark.parametrize(
    ("one", "refused"),
    [
        (cluster(), False),
        (failed("denied_callouts", "No."), True),
        (failed("check_failed", "Findings."), False),
        (failed("denied_callouts", "No.", state="present"), False),
        (exit_results.refused(), True),
        (exit_results.cluster(), False),
    ],
)
def test_what_failed_has_nothing_to_approve_but_for_its_findings(one, refused):
    assert is_refused(one) is refused
