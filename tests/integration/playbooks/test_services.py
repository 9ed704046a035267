# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plays of the guide on other services work as they stand."""

from __future__ import annotations

import json
import re

import pytest
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_POLICY_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.services_ids import AKS_ID
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.playbooks.conftest import ROOT

PAGE = (ROOT / "docs" / "services.md").read_text(encoding="utf-8")
PLAYS = dict(re.findall(r"```yaml\n# (\w+)\.yml\n(.*?)```", PAGE, re.DOTALL))
# What each play writes.
WRITES = {
    "aks": ["aks-egress"],
    "apim": ["apim-egress", "rt-apim"],
    "batch": ["batch-egress", "rt-batch"],
    "databricks": ["databricks-egress"],
    "devcenter": ["devcenter-egress"],
    "aml": ["aml-egress"],
}
IN_GUIDE = pytest.mark.parametrize("name", WRITES)


@pytest.fixture
def guide(play, emulator, tmp_path):
    """Runs a play of the guide in the world of the services, whose policy resolves names."""
    emulator.reset("services")
    edit(emulator, FIREWALL_POLICY_ID, lambda properties: properties.update(dnsSettings={"enableProxy": True}))

    def run(name, *options, changed=lambda text: text):
        path = tmp_path / f"{name}.yml"
        path.write_text(changed(PLAYS[name]), encoding="utf-8")
        return play(str(path), *options, named=False)

    return run


def test_the_guide_has_a_play_for_each_service_that_is_written_for_and_one_that_only_reads():
    assert {*WRITES, "sqlmi", "kept"} == set(PLAYS) and PAGE.count("```yaml") == len(PLAYS)


def test_the_play_that_keeps_answers_tells_which_category_is_gone(guide, tmp_path):
    kept = tmp_path / "aks-shop.json"
    kept.write_text(json.dumps([{"id": AKS_ID, "dependencies": [], "categories": ["registry"]}]), encoding="utf-8")
    done = guide("kept")
    assert done.code == 0 and done.changed == 1 and done.writes == [], done.output
    assert "no longer has category registry" in done.said and "ask again" in done.said
    (answer,) = json.loads(kept.read_text(encoding="utf-8"))
    assert answer["id"] == AKS_ID and len(answer["dependencies"]) > 1


@pytest.mark.long
@IN_GUIDE
def test_a_play_of_the_guide_shows_its_change_makes_it_and_is_quiet_then(guide, name):
    preview = guide(name, "--check", "--diff")
    assert preview.writes == [] and preview.changed == len(WRITES[name]), preview.output
    assert preview.code == 2 and "are allowed by no rule" in preview.said, preview.output  # of the rules as they are
    done = guide(name, "--diff")
    assert done.code == 0 and done.diffs == preview.diffs, done.output
    assert done.writes == [("PUT", one) for one in WRITES[name]]
    again = guide(name)
    assert again.code == 0 and again.changed == 0 and again.writes == [], again.output


@pytest.mark.long
@IN_GUIDE
def test_no_play_of_the_guide_writes_into_the_group_of_our_clusters(guide, name):
    refused = guide(name, changed=lambda text: text.replace(f"name: {name}-egress", "name: adx-egress"))
    assert refused.code == 2 and refused.writes == [] and f"such as {name}-egress" in refused.said, refused.output


@pytest.mark.long
@pytest.mark.parametrize("name", ["apim", "batch"])
def test_without_its_route_a_service_that_is_called_is_told_to_get_no_answer(guide, name):
    done = guide(name, changed=lambda text: text.replace("next_hop_type: Internet", "next_hop_type: None"))
    assert done.code == 2 and "the answers are not sent straight back" in done.said, done.output


@pytest.mark.long
def test_names_in_network_rules_are_refused_while_the_policy_resolves_none(guide, emulator):
    edit(emulator, FIREWALL_POLICY_ID, lambda properties: properties.pop("dnsSettings"))
    refused = guide("devcenter")
    assert refused.code == 2 and refused.writes == [] and "DNS proxy of the policy is off" in refused.said


@pytest.mark.long
def test_the_play_for_managed_instances_writes_nothing_and_shows_what_is_blocked(guide):
    done = guide("sqlmi")
    assert done.code == 0 and done.changed == 0 and done.writes == [], done.output
    assert "are allowed by no rule" in done.said and "blob.core.windows.net:443" in done.said


@pytest.mark.long
def test_the_play_that_keeps_answers_begins_with_none_and_changes_nothing_the_second_time(guide):
    first = guide("kept")
    assert first.code == 0 and first.changed == 1 and "no longer has category" not in first.said, first.output
    again = guide("kept")
    assert again.code == 0 and again.changed == 0, again.output
