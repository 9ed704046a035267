# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A firewall or policy is kept from passing a limit of Azure's, and not from staying where it stands."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import limits
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_spellings import CLASSIC, GROUP
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict import documents


def addresses(count, start=0):
    return [f"10.{number // 256}.{number % 256}.0/24" for number in range(start, start + count)]


def networks(*rules):
    return documents.firewall(networks=[documents.allow(*rules)])


def pairs(sources, destinations):
    return networks(documents.network(source=addresses(sources), to=addresses(destinations)))


def host_names(count):
    return networks(documents.network(to=(), destinationFqdns=[f"h{number}.example.com" for number in range(count)]))


def ip_groups(sources, destinations=0):
    of_sources = [f"/ipGroups/s{number}" for number in range(sources)]
    of_destinations = [f"/ipGroups/d{number}" for number in range(destinations)]
    rule = documents.network(source=(), to=(), sourceIpGroups=of_sources, destinationIpGroups=of_destinations)
    return networks(rule)


NOTHING = documents.firewall()


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(pairs(200, 100), id="20000 pairs"),
        pytest.param(host_names(1000), id="1000 host names"),
        pytest.param(ip_groups(120, 80), id="200 IP groups"),
    ],
)
def test_a_firewall_may_have_as_much_as_azure_takes(after):
    limits.require_rules([NOTHING], [after], "Firewall fw", CLASSIC)


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (pairs(201, 100), "20100 source and destination pairs in network rules, more than the 20000"),
        (host_names(1001), "1001 host names in network rules, more than the 1000"),
        (ip_groups(121, 80), "201 IP groups in rules, more than the 200"),
    ],
)
def test_more_is_refused_unless_there_was_as_much_before(after, words):
    with pytest.raises(PlanError, match=f"^Firewall fw would have {words} that Azure Firewall takes") as raised:
        limits.require_rules([NOTHING], [after], "Firewall fw", CLASSIC)
    assert raised.value.code == "too_many_rules"
    limits.require_rules([after], [after], "Firewall fw", CLASSIC)


def test_who_is_above_the_limit_may_go_down_and_not_further_up():
    limits.require_rules([host_names(1010)], [host_names(1005)], "Firewall fw", CLASSIC)
    with pytest.raises(PlanError, match="1011 host names"):
        limits.require_rules([host_names(1010)], [host_names(1011)], "Firewall fw", CLASSIC)


def test_a_pair_that_stands_in_two_rules_in_two_spellings_counts_once(monkeypatch):
    monkeypatch.setattr(limits, "MOST_PAIRS", 1)
    one = documents.network("a", to="AzureMonitor")
    limits.require_rules([NOTHING], [networks(one, {**one, "name": "b"})], "Firewall fw", CLASSIC)
    spelled = documents.network("b", to="AZUREMONITOR")
    limits.require_rules([NOTHING], [networks(one, spelled)], "Firewall fw", CLASSIC)
    with pytest.raises(PlanError, match="2 source and destination pairs"):
        limits.require_rules([NOTHING], [networks(one, documents.network("b", to="EventHub"))], "Firewall fw", CLASSIC)


@pytest.mark.parametrize(
    "rule",
    [
        {"sourceAddresses": ["a", "b"], "destinationAddresses": ["x", "y"]},
        {"sourceAddresses": ["a"], "sourceIpGroups": ["/g"], "destinationFqdns": ["x", "y"]},
        {"sourceIpGroups": ["/g"], "destinationAddresses": ["x"], "destinationFqdns": ["y", "z"]},
        {"sourceAddresses": ["a"], "destinationIpGroups": ["/g", "/h", "/i"]},
    ],
)
def test_every_source_counts_with_every_destination(rule, monkeypatch):
    monkeypatch.setattr(limits, "MOST_PAIRS", 2)
    with pytest.raises(PlanError, match=r"have [34] source and destination pairs"):
        limits.require_rules([NOTHING], [networks({"name": "r", **rule})], "Firewall fw", CLASSIC)


def test_application_rules_count_for_ip_groups_alone(monkeypatch):
    for name in ("MOST_PAIRS", "MOST_NETWORK_FQDNS"):
        monkeypatch.setattr(limits, name, 0)
    rule = documents.application(to=["a.b"], destinationAddresses=["10.0.0.1"], destinationFqdns=["a.b"])
    limits.require_rules([NOTHING], [documents.firewall(applications=[documents.allow(rule)])], "Firewall fw", CLASSIC)
    monkeypatch.setattr(limits, "MOST_IP_GROUPS", 0)
    grouped = documents.firewall(applications=[documents.allow(documents.application(sourceIpGroups=["/g"]))])
    with pytest.raises(PlanError, match="1 IP groups in rules"):
        limits.require_rules([NOTHING], [grouped], "Firewall fw", CLASSIC)


def test_the_groups_of_a_policy_count_together(monkeypatch):
    monkeypatch.setattr(limits, "MOST_NETWORK_FQDNS", 1)
    one, two = (
        documents.group(
            name, 100, documents.filters("c", 100, "Allow", documents.network(to=(), destinationFqdns=[f"{name}.b"]))
        )
        for name in ("one", "two")
    )
    limits.require_rules([], [one], "Firewall policy p", GROUP)
    with pytest.raises(PlanError, match="^Firewall policy p would have 2 host names"):
        limits.require_rules([one], [one, two], "Firewall policy p", GROUP)


def test_a_policy_takes_sixty_groups():
    limits.require_group_room("p", 59)
    with pytest.raises(PlanError) as raised:
        limits.require_group_room("p", 60)
    assert raised.value.code == "too_many_groups"
    assert str(raised.value) == (
        "Firewall policy p has 60 rule collection groups already, of the 60 that Azure Firewall takes; name one of"
        " them, or take one out. A policy made before July 2022 takes even less."
    )


def of_size(size):
    """A group whose properties are so many bytes of JSON: `{"x":""}` is eight of them."""
    return {"name": "g", "id": "/not/counted", "properties": {"x": "a" * (size - 8)}}


MOST = 2 * 1024 * 1024


@pytest.mark.parametrize(
    ("size", "before"),
    [(MOST, None), (MOST, of_size(8)), (MOST + 1, of_size(MOST + 1)), (MOST + 1, of_size(MOST + 2))],
)
def test_a_group_may_be_as_large_as_azure_takes_or_as_it_was(size, before):
    limits.require_group_size(of_size(size), before)


@pytest.mark.parametrize(
    ("document", "before", "shown"),
    [
        (of_size(MOST + 1), None, "2.00"),
        (of_size(MOST + 2), of_size(MOST + 1), "2.00"),
        (of_size(3 * 1024 * 1024), {}, "3.00"),
        (of_size(5 * 512 * 1024), {"properties": None}, "2.50"),
    ],
)
def test_a_group_that_would_be_larger_is_refused_with_its_size(document, before, shown):
    with pytest.raises(PlanError) as raised:
        limits.require_group_size(document, before)
    assert raised.value.code == "group_too_large"
    assert str(raised.value) == (
        f"Rule collection group g would have {shown} MB of rules, more than the 2 MB that Azure Firewall takes; use a"
        " second group. A policy made before July 2022 takes even less."
    )
