# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Classic firewalls: what kind one is, its addresses, and our collections in it or out of it."""

from __future__ import annotations

from copy import deepcopy

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import (
    firewalls,
    limits,
    rule_collections,
    rule_ownership,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import documented, wanted_rules
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.words import FirewallKind
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

WANTED = wanted_rules.wanted_collections(
    documented.requirements("westus").dependencies, wanted_rules.RuleOptions("adx-c1-westus", ("10.20.1.0/24",))
)
OURS = rule_ownership.Ownership.of(WANTED)
FOREIGN = {
    "name": "Zeta-web",
    "etag": 'W/"1"',
    "properties": {
        "priority": 1000,
        "action": {"type": "Allow"},
        "futureThing": {"a": [1]},
        "rules": [{"name": "r", "direction": "Inbound", "priority": 0, "actions": [], "targetFqdns": ["a.b"]}],
    },
}


def firewall(**properties):
    lists = {
        "applicationRuleCollections": [deepcopy(FOREIGN)],
        "networkRuleCollections": [{"name": "Net", "properties": {"priority": 1001, "rules": []}}],
        "natRuleCollections": [{"name": "Nat", "properties": {"priority": 1002, "rules": []}}],
    }
    return {"name": "fw", "zones": ["1"], "properties": {**lists, "unknown": True, **properties}}


def test_present_adds_our_collections_with_free_priorities_and_keeps_the_rest():
    before = firewall()
    after = firewalls.present(before, WANTED, OURS)
    assert before == firewall()
    assert [item["name"] for item in after["properties"]["applicationRuleCollections"]] == [
        "Zeta-web",
        "adx-c1-westus-application",
    ]
    assert after["properties"]["applicationRuleCollections"][0] == FOREIGN
    assert [one["priority"] for one in firewalls.view(after, OURS)] == [1003, 1004]
    assert firewalls.absent(after, OURS) == before


def test_planning_an_applied_plan_changes_nothing():
    after = firewalls.present(firewall(), WANTED, OURS)
    assert firewalls.present(after, WANTED, OURS) == after
    assert firewalls.absent(firewalls.absent(after, OURS), OURS) == firewall()


def test_what_the_service_fills_in_is_no_difference():
    after = firewalls.present(firewall(), WANTED, OURS)
    filled = deepcopy(after)
    ours = filled["properties"]["applicationRuleCollections"][1]
    ours["etag"] = 'W/"2"'
    ours["properties"]["provisioningState"] = "Succeeded"
    for rule in ours["properties"]["rules"]:
        rule.update(priority=0, direction="Inbound", actions=[], fqdnTags=[], sourceIpGroups=[])
        rule["targetFqdns"] = [name.upper() for name in reversed(rule["targetFqdns"])]
    assert firewalls.present(filled, WANTED, OURS) == filled
    assert firewalls.view(filled, OURS) == firewalls.view(after, OURS)


def test_a_given_priority_that_a_foreign_collection_has_is_an_error_that_names_it():
    given = [rule_collections.from_option({**rule_collections.to_option(WANTED[0]), "priority": 1000})]
    with pytest.raises(PlanError, match="Zeta-web"):
        firewalls.present(firewall(), given, rule_ownership.Ownership.of(given))


@pytest.mark.parametrize(
    "properties", [{"firewallPolicy": {"id": "/x/firewallPolicies/p"}}, {"sku": {"name": "AZFW_Hub"}}]
)
def test_a_firewall_under_a_policy_is_refused_and_the_other_module_named(properties):
    with pytest.raises(PlanError, match="firewall_policy_rule_collection_group"):
        firewalls.present(firewall(**properties), WANTED, OURS)


def test_purge_removes_only_collections_with_the_prefix():
    old = firewalls.present(firewall(), WANTED, OURS)
    after = firewalls.present(old, (), rule_ownership.Ownership.of((), prefix="adx-c1-", purge=True))
    assert after == firewall()


def test_the_three_server_made_fields_are_not_sent_back_unless_somebody_set_them():
    sent = firewalls.for_write(firewall())
    assert sent["properties"]["applicationRuleCollections"][0]["properties"]["rules"] == [
        {"name": "r", "targetFqdns": ["a.b"]}
    ]
    assert sent["properties"]["applicationRuleCollections"][0]["properties"]["futureThing"] == {"a": [1]}


POLICY, HUB = {"firewallPolicy": {"id": "/x/firewallPolicies/p"}}, {"sku": {"name": "AZFW_Hub"}}


@pytest.mark.parametrize(
    ("properties", "kind", "policy"),
    [
        (None, FirewallKind.CLASSIC, None),
        ({"sku": None, "firewallPolicy": None}, FirewallKind.CLASSIC, None),
        ({"sku": {"name": "AZFW_VNet"}}, FirewallKind.CLASSIC, None),
        (POLICY, FirewallKind.POLICY, "/x/firewallPolicies/p"),
        ({"sku": {"name": "azfw_HUB"}}, FirewallKind.HUB, None),
        ({**HUB, **POLICY}, FirewallKind.HUB, "/x/firewallPolicies/p"),
    ],
)
def test_the_kind_of_a_firewall_is_told_by_its_sku_and_its_policy(properties, kind, policy):
    assert firewalls.kind_of({"properties": properties}) == kind
    assert firewalls.policy_id({"properties": properties}) == policy


def test_the_governor_of_a_firewall_is_its_policy_however_its_type_is_spelt_and_nothing_else():
    policy = ResourceId("s", "g", resource_ids.FIREWALL_POLICY, ("fp",))
    spelt = str(policy).replace("firewallPolicies", "FIREWALLPOLICIES")
    assert firewalls.governor({"properties": {"firewallPolicy": {"id": spelt}}}) == policy
    assert firewalls.governor({"properties": {}}) is None
    other = str(ResourceId("s", "g", resource_ids.ROUTE_TABLE, ("rt",)))
    with pytest.raises(PlanError, match="is the id of a route table"):
        firewalls.governor({"properties": {"firewallPolicy": {"id": other}}})


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        (POLICY, "Firewall fw is governed by the policy /x/firewallPolicies/p;"),
        (HUB, "Firewall fw stands in a virtual hub and knows policies only;"),
    ],
)
def test_a_firewall_that_takes_no_classic_rules_is_refused_with_the_reason(properties, reason):
    with pytest.raises(PlanError, match=reason) as raised:
        firewalls.require_classic(firewall(**properties))
    assert raised.value.code == "rules_belong_to_policy"


