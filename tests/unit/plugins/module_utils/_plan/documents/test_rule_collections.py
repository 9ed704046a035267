# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rule collections as users write them: what Azure would refuse is refused, with the place it stands in."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import rule_collections
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_spellings import CLASSIC
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

NETWORK = {
    "name": "r",
    "protocols": ["tcp"],
    "source_addresses": ["10.0.0.0/8"],
    "destination_addresses": ["AzureMonitor"],
    "destination_ports": [443],
}
APPLICATION = {"name": "r", "protocols": ["https:443"], "source_addresses": ["*"], "target_fqdns": ["A.b"]}


def network(**changed):
    return {"name": "c", "kind": "network", "rules": [{**NETWORK, **changed}]}


def application(**changed):
    return {"name": "c", "kind": "application", "rules": [{**APPLICATION, **changed}]}


@pytest.mark.parametrize(
    ("collection", "words"),
    [
        *(({**network(), "name": name}, "needs another name") for name in ("", "-x", "x-", "a b", "x\n", "y" * 81)),
        ({**network(), "kind": "nat"}, "takes application or network"),
        ({**network(), "action": "drop"}, "takes allow or deny"),
        *(({**network(), "priority": number}, "takes 100 to 65000") for number in (99, 65001, True, "high")),
        ({**network(), "rules": []}, "has no rule"),
        ({**network(), "rules": [NETWORK, {**NETWORK, "name": "R"}]}, "has two rules named 'R'"),
        (network(name=""), "a rule without a name"),
        (network(target_fqdns=["a.b"]), "has options no network rule takes: target_fqdns"),
        (application(destination_ports=["1"]), "has options no application rule takes: destination_ports"),
        (network(source_addresses=[]), "needs source_addresses or source_ip_groups"),
        (network(destination_addresses=None), "needs one of destination_addresses"),
        (network(destination_ports=[]), "needs destination_ports"),
        (network(protocols=["sctp"]), "takes TCP, UDP, ICMP, Any"),
        (application(protocols=["ftp:21"]), "takes Http, Https, Mssql"),
        *(
            (application(protocols=[text]), "it takes a number from 1 to 64000")
            for text in ("https", "https:0", "http:x", "https:64001", "https:-1", "https:²")
        ),
        *(
            (network(destination_ports=[text]), "it takes a port, a range")
            for text in ("0", "65536", "2-1", "1-2-3", "a", "1-65536", "0-1", "1-", "²")
        ),
        (network(source_addresses=["AzureMonitor"]), "is no address, prefix, range or"),
        (network(source_addresses=["10.0.0.9-10.0.0.5"]), "'10.0.0.9-10.0.0.5', which is no address, prefix, range or"),
        (network(source_addresses=["10.0.0.5 - 10.0.0.9"]), "which is no address, prefix, range or"),
        (network(source_addresses=["10.0.0.5-fd00::1"]), "which is no address, prefix, range or"),
        (network(destination_addresses=["10.0.0.0/8-11.0.0.0/8"]), "is no address, prefix, range, service tag or"),
        (network(source_addresses=["10.0.0.0/33"]), "names '10.0.0.0/33'"),
        (network(destination_addresses=["Azure Monitor"]), "names 'Azure Monitor'"),
        (network(destination_fqdns=["*.a.b"]), "no wildcard in a network rule"),
        (application(target_fqdns=["https://a.b/"]), "leave out scheme, port and path"),
    ],
)
def test_what_azure_would_refuse_in_a_collection_is_refused(collection, words):
    with pytest.raises(PlanError, match=words) as raised:
        rule_collections.from_option(collection)
    assert str(raised.value).startswith("Rule collection '")


@pytest.mark.parametrize("port", [1, 64000])
def test_an_application_rule_takes_every_port_that_azure_takes(port):
    protocols = [f"https:{port}", {"type": "HTTP", "port": port}]
    found = rule_collections.to_option(rule_collections.from_option(application(protocols=protocols)))
    assert found["rules"][0]["protocols"] == [{"type": "Http", "port": port}, {"type": "Https", "port": port}]


@pytest.mark.parametrize("ports", ["1", "65535", "1-65535", "8080-8080", "*"])
def test_a_network_rule_takes_every_port_and_range(ports):
    found = rule_collections.to_option(rule_collections.from_option(network(destination_ports=[ports])))
    assert found["rules"][0]["destination_ports"] == [ports]


@pytest.mark.parametrize("priority", [100, 65000, None])
def test_a_collection_takes_every_priority_that_azure_takes_and_none_is_the_first_free(priority):
    assert rule_collections.from_option({**network(), "priority": priority}).priority == priority


@pytest.mark.parametrize("name", ["a", "A_b.c-1", "y" * 80, "a_"])
def test_a_collection_takes_every_name_that_azure_takes(name):
    assert rule_collections.from_option({**network(), "name": name}).name == name


def test_spellings_are_made_one():
    made = CLASSIC.written(rule_collections.from_option(application(source_addresses=["10.0.0.5/32", "10.0.0.5"])))
    assert made["properties"]["rules"] == [
        {
            "name": "r",
            "sourceAddresses": ["10.0.0.5"],
            "targetFqdns": ["a.b"],
            "protocols": [{"protocolType": "Https", "port": 443}],
        }
    ]
    (rule,) = CLASSIC.written(rule_collections.from_option(network(destination_ports=["443", 443, "1-2", "*"])))[
        "properties"
    ]["rules"]
    assert (rule["protocols"], rule["destinationPorts"]) == (["TCP"], ["*", "1-2", "443"])


@pytest.mark.parametrize("name", ["x\ny", "x\x1b[2J", "x\u202e", "\u200b"])
def test_a_rule_whose_name_nobody_can_read_is_refused(name):
    rule = {"name": name, "protocols": ["TCP"], "source_addresses": ["*"], "destination_ports": ["1"]}
    with pytest.raises(PlanError, match="nobody could read that"):
        rule_collections.from_option(
            {"name": "c", "kind": "network", "rules": [{**rule, "destination_addresses": ["*"]}]}
        )


@pytest.mark.parametrize("address", ["fd00::1%x", "fd00::1%x\ny", "fd00::1%a-fd00::2%b"])
def test_an_address_with_a_zone_is_in_no_rule(address):
    rule = {"name": "r", "protocols": ["TCP"], "source_addresses": ["*"], "destination_ports": ["1"]}
    for field in ("source_addresses", "destination_addresses"):
        given = {**rule, "destination_addresses": ["*"], field: [address]}
        with pytest.raises(PlanError, match="which is no address"):
            rule_collections.from_option({"name": "c", "kind": "network", "rules": [given]})
