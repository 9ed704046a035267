# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions to fully specified worlds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import specified
from ansible_collections.adx.outbound.tests.emulator.dataplane.doubts import doubt
from ansible_collections.adx.outbound.tests.emulator.worlds import SUBNET_ID, VNET_ID

WORLD = next(doubt.Doubt("plain", doubt.locked()).worlds())


def test_a_document_is_found_whatever_the_case_of_its_id_and_parts_in_their_parents():
    assert WORLD.document(VNET_ID.upper())["name"] == "vnet-spoke"
    assert WORLD.document(SUBNET_ID)["name"] == "snet-adx"
    assert WORLD.document(f"{SUBNET_ID}-none") is None
    assert WORLD.document(f"{VNET_ID}-none/subnets/a") is None


def test_the_cluster_uses_an_address_of_a_family_it_has():
    for found, expected in (("2001:db8::1", doubt.ADDRESS), True), ((doubt.ADDRESS,), True):
        truth = replace(WORLD.truth, addresses={doubt.NAME: found})
        assert specified.ask(replace(WORLD, truth=truth), doubt.QUESTION).passes is expected
    truth = replace(WORLD.truth, addresses={doubt.NAME: ("2001:db8::1",)})
    with pytest.raises(ValueError, match="no address that the cluster could use"):
        specified.ask(replace(WORLD, truth=truth), doubt.QUESTION)


def test_a_database_server_may_send_its_clients_to_where_no_rule_lets_them():
    # Microsoft Learn, azure-sql/database/connectivity-architecture: in redirect mode, the default within Azure, clients
    # go on to ports 11000-11999 of the node; firewall/firewall-known-issues: names filter SQL in proxy mode only.
    documents = doubt.locked()
    rule = doubt.application_rule(doubt.NAME, protocol="Mssql", port=1433)
    doubt.add_group(documents, "sql", 160, doubt.collection("sql", 160, rule))
    question = replace(doubt.QUESTION, protocol="Mssql", port=1433)
    for redirects, expected in (
        ({}, True),
        ({doubt.NAME: ("203.0.113.7", 11001)}, False),
        ({"x": ("203.0.113.7", 1)}, True),
    ):
        world = specified.World(documents, replace(WORLD.truth, redirects=redirects))
        assert specified.ask(world, question).passes is expected


def test_a_name_that_resolves_to_nothing_goes_nowhere():
    truth = replace(WORLD.truth, addresses={})
    assert specified.ask(replace(WORLD, truth=truth), doubt.QUESTION) == (False, "resolution", None)


def test_whether_a_service_endpoint_is_in_force_that_has_not_settled_a_truth_has_to_tell():
    documents = doubt.locked()
    for item in doubt.cluster_subnet(documents)["properties"]["serviceEndpoints"]:
        item["provisioningState"] = "Updating"
    told = {"endpoint_prefixes": {"microsoft.storage": ("192.0.2.0/24",)}}
    for in_force, where in ((True, "direct"), (False, "firewall")):
        known = {**told, "endpoints_in_force": {"microsoft.storage": in_force}}
        world = specified.World(documents, replace(WORLD.truth, **known))
        assert specified.ask(world, doubt.QUESTION).where == where
    with pytest.raises(ValueError, match=r"endpoint of Microsoft\.Storage is in force"):
        specified.ask(specified.World(documents, replace(WORLD.truth, **told)), doubt.QUESTION)
    assert specified.ask(specified.World(documents, WORLD.truth), doubt.QUESTION).where == "firewall"
