# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two teams with separate rights: one writes the firewall's rules, the other the routes, there and away again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID
from ansible_collections.adx.outbound.tests.integration.runner import Refused

PAGE = Path(__file__).resolve().parents[3] / "docs" / "permissions.md"
BLOCKS = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)]
ROLES = {block["Name"].removeprefix("adx.outbound "): block["Actions"] for block in BLOCKS}
SPOKE = ("virtualNetworks/subnets", "routeTables", "networkSecurityGroups")
MORE = [{"fqdn": "lake.example.com", "port": 443}]
SOURCES = {"source_addresses": ["10.20.1.0/24"]}


class Team:
    """Runs steps with a login that has the rights of some roles of the page, and no others."""

    def __init__(self, run: Any, emulator: Any, rights: list[str]) -> None:
        self._run, self._emulator, self._rights = run, emulator, rights

    def __call__(self, step: str, **options: Any) -> list[str]:
        """Take one step; return what it wrote."""
        self._emulator.switch(allow_only=self._rights)
        self._emulator.clear_log()
        self._run.lock_down(step, default_route="manage", **options)
        return [f"{entry.method} {entry.path.rpartition('/')[2]}" for entry in self._emulator.writes()]


@pytest.fixture(params=[("classic", "classic rules", "PUT fw-hub"), ("policy", "policy rules", "PUT adx-egress")])
def teams(request, run, emulator):
    """The team of the firewall, the same without a right to the spoke, that of the network, and a write of rules."""
    kind, rules, write = request.param
    emulator.reset("demo", firewall=kind)
    firewall = [*ROLES["reader"], *ROLES[rules]]
    blind = [one for one in firewall if not any(f"/{part}/" in one and one.endswith("/read") for part in SPOKE)]
    network = [*ROLES["reader"], *ROLES["routes"]]
    return *(Team(run, emulator, rights) for rights in (firewall, blind, network)), write


def test_both_teams_lock_down_add_take_away_and_let_go_each_with_its_own_rights(teams, emulator):
    firewall, _blind, network, rules = teams
    with pytest.raises(Refused, match="run it after allow") as refused:
        network("route")
    assert refused.value.code == "would_be_blocked"
    assert firewall("allow") == [rules] and network("route") == ["PUT rt-spoke"]
    assert firewall("allow") == network("route") == network("check") == firewall("check") == []

    assert firewall("allow", extra_dependencies=MORE) == [rules], "adding"
    assert firewall("allow") == [rules], "taking away what nobody names any more"

    with pytest.raises(Refused, match="run it after route") as refused:
        firewall("allow", state="absent")
    assert refused.value.code == "still_needed"
    assert network("route", state="absent") == ["PUT rt-spoke"]
    assert firewall("allow", state="absent") == [rules if "fw-hub" in rules else "DELETE adx-egress"]
    assert network("route", state="absent") == firewall("allow", state="absent") == []


def test_a_team_does_not_write_what_is_the_others(teams, emulator):
    firewall, _blind, network, rules = teams
    with pytest.raises(Refused, match="AuthorizationFailed.*This run has written nothing for it"):
        network("allow")
    assert firewall("allow") == [rules]
    with pytest.raises(Refused, match="AuthorizationFailed.*This run has written nothing for it"):
        firewall("route")


def test_rules_are_added_without_a_right_to_the_spoke_and_not_taken_away(teams, emulator):
    _firewall, blind, network, rules = teams
    with pytest.raises(Refused, match="source_addresses"):
        blind("allow")
    assert blind("allow", **SOURCES) == [rules] and blind("allow", **SOURCES) == []
    assert network("route") == ["PUT rt-spoke"]
    assert blind("allow", **SOURCES, extra_dependencies=MORE) == [rules], "adding"
    before = emulator.document(FIREWALL_ID)
    with pytest.raises(Refused, match="Grant the login Microsoft.Network/virtualNetworks/subnets/read") as refused:
        blind("allow", **SOURCES)
    assert refused.value.code == "way_unread" and emulator.document(FIREWALL_ID) == before
