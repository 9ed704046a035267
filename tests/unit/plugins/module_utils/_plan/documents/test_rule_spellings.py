# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Both of ARM's spellings of a collection are read and written without anything getting lost."""

from __future__ import annotations

from copy import deepcopy

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import rule_collections
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_spellings import (
    CLASSIC,
    GROUP,
    OTHER,
    Entry,
)
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.documents.generated import (
    our_collections,
    quick,
)
from hypothesis import given

NETWORK = rule_collections.from_option(
    {
        "name": "Net",
        "kind": "network",
        "priority": 1000,
        "action": "deny",
        "rules": [
            {
                "name": "r",
                "description": "SQL",
                "protocols": ["TCP", "UDP"],
                "source_addresses": ["10.20.1.0/24"],
                "source_ip_groups": ["/g"],
                "destination_addresses": ["AzureMonitor"],
                "destination_fqdns": ["sql.example.com"],
                "destination_ip_groups": ["/h"],
                "destination_ports": ["1433"],
            }
        ],
    }
)
APPLICATION = rule_collections.from_option(
    {
        "name": "App",
        "kind": "application",
        "priority": 1001,
        "rules": [
            {"name": "r", "protocols": ["Https:443"], "source_addresses": ["*"], "target_fqdns": ["a.b"]},
            {"name": "s", "protocols": ["Http:80"], "source_addresses": ["*"], "fqdn_tags": ["WindowsUpdate"]},
        ],
    }
)
# As Microsoft documents the two resources.
NETWORK_RULE = {
    "name": "r",
    "description": "SQL",
    "sourceAddresses": ["10.20.1.0/24"],
    "sourceIpGroups": ["/g"],
    "destinationAddresses": ["AzureMonitor"],
    "destinationFqdns": ["sql.example.com"],
    "destinationIpGroups": ["/h"],
    "destinationPorts": ["1433"],
}
APPLICATION_RULES = [
    {
        "name": "r",
        "sourceAddresses": ["*"],
        "targetFqdns": ["a.b"],
        "protocols": [{"protocolType": "Https", "port": 443}],
    },
    {
        "name": "s",
        "sourceAddresses": ["*"],
        "fqdnTags": ["WindowsUpdate"],
        "protocols": [{"protocolType": "Http", "port": 80}],
    },
]
WRITTEN = [
    (
        CLASSIC,
        NETWORK,
        {
            "name": "Net",
            "properties": {
                "priority": 1000,
                "action": {"type": "Deny"},
                "rules": [{**NETWORK_RULE, "protocols": ["TCP", "UDP"]}],
            },
        },
    ),
    (
        CLASSIC,
        APPLICATION,
        {"name": "App", "properties": {"priority": 1001, "action": {"type": "Allow"}, "rules": APPLICATION_RULES}},
    ),
    (
        GROUP,
        NETWORK,
        {
            "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
            "name": "Net",
            "priority": 1000,
            "action": {"type": "Deny"},
            "rules": [{"ruleType": "NetworkRule", **NETWORK_RULE, "ipProtocols": ["TCP", "UDP"]}],
        },
    ),
    (
        GROUP,
        APPLICATION,
        {
            "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
            "name": "App",
            "priority": 1001,
            "action": {"type": "Allow"},
            "rules": [{"ruleType": "ApplicationRule", **rule} for rule in APPLICATION_RULES],
        },
    ),
]
NAMED = pytest.mark.parametrize(
    ("dialect", "collection", "item"),
    WRITTEN,
    ids=["classic network", "classic application", "network of a group", "application of a group"],
)
BOTH = pytest.mark.parametrize("dialect", [CLASSIC, GROUP], ids=["classic", "group"])


def holder(dialect, kind, item):
    return {"name": "holder", "properties": {dialect.list_of(kind): [item]}}


def only(dialect, document):
    (entry,) = dialect.entries(document)
    return entry


@NAMED
def test_a_collection_is_written_as_arm_takes_it_and_read_back_as_it_was(dialect, collection, item):
    assert dialect.written(collection) == item
    entry = only(dialect, holder(dialect, collection.kind, item))
    assert (entry.kind, entry.name, entry.priority, entry.item) == (
        collection.kind,
        collection.name,
        collection.priority,
        item,
    )
    assert entry.key == collection.key == (collection.kind, collection.name.lower())
    assert dialect.read(entry) == collection


@NAMED
def test_what_the_service_fills_in_is_not_read(dialect, collection, item):
    filled = deepcopy(item)
    (filled["properties"] if dialect.nested else filled)["provisioningState"] = "Succeeded"
    for rule in dialect.inner(filled)["rules"]:
        rule |= {name: rule.get(name, []) for name in ("sourceIpGroups", "fqdnTags", "destinationFqdns")}
        rule |= {"priority": 0, "direction": "Inbound", "terminateTLS": False, "targetUrls": [], "webCategories": None}
        rule["description"] = rule.get("description", "")
    assert dialect.read(only(dialect, holder(dialect, collection.kind, filled))) == collection


@NAMED
def test_overwriting_keeps_the_name_and_what_nobody_knows(dialect, collection, item):
    inner = {"priority": 1, "action": {"type": "Allow"}, "rules": [], "future": {"a": 1}}
    old = {"name": "OLD", "etag": "e", **({"properties": inner} if dialect.nested else inner)}
    dialect.overwrite(Entry(collection.kind, "OLD", 1, old), collection)
    changed = {name: value for name, value in item.items() if name != "properties"}
    written = {"properties": {"future": {"a": 1}, **item["properties"]}} if dialect.nested else {"future": {"a": 1}}
    assert old == {**changed, "name": "OLD", "etag": "e", **written}


