# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents as Azure goes by them.

Microsoft Learn, firewall/firewall-known-issues: an update takes minutes and goes to every instance of a firewall, so a
document that is Updating or Failed need not be what packets meet. Nobody has published what is; a world has to say.
"""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import Truth
from ansible_collections.adx.outbound.tests.emulator.dataplane.in_force import Documents, is_kind
from ansible_collections.adx.outbound.tests.emulator.dataplane.specified import World

TYPE = "Microsoft.Network/routeTables"


def documents(state, **truth):
    shown = {"id": "/T", "type": TYPE, "properties": {"provisioningState": state}}
    return Documents(World({"/t": shown}), Truth(**truth))


def test_what_has_settled_is_in_force():
    assert documents("Succeeded", whole=True).demand("/T")["id"] == "/T"
    assert documents("Succeeded", whole=True).of_kind("RouteTables")[0]["id"] == "/T"


@pytest.mark.parametrize("state", ["Failed", "Updating", "Deleting"])
def test_of_what_has_not_settled_a_whole_world_has_to_say_what_is_in_force(state):
    with pytest.raises(ValueError, match=f"in force of /T, which is {state}"):
        documents(state, whole=True).demand("/T")
    assert documents(state).demand("/T")["properties"]["provisioningState"] == state
    assert documents(state, whole=True, in_force={"/t": {"id": "old"}}).demand("/T") == {"id": "old"}


def test_what_is_not_in_force_is_not_there():
    found = documents("Updating", whole=True, in_force={"/t": None})
    assert found.find("/T") is None and found.of_kind("routeTables") == []
    with pytest.raises(ValueError, match="there is no /T in this world"):
        found.demand("/T")


def test_a_kind_is_the_last_segment_of_a_type():
    assert is_kind({"type": TYPE}, "routetables") and not is_kind({"type": TYPE}, "tables") and not is_kind({}, "x")
