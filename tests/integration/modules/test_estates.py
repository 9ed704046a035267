# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ordinary estates are locked down, checked and let go, and hardly anything there cannot be told."""

from __future__ import annotations

from collections import Counter

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID
from ansible_collections.adx.outbound.tests.integration.estates import ESTATES, OPTIONS
from ansible_collections.adx.outbound.tests.integration.others import written
from ansible_collections.adx.outbound.tests.integration.runner import done
from ansible_collections.adx.outbound.tests.integration.sampled import only

# The demo's own: its storage endpoint, and its routes for documentation prefixes.
USUAL = {"service_endpoint", "stopping_route"}
TOLD = {"unreadable": {"unreadable"}, "learned_route": {"undecided_way"}}


# What make test runs of them: one of each kind.
QUICK = {
    "the demo",
    "reader of the spoke, hub's network and parent hidden",
    "60 zones of private link",
    "a deny of private space and of a list of threats",
    "security group of the quickstart",
}


@pytest.mark.parametrize(
    "name",
    only(QUICK, ESTATES),
)
def test_what_is_needed_is_told_in_an_ordinary_estate_and_no_warning_is_needless(run, emulator, name):
    estate = ESTATES[name]
    estate.make(emulator)

    def call(**options):
        given = {**OPTIONS, **estate.options, "accept": [*estate.opened, *estate.accept], **options}
        return run("cluster_egress", clusters=[CLUSTER_ID], firewall=FIREWALL_ID, details=True, **given)

    (cluster,) = done(call())["clusters"]
    answers = cluster["check"]["dependencies"]
    assert not [one for one in answers if one["verdict"] not in ("allowed", "cannot_tell")]
    assert Counter(one["cause"] for one in answers if one["verdict"] == "cannot_tell") == estate.opened
    warned = {one["code"] for one in cluster["findings"] if one["severity"] != "info"}
    expected = [TOLD.get(cause, {"undecided_dependency"}) for cause in estate.opened]
    assert warned - USUAL == estate.told.union(*expected)
    assert written(emulator)
    done(call())
    assert written(emulator) == [], "the second run is quiet"
    let_go = call(state="absent")
    assert let_go.get("code", "") == ("still_needed" if estate.stays else "")
    rules = [one for one in written(emulator) if one.endswith(("adx-egress", "fw-hub"))]
    assert len(rules) == (0 if estate.stays else 1)