def test_a_classic_firewall_takes_classic_rules():
    firewalls.require_classic(firewall())


HUB_ADDRESSES = {"privateIPAddress": "10.9.0.4", "publicIPs": {"addresses": [{"address": "20.1.2.3"}, {}]}}


@pytest.mark.parametrize(
    "properties",
    [
        {"ipConfigurations": [{}]},
        {**POLICY, "ipConfigurations": [{}]},
        {**HUB, "hubIPAddresses": HUB_ADDRESSES},
        {**HUB, "hubIPAddresses": None, "ipConfigurations": [{"properties": {"publicIPAddress": {"id": "/p"}}}]},
        {**HUB, "hubIPAddresses": {"publicIPs": {"addresses": [], "count": 2}}, "virtualHub": {"id": "/h"}},
    ],
    ids=["classic", "policy", "hub", "hub with addresses of the customer's own", "hub while it changes"],
)
def test_a_firewall_that_runs_passes(properties):
    firewalls.require_allocated({"name": "fw", "properties": properties})


@pytest.mark.parametrize(
    ("properties", "lacking"),
    [
        (None, "no IP configuration"),
        ({"ipConfigurations": []}, "no IP configuration"),
        ({"hubIPAddresses": HUB_ADDRESSES}, "no IP configuration"),
        (HUB, "no virtual hub"),
        ({**HUB, "hubIPAddresses": None, "virtualHub": None}, "no virtual hub"),
    ],
)
def test_a_firewall_that_is_switched_off_is_refused_with_what_it_lacks(properties, lacking):
    with pytest.raises(PlanError, match=f"^Firewall fw is deallocated: it has {lacking}, so") as raised:
        firewalls.require_allocated({"name": "fw", "properties": properties})
    assert raised.value.code == "firewall_deallocated"


def proxied(value, tier="Standard"):
    return {
        "name": "fw",
        "properties": {"sku": {"tier": tier}, "additionalProperties": {"Network.DNS.EnableProxy": value}},
    }


@pytest.mark.parametrize(
    ("document", "proxy", "reason"),
    [
        (proxied("true"), True, ""),
        (proxied("True", "Premium"), True, ""),
        (proxied("true", None), True, ""),
        (proxied("false"), False, "its DNS proxy is off"),
        (proxied(None), False, "its DNS proxy is off"),
        ({"name": "fw"}, False, "its DNS proxy is off"),
        (proxied("true", "BASIC"), False, "a Basic firewall has no DNS proxy"),
        (proxied("false", "Basic"), False, "a Basic firewall has no DNS proxy"),
    ],
)
def test_host_names_in_network_rules_need_a_proxy(document, proxy, reason):
    assert firewalls.has_proxy(document) is proxy
    firewalls.require_proxy(document, [])
    if proxy:
        firewalls.require_proxy(document, ["a.b"])
        return
    with pytest.raises(PlanError) as raised:
        firewalls.require_proxy(document, ["a.b", "c.d", "e.f", "g.h"])
    assert raised.value.code == "dns_proxy_off"
    assert str(raised.value) == (
        f"Firewall fw cannot take a.b, c.d, e.f in a network rule: it resolves such names itself, and {reason}. Give"
        " protocol Https, Http or Mssql, which application rules take, or addresses or a service tag"
        f"{'' if 'Basic' in reason else ', or turn the proxy on'}."
    )


