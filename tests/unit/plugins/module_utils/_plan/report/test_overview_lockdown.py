# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One report about several clusters that are locked down: its headline and its figures."""

from __future__ import annotations

from ansible_collections.adx.outbound.plugins.module_utils._plan.report.overview import overview

from .results import FLEET, result


def test_what_was_asked_for_and_became_true_is_told_first_then_what_did_not():
    made = overview(result(*FLEET))
    assert made.title == f"Outgoing traffic of {len(FLEET)} clusters" and made.judged == "Destinations"
    assert made.headline.startswith("2 of 4 clusters are locked down")


def test_the_figures_name_rare_outcomes_only_where_there_are_some():
    names = [what for what, _count, _state in overview(result(*FLEET)).counts]
    assert names[0].startswith("clusters") and not any("in no network" in name for name in names)
