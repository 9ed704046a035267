# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of ours goes is counted with its sources, and much of it is not lost by mistake."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import rule_collections
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import removals
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

SUBNET = "10.20.1.0/24"
GROUP = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/ipGroups/spokes"


def collection(*targets, sources=(SUBNET,), name="adx-c1-westus-application", **own):
    rule = {
        "name": "names",
        "source_addresses": list(sources),
        "target_fqdns": list(targets),
        "protocols": ["Https:443"],
        **own.pop("rule", {}),
    }
    return rule_collections.from_option({"name": name, "kind": "application", "rules": [rule], **own})


def network(*targets, ports=("443",), protocols=("TCP",)):
    rule = {
        "name": "tags",
        "source_addresses": [SUBNET],
        "destination_addresses": list(targets),
        "protocols": list(protocols),
        "destination_ports": list(ports),
    }
    return rule_collections.from_option({"name": "adx-c1-westus-network", "kind": "network", "rules": [rule]})


def gone(existing, wanted):
    return [(str(one.destination), one.source) for one in removals.gone([existing], [wanted])]


@pytest.mark.parametrize(
    ("today", "wanted", "goes"),
    [
        pytest.param((SUBNET,), (SUBNET,), [], id="the same"),
        pytest.param((SUBNET,), ("10.20.0.0/16",), [], id="a wider one holds it"),
        pytest.param((SUBNET,), ("*",), [], id="everything holds it"),
        pytest.param((SUBNET,), ("10.20.1.0/25", "10.20.1.128/25"), [], id="two halves hold it"),
        pytest.param((SUBNET,), ("10.20.1.0-10.20.1.255",), [], id="a range holds it"),
        pytest.param((SUBNET,), ("10.20.1.128/25",), [SUBNET], id="one half does not"),
        pytest.param((SUBNET, "10.20.2.0/24"), (SUBNET,), ["10.20.2.0/24"], id="one of two goes"),
        pytest.param(("*",), (SUBNET,), ["*"], id="everything is narrowed"),
    ],
)
def test_a_source_stays_where_wider_ones_hold_all_of_it(today, wanted, goes):
    found = gone(collection("a.example.com", sources=today), collection("a.example.com", sources=wanted))
    assert found == [("a.example.com (Https:443)", source) for source in goes]


def test_of_an_ip_group_nothing_is_known_but_its_id():
    of_group = {"source_addresses": [], "source_ip_groups": [GROUP]}
    existing = collection("a.example.com", rule=of_group)
    assert gone(existing, collection("a.example.com", rule={**of_group, "source_ip_groups": [GROUP.upper()]})) == []
    assert gone(existing, collection("a.example.com", sources=("*",))) == [("a.example.com (Https:443)", GROUP)]


def test_a_port_and_a_protocol_go_by_themselves():
    assert gone(network("Storage", ports=("443", "445")), network("Storage")) == [("Storage (TCP 445)", SUBNET)]
    assert gone(network("Storage", protocols=("TCP", "UDP")), network("Storage")) == [("Storage (UDP 443)", SUBNET)]
    both = collection("a.example.com", rule={"protocols": ["Https:443", "Http:80"]})
    assert gone(both, collection("a.example.com")) == [("a.example.com (Http:80)", SUBNET)]


def test_what_a_collection_denies_is_nothing_to_lose():
    assert gone(collection("a.example.com", action="deny"), collection("b.example.com")) == []
    assert gone(collection("a.example.com"), collection("a.example.com", action="deny")) != []


def refusal(existing, wanted, most=0):
    with pytest.raises(PlanError) as caught:
        removals.require_moderate(existing, wanted, most)
    assert caught.value.code == "too_many_removals"
    return str(caught.value)


def test_narrower_sources_count_as_removals_and_are_named():
    existing = collection("a.example.com", "b.example.com", sources=(SUBNET, "10.20.2.0/24"))
    told = refusal([existing], [collection("a.example.com")])
    assert told.startswith("2 of the 2 destinations our rules allow would no longer be allowed")
    assert "a.example.com (Https:443) from 10.20.2.0/24, b.example.com (Https:443). Raise max_removals" in told


def test_the_rules_of_another_cluster_do_not_count_as_kept_because_ours_names_the_same():
    names = [f"h{number}.example.com" for number in range(12)]
    other = collection(*names, sources=("10.20.2.0/24",), name="adx-c2-westus-application")
    ours = collection(*names)
    assert "12 of the 12 destinations" in refusal([ours, other], [ours], None)
    removals.require_moderate([ours, other], [ours], 12)