NAMED = rule_collections.from_option(
    {
        "name": "mine",
        "kind": "network",
        "rules": [
            {
                "name": "r",
                "protocols": ["TCP"],
                "source_addresses": ["10.20.1.0/24"],
                "destination_fqdns": ["sql.example.com"],
                "destination_ports": ["1433"],
            }
        ],
    }
)


def test_a_collection_of_host_names_is_written_behind_a_proxy_only():
    ownership = rule_ownership.Ownership.of([NAMED])
    after = firewalls.present(world.firewall(), [NAMED], ownership)
    (found,) = firewalls.owned(after, ownership)
    assert (found.name, found.priority, found.rules) == ("mine", 1000, NAMED.rules)
    with pytest.raises(PlanError, match="cannot take sql.example.com in a network rule"):
        firewalls.present(firewall(), [NAMED], ownership)


def test_a_firewall_with_more_rules_than_azure_takes_is_spoken_of(monkeypatch):
    monkeypatch.setattr(limits, "NETWORK_FQDNS", limits.Limit(0, "none is allowed"))
    after = firewalls.present(world.firewall(), [NAMED], rule_ownership.Ownership.of([NAMED]))
    (found,) = firewalls.crowded(world.firewall(), after)
    assert found.subject == "fw"
    assert found.message.startswith("Firewall fw would have 1 host names in network rules, and none is allowed")
    assert firewalls.crowded(after, after) == []


def test_priorities_are_looked_for_from_where_the_user_says():
    after = firewalls.present(firewall(), WANTED, OURS, priority_base=200)
    assert [one["priority"] for one in firewalls.view(after, OURS)] == [200, 201]


def test_no_firewall_has_no_view_and_one_without_ours_an_empty_one():
    assert firewalls.view(None, OURS) is None
    assert firewalls.view(firewall(), OURS) == firewalls.owned(firewall(), OURS) == []


@pytest.mark.parametrize(
    ("properties", "address"),
    [
        (None, None),
        ({"ipConfigurations": [{}, {"properties": {"privateIPAddress": ""}}]}, None),
        (
            {
                "ipConfigurations": [
                    {"properties": {}},
                    {"properties": {"privateIPAddress": "10.0.1.4"}},
                    {"properties": {"privateIPAddress": "10.0.1.5"}},
                ]
            },
            "10.0.1.4",
        ),
        ({"hubIPAddresses": HUB_ADDRESSES}, "10.9.0.4"),
        ({"hubIPAddresses": {}}, None),
        ({"hubIPAddresses": "10.9.0.4"}, None),
        (
            {
                "hubIPAddresses": HUB_ADDRESSES,
                "ipConfigurations": [{"properties": {"privateIPAddress": "10.0.1.4"}}],
            },
            "10.0.1.4",
        ),
    ],
)
def test_traffic_goes_to_the_first_configuration_with_an_address_else_to_the_hubs(properties, address):
    assert firewalls.private_address({"properties": properties}) == address


def test_public_addresses_are_those_of_the_configurations_or_of_the_hub():
    listed = [{"properties": {"publicIPAddress": one}} for one in ({"id": "/pip/1"}, None, {}, {"id": "/pip/2"})]
    document = {"properties": {"ipConfigurations": [*listed, {}]}}
    assert firewalls.public_address_ids(document) == ["/pip/1", "/pip/2"]
    assert firewalls.hub_public_addresses(document) == []
    hub = {"properties": {"hubIPAddresses": HUB_ADDRESSES}}
    assert firewalls.public_address_ids(hub) == []
    assert firewalls.hub_public_addresses(hub) == ["20.1.2.3"]
    assert firewalls.public_address_ids({}) == firewalls.hub_public_addresses({}) == []


def test_a_firewall_stands_in_the_subnets_of_its_configurations():
    listed = [{"properties": {"subnet": one}} for one in ({"id": "/snet/1"}, None, {}, {"id": "/snet/2"})]
    assert firewalls.networks_of({"properties": {"ipConfigurations": [*listed, {}]}}) == ["/snet/1", "/snet/2"]
    assert firewalls.networks_of(None) == firewalls.networks_of({}) == []


@pytest.mark.parametrize("field", [{"priority": 1}, {"direction": "Outbound"}, {"actions": [{"type": "x"}]}])
def test_what_somebody_set_is_sent_back(field):
    rule = {"name": "r", **field}
    collection = {"name": "c", "properties": {"rules": [rule]}}
    document = {"properties": {"applicationRuleCollections": [collection]}}
    assert firewalls.for_write(document) == document


@pytest.mark.parametrize("document", [{"name": "fw"}, {"properties": {"applicationRuleCollections": [{"name": "c"}]}}])
def test_a_firewall_without_rules_is_sent_as_it_is(document):
    assert firewalls.for_write(document) == document


def test_what_is_sent_is_a_copy():
    before = firewall()
    firewalls.for_write(before)
    assert before == firewall()