def test_an_entry_without_properties_can_be_overwritten():
    old = {"name": "Net"}
    CLASSIC.overwrite(Entry("network", "Net", None, old), NETWORK)
    assert old == WRITTEN[0][2]


@BOTH
@pytest.mark.parametrize("properties", [None, {}, {"ruleCollections": None, "natRuleCollections": None}])
def test_a_document_without_collections_has_none(dialect, properties):
    assert list(dialect.entries({"properties": properties})) == []


def test_the_kind_of_a_classic_collection_is_that_of_its_list():
    document = {
        "properties": {
            "natRuleCollections": [{"name": "n"}],
            "networkRuleCollections": [{"name": "b", "properties": {"priority": 5}}],
            "applicationRuleCollections": [{"name": "a"}],
        }
    }
    found = [(entry.kind, entry.name, entry.priority) for entry in CLASSIC.entries(document)]
    assert found == [("application", "a", None), ("network", "b", 5), (OTHER, "n", None)]
    assert [CLASSIC.list_of(kind) for kind in ("application", "network", OTHER)] == [
        "applicationRuleCollections",
        "networkRuleCollections",
        "natRuleCollections",
    ]
    assert {GROUP.list_of(kind) for kind in ("application", "network", OTHER)} == {"ruleCollections"}


FILTER = "FirewallPolicyFilterRuleCollection"


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ({"ruleCollectionType": FILTER, "rules": [{"ruleType": "NetworkRule"}]}, "network"),
        ({"ruleCollectionType": FILTER, "rules": [{"ruleType": "ApplicationRule"}]}, "application"),
        ({"ruleCollectionType": FILTER.upper(), "rules": [{"ruleType": "networkrule"}]}, "network"),
        (
            {"ruleCollectionType": FILTER, "rules": [{"ruleType": "NetworkRule"}, {"ruleType": "ApplicationRule"}]},
            "network",
        ),
        ({"ruleCollectionType": FILTER, "rules": [{"ruleType": "NatRule"}]}, OTHER),
        ({"ruleCollectionType": FILTER, "rules": []}, OTHER),
        ({"ruleCollectionType": FILTER}, OTHER),
        (
            {"ruleCollectionType": "FirewallPolicyNatRuleCollection", "rules": [{"ruleType": "NetworkRule"}]},
            OTHER,
        ),
        ({"rules": [{"ruleType": "ApplicationRule"}]}, OTHER),
    ],
)
def test_the_kind_of_a_groups_collection_is_that_of_its_first_rule(item, kind):
    assert only(GROUP, {"properties": {"ruleCollections": [item]}}).kind == kind


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({"targetUrls": ["a.b/c"]}, ("target_urls", ("a.b/c",))),
        ({"webCategories": ["Gambling"]}, ("web_categories", ("Gambling",))),
        ({"destinationAddresses": ["10.0.0.1"]}, ("destination_addresses", ("10.0.0.1",))),
        (
            {"httpHeadersToInsert": [{"headerName": "x", "headerValue": "y"}]},
            ("http_headers_to_insert", ("x: y",)),
        ),
        ({"terminateTLS": True}, ("terminate_tls", ("true",))),
    ],
)
def test_what_changes_the_meaning_of_an_application_rule_shows(more, shown):
    rule = {"ruleType": "ApplicationRule", "name": "r", "targetFqdns": ["a.b"], **more}
    document = {"properties": {"ruleCollections": [{"ruleCollectionType": FILTER, "name": "c", "rules": [rule]}]}}
    (found,) = GROUP.read(only(GROUP, document)).rules
    assert found.fields == (("target_fqdns", ("a.b",)), shown)


def test_what_azure_holds_is_read_however_strange_it_is():
    odd = {"name": "r", "targetFqdns": ["A.b"], "protocols": [{"protocolType": "https"}, {"protocolType": "Ftp"}]}
    document = holder(CLASSIC, "application", {"name": "c", "properties": {"rules": [odd]}})
    found = CLASSIC.read(only(CLASSIC, document))
    assert (found.action, found.priority) == ("", None)
    assert dict(found.rules[0].fields) == {"target_fqdns": ("a.b",), "protocols": (("Ftp", 0), ("Https", 0))}
    odd = {"name": "r", "protocols": ["tcp", "Sctp"], "targetFqdns": ["a.b"]}
    document = holder(CLASSIC, "network", {"name": "c", "properties": {"action": {"type": "DENY"}, "rules": [odd]}})
    found = CLASSIC.read(only(CLASSIC, document))
    assert (found.action, dict(found.rules[0].fields)) == ("deny", {"protocols": ("Sctp", "TCP")})
    nat = holder(CLASSIC, OTHER, {"name": "c", "properties": {"rules": [{"name": "r", "protocols": ["TCP"]}]}})
    assert CLASSIC.read(only(CLASSIC, nat)).rules[0].fields == ()


def test_collections_of_all_kinds_draw_on_one_range_of_priorities_in_a_group_only():
    assert GROUP.shared_priorities and not CLASSIC.shared_priorities


@BOTH
@quick
@given(our_collections())
def test_whatever_is_written_is_read_back(dialect, collections):
    for collection in collections:
        entry = only(dialect, holder(dialect, collection.kind, dialect.written(collection)))
        assert dialect.read(entry) == collection
