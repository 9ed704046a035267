# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judges see what is lost, so that a sweep without losses means something."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID, ROUTE_TABLE_ID
from ansible_collections.adx.outbound.tests.faults.stage import STEP_BY_STEP, Setting, Stage
from ansible_collections.adx.outbound.tests.faults.worlds import ABSENT, PRESENT, Demo

FOUND = Demo("classic", "found")


def damage(emulator, id_, list_name, is_gone):
    """Take entries out of a list, as nobody should."""
    document = emulator.document(id_)
    listed = document["properties"][list_name]
    document["properties"][list_name] = [entry for entry in listed if not is_gone(entry["name"])]
    assert len(document["properties"][list_name]) < len(listed)
    emulator.seed(id_, document)


@pytest.mark.parametrize(
    ("id_", "list_name"), [(FIREWALL_ID, "natRuleCollections"), (ROUTE_TABLE_ID, "routes")], ids=["rule", "route"]
)
def test_a_foreign_entry_that_goes_is_a_loss(memory, id_, list_name):
    stage = Stage(memory, Setting(FOUND, PRESENT, STEP_BY_STEP))
    stage.meet(1, lambda: damage(stage.emulator, id_, list_name, lambda name: not name.startswith("ADX_")))
    assert [loss for loss in stage.losses() if "is not what it was" in loss]
    assert stage.further() != []


@pytest.mark.parametrize(
    ("id_", "list_name", "lost"),
    [(FIREWALL_ID, "applicationRuleCollections", "ocsp.msocsp.com:80"), (ROUTE_TABLE_ID, "routes", "13.64.38.225")],
    ids=["rule", "route"],
)
def test_what_the_cluster_needs_and_cannot_reach_any_more_is_a_loss(memory, id_, list_name, lost):
    stage = Stage(memory, Setting(FOUND, ABSENT, STEP_BY_STEP))
    with pytest.raises(AssertionError, match="half way"):
        stage.disturb(1, lambda *_arguments, **_options: half_way(stage.emulator, id_, list_name))
    (loss,) = stage.losses()
    assert loss.startswith("cut off: ") and lost in loss


def half_way(emulator, id_, list_name):
    damage(emulator, id_, list_name, lambda name: name.startswith(("adx-", "ADX_")) and "Default" not in name)
    raise AssertionError("half way")
