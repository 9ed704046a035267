# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A preview says what the run will do: for every row of docs/scenarios.yml, its first run and its second."""

from __future__ import annotations

import re

import pytest
from ansible_collections.adx.outbound.tests.integration import order
from ansible_collections.adx.outbound.tests.integration.performers import one_call
from ansible_collections.adx.outbound.tests.integration.sampled import REST

PLAYBOOKS = {"present": "lockdown", "absent": "remove"}
QUICK = ("classic-found-manage-present",)
SCENES = [
    pytest.param(scene, id=name, marks=() if name in QUICK else REST)
    for name, scene in order.SCENES.items()
    if scene.firewall == "classic" and not scene.trouble
]


def told(played):
    """What a preview and its run have to agree in: but for what was written, which is nothing in a preview."""
    refusals = re.findall(r'"error  (.*?)(?: This run has [^"]*)?"', played.said)
    hashes = re.findall(r"Plan hash: ([0-9a-f]+)", played.output)
    return {"rc": played.code, "changed": played.changed, "diffs": played.diffs, "hash": hashes, "refusals": refusals}


@pytest.mark.parametrize("scene", SCENES)
def test_a_preview_says_what_the_run_will_do(play, run, emulator, scene):
    scene.prepare(one_call, run, emulator)
    options = {f"egress_{name}": value for name, value in scene.options.items()}
    preview = play(PLAYBOOKS[scene.state], "--check", "--diff", **options)
    assert preview.writes == []
    applied = play(PLAYBOOKS[scene.state], "--diff", **options)
    assert told(preview) == told(applied), preview.output + applied.output
    assert [f"{method} {name}" for method, name in applied.writes] == scene.row["writes"]
