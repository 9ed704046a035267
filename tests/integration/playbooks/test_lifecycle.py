# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole life of a lock-down by the playbooks of the README: preview, apply, again, remove, again."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    ROUTE_TABLE_ID,
    SUBNET_ID,
    dataplane,
)
from ansible_collections.adx.outbound.tests.integration.documents import steady
from ansible_collections.adx.outbound.tests.integration.playbooks.conftest import ROOT

OURS = ("adx-", "ADX_")
CREATED_ID = ROUTE_TABLE_ID.replace("rt-spoke", "adx-telemetry-westus-routes")


def everything(emulator):
    return {id_: steady(emulator.document(id_)) for id_ in (FIREWALL_ID, ROUTE_TABLE_ID, SUBNET_ID)}


def foreign(value):
    """A document without what is named as ours."""
    if isinstance(value, dict):
        return {name: foreign(item) for name, item in value.items()}
    if isinstance(value, list):
        return [foreign(one) for one in value if not (isinstance(one, dict) and str(one.get("name")).startswith(OURS))]
    return value


def as_typed():
    """Every switch of the role at its default, as text: so a command line and a survey hand it over."""
    specification = yaml.safe_load((ROOT / "roles/egress/meta/argument_specs.yml").read_text(encoding="utf-8"))
    options = specification["argument_specs"]["main"]["options"]
    return {name: str(option["default"]).lower() for name, option in options.items() if option["type"] == "bool"}


@pytest.mark.long
def test_a_lock_down_beside_other_peoples_rules_and_routes(play, emulator):
    before = everything(emulator)
    preview = play("lockdown", "--check", "--diff", egress_default_route="manage")
    assert (preview.code, preview.changed, preview.writes) == (0, 1, [])
    assert "+    shoebox2.metrics.nsatc.net" in preview.diffs
    assert "+route ADX_Management: 13.64.38.225/32 -> Internet" in preview.diffs

    applied = play("lockdown", "--diff", egress_default_route="manage")
    assert applied.diffs == preview.diffs, "what was announced is what was done"
    assert applied.writes == [("PUT", "fw-hub"), ("PUT", "rt-spoke")]
    assert foreign(everything(emulator)) == before

    again = play("lockdown", egress_default_route="manage", **as_typed())
    assert (again.code, again.changed, again.writes) == (0, 0, []), again.output
    assert again.most_gets <= 2, "plan and check read once each"
    asked = [one for one in again.requests if one.path.endswith("/outboundNetworkDependenciesEndpoints")]
    assert len(asked) == 1, "the check is told what the plan has found out"

    removed = play("remove", **as_typed())
    assert removed.writes == [("PUT", "rt-spoke"), ("PUT", "fw-hub")], "un-route first, dis-allow then"
    assert everything(emulator) == before

    twice = play("remove")
    assert (twice.code, twice.changed, twice.writes) == (0, 0, [])


@pytest.mark.long
def test_a_lock_down_of_a_subnet_without_a_table_makes_one_and_takes_it_away(play, emulator):
    emulator.reset("demo", route_table=False)
    before = {id_: steady(emulator.document(id_)) for id_ in (FIREWALL_ID, SUBNET_ID)}
    applied = play("lockdown", egress_default_route="manage")
    assert applied.writes == [("PUT", "fw-hub"), ("PUT", "adx-telemetry-westus-routes"), ("PUT", "snet-adx")]
    table = emulator.document(CREATED_ID)
    assert dataplane.next_hop(table, "13.64.38.225")[0] == "Internet"
    assert dataplane.next_hop(table, "8.8.8.8")[:2] == ("VirtualAppliance", "10.0.1.4")

    announced = play("remove", "--check", "--diff")
    removed = play("remove", "--diff")
    assert removed.writes == [("PUT", "snet-adx"), ("DELETE", "adx-telemetry-westus-routes"), ("PUT", "fw-hub")]
    assert (announced.diffs, announced.changed, announced.writes) == (removed.diffs, removed.changed, [])
    assert {id_: steady(emulator.document(id_)) for id_ in before} == before
    assert emulator.document(CREATED_ID) is None


GONE = {"name": "telemetry", "resource_group": "rg-adx"}


@pytest.mark.long
def test_removal_finds_what_was_made_when_cluster_and_spoke_are_gone(play, emulator):
    applied = play("lockdown", egress_default_route="manage")
    assert applied.code == 0
    emulator.remove(CLUSTER_ID)
    emulator.remove(CLUSTER_ID.partition("/providers")[0].replace("rg-adx", "rg-spoke"))

    wrong = play("remove", egress_cluster=GONE | {"region": "East US"})
    assert (wrong.code, wrong.writes) == (0, []) and "there is adx-telemetry-westus-application" in wrong.said
    removed = play("remove")
    assert removed.writes == [("PUT", "fw-hub")]
    emulator.remove(CLUSTER_ID.partition("/providers")[0].replace("rg-adx", "rg-hub"))
    twice = play("remove", egress_cluster=GONE | {"region": "West US"})
    assert (twice.code, twice.changed, twice.writes) == (0, 0, [])


def test_a_wrong_secret_is_one_sentence_and_shows_no_secret_at_any_verbosity(play):
    done = play("lockdown", "-vvvvv", environment={"AZURE_SECRET": "a-wrong-secret-nobody-may-see"})
    assert done.code != 0 and "AADSTS7000215" in done.output and done.requests == ()
    assert "a-wrong-secret-nobody-may-see" not in done.output and "Traceback" not in done.output


@pytest.mark.long
@pytest.mark.parametrize("blank", ["", None])
def test_a_state_that_a_survey_left_blank_is_that_of_the_playbook(play, emulator, blank):
    before = {id_: steady(emulator.document(id_)) for id_ in (FIREWALL_ID, ROUTE_TABLE_ID)}
    assert play("lockdown", egress_default_route="manage", egress_state=blank).writes != []
    removed = play("remove", egress_state=blank)
    assert removed.code == 0 and "is taken away" in removed.said, removed.output
    assert {id_: steady(emulator.document(id_)) for id_ in before} == before
