# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster gives what it gave before other services were read: the same values in the same order.

recorded_clusters.json has them, from before; in its rows {name} stands for the cluster's name, {first} and {second} for
what its vaults are called by.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.tests.emulator import worlds
from ansible_collections.adx.outbound.tests.integration.runner import done

RECORD = json.loads(Path(__file__).with_name("recorded_clusters.json").read_text(encoding="utf-8"))
MEMBERS = ("category", "raw", "fqdn", "port", "protocol")
CONSTANT = {"addresses": [], "source": "discovered", "region": None}


def recorded(facts):
    """The facts of a cluster with its dependencies."""
    name = facts["name"]
    rows = [] if name in RECORD["refused"] else RECORD["dependencies"]
    first, second = RECORD["vaults"].get(name, ("", ""))
    named = ([_filled(one, name=name, first=first, second=second) for one in row] for row in rows)
    return {**facts, "dependencies": [{**dict(zip(MEMBERS, row, strict=True)), **CONSTANT} for row in named]}


def _filled(value, **texts):
    return value.format(**texts) if isinstance(value, str) else value


def of_then(found):
    """Of what is given now, the members that there were."""
    kept = {name: found[name] for name in (*RECORD["worlds"]["demo"][0], "dependencies")}
    return {
        **kept,
        "dependencies": [{name: one[name] for name in (*MEMBERS, *CONSTANT)} for one in found["dependencies"]],
    }


def test_every_world_is_recorded():
    assert RECORD["worlds"].keys() == worlds.WORLDS.keys()


@pytest.mark.parametrize("world", worlds.WORLDS)
def test_a_cluster_gives_the_same_as_ever_in_a_list_and_by_its_name_or_id(run, emulator, world):
    emulator.reset(world)
    expected = [recorded(facts) for facts in RECORD["worlds"][world]]
    listed = done(run("outbound_dependencies_info"))["outbound_dependencies"]
    assert [of_then(one) for one in listed] == expected
    for facts in expected:
        for asked in ({"name": facts["id"]}, {"name": facts["name"], "resource_group": facts["resource_group"]}):
            result = run("outbound_dependencies_info", **asked)
            if refused := RECORD["refused"].get(facts["name"]):
                assert (result["msg"], result["code"]) == (refused, "partial_answer")
            else:
                assert [of_then(one) for one in result["outbound_dependencies"]] == [facts]
    assert emulator.writes() == []
