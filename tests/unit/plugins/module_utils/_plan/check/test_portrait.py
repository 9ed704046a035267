# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The portrait of what was checked: names with their ids, and nothing where there is nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check import portrait
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Besides, Landscape
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.verdicts import Question

from ..verdict.documents import CLUSTER, NOT_INJECTED, SUBNET, firewall, policy
from .scenarios import DEFAULT, GOOD, KUSTO, PAST, QUESTION, governed, named, routed, subnet

MINE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/vnet/subnets/mine"
IN_NETWORK = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/vnet-7/subnets/snet"


def test_everything_that_was_read_is_in_it():
    found = replace(
        GOOD,
        **subnet(**KUSTO),
        **named(),
        **routed(DEFAULT, PAST),
        besides=Besides(public_addresses=("203.0.113.10",)),
        unread={"security_group": "It could not be read (403)", "chain": "It could not be read (404)"},
    )
    question = replace(QUESTION, collections=frozenset({"c1-network", "c1-application"}))
    assert portrait.of(question, found, "West US") == {
        "cluster": "c1",
        "region": "West US",
        "injected": True,
        "subnet": {"name": "snet", "virtual_network": "vnet", "prefixes": [SUBNET], "delegated": True},
        "security_group": "nsg",
        "route_table": {
            "name": "rt",
            "routes": [
                {
                    "name": "to-hub",
                    "address_prefix": "0.0.0.0/0",
                    "next_hop_type": "VirtualAppliance",
                    "next_hop_ip_address": "10.0.1.4",
                },
                {"name": "ADX_Management", "address_prefix": "13.64.38.225/32", "next_hop_type": "Internet"},
            ],
        },
        "firewall": {
            "name": "fw",
            "kind": "classic",
            "private_address": "10.0.1.4",
            "public_addresses": ["203.0.113.10"],
            "policies": [],
        },
        "sources": [SUBNET],
        "collections": ["c1-application", "c1-network"],
        "other_rules": None,
        "unread": ["chain", "security_group"],
        "ids": {
            "cluster": str(CLUSTER),
            "firewall": str(GOOD.firewall_id),
            "policies": [],
            "subnet": None,
            "security_group": found.security_group.get("id"),
            "route_table": found.route_table.get("id"),
        },
    }


def test_of_a_cluster_of_which_nothing_was_read_little_is_told():
    found = Landscape(CLUSTER, cluster=NOT_INJECTED, appliance="10.0.1.4")
    assert portrait.of(Question((), ()), found, "East US") == {
        "cluster": "c1",
        "region": "East US",
        "injected": False,
        "subnet": None,
        "security_group": None,
        "route_table": None,
        "firewall": {
            "name": "10.0.1.4",
            "kind": "appliance",
            "private_address": "10.0.1.4",
            "public_addresses": [],
            "policies": [],
        },
        "sources": [],
        "collections": [],
        "other_rules": None,
        "unread": [],
        "ids": {
            "cluster": str(CLUSTER),
            "firewall": None,
            "policies": [],
            "subnet": None,
            "security_group": None,
            "route_table": None,
        },
    }


def test_an_id_is_that_of_the_request_else_of_the_document_and_else_none():
    group, table = {"name": "nsg", "id": "/nsg"}, {"name": "rt", "id": "/rt", "properties": {}}
    chain = (Policy({"name": "root", "id": "/root"}, ()), Policy({"name": "nameless"}, ()))
    found = replace(GOOD, security_group=group, route_table=table, chain=chain, subnet={**GOOD.subnet, "id": MINE})
    ids = portrait.of(QUESTION, found, "West US")["ids"]
    assert (ids["security_group"], ids["route_table"], ids["policies"]) == ("/nsg", "/rt", ["/root"])
    assert portrait.of(QUESTION, replace(found, subnet_id=None), "West US")["ids"]["subnet"] == MINE
    names = {"networkSecurityGroup": {"id": "/named-nsg"}, "routeTable": {"id": "/named-rt"}}
    unread = {"security_group": None, "route_table": None, "subnet": {"name": "snet", "properties": names}}
    ids = portrait.of(QUESTION, replace(found, **unread), "West US")["ids"]
    assert (ids["security_group"], ids["route_table"]) == ("/named-nsg", "/named-rt")
    asked = replace(found, subnet_id=resource_ids.parse(IN_NETWORK))
    assert portrait.of(QUESTION, asked, "West US")["ids"]["subnet"] == IN_NETWORK


@pytest.mark.parametrize(
    ("own", "network", "told"),
    [
        ({"id": IN_NETWORK}, named(), "vnet-7"),
        ({"id": IN_NETWORK}, {"virtual_network": None}, "vnet-7"),
        ({}, named(), "vnet"),
        ({}, {"virtual_network": None}, None),
    ],
    ids=["by the subnet's id", "which is enough", "by the network's document", "not at all"],
)
def test_the_network_is_named_by_the_subnets_id_or_by_its_own_document(own, network, told):
    found = replace(GOOD, subnet={**GOOD.subnet, **own}, **network)
    assert portrait.of(QUESTION, found, "West US")["subnet"] == {
        "name": "snet",
        "virtual_network": told,
        "prefixes": [SUBNET],
        "delegated": False,
    }


def test_a_firewall_under_policies_is_told_with_their_names_the_root_first():
    under = {**governed("Allow"), "firewall": firewall(firewallPolicy={"id": "/own"})}
    told = portrait.of(QUESTION, replace(GOOD, **under), "West US")["firewall"]
    assert (told["kind"], told["policies"]) == ("policy", ["root", "own"])
    named_so = replace(GOOD, chain=(Policy(policy("base"), ()),))
    assert portrait.of(QUESTION, named_so, "West US")["firewall"]["policies"] == ["base"]


def test_a_table_without_routes_is_not_no_table():
    empty = portrait.of(QUESTION, replace(GOOD, **routed()), "West US")["route_table"]
    assert empty == {"name": "rt", "routes": []}
