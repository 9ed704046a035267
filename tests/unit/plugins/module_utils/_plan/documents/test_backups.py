# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup puts back what was ours, or all there was, and leaves what others have written since."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import backups, routes
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.backups import Backup
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_ownership import Ownership
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict import documents

GROUP = ResourceId("s", "rg-hub", resource_ids.RULE_COLLECTION_GROUP, ("p", "adx-egress"))
OURS = Ownership(frozenset({("application", "mine")}))
ADDRESSES = ("203.0.113.1", "203.0.113.2")
WANTED = routes.past_firewall(ADDRESSES, ())
MANAGEMENT, MORE = (world.route(one.name, one.prefix) for one in WANTED)
THEIRS = world.route("theirs", "10.0.0.0/8", "None")


def of_rules(id_=world.FIREWALL, document=None, ownership=OURS):
    return Backup(id_, document, backups.of_collections(ownership))


def of_table(document):
    return Backup(world.TABLE, document, backups.of_routes(WANTED))


def of_subnet(document):
    return Backup(world.SUBNET, document, {})


def put_back(backup, now):
    """What is put back in the place of ours; neither the backup nor what stands there is changed by it."""
    untouched = deepcopy((backup, now))
    after = backups.restored(backup, now, whole=False)
    assert (backup, now) == untouched
    return after


def listed(*collections):
    return world.firewall(*collections)


def mine(*names, name="mine"):
    return world.collection(name, 1000, *names)


NET = {"name": "MINE", "properties": {"priority": 1000, "action": {"type": "Allow"}, "rules": []}}
OTHERS = world.collection("others", 1001, "x.example.com")


def rules(*names):
    return documents.filters("mine", 1000, "Allow", documents.application(to=list(names)))


NAT = {"ruleCollectionType": "FirewallPolicyNatRuleCollection", "name": "nat", "priority": 100, "rules": []}


def test_a_backup_file_says_what_it_is_of_and_is_read_back():
    backup = of_rules(document={"id": str(world.FIREWALL), "name": "fw-ü", "properties": {"zones": ["1"]}})
    text = backup.as_text()
    assert json.loads(text) == {
        "format": 1,
        "id": "/subscriptions/s/resourceGroups/rg-hub/providers/Microsoft.Network/azureFirewalls/fw",
        "api_version": "",
        "ours": {
            "collections": [["application", "mine"]],
            "prefix": None,
            "purge": False,
            "everything": False,
            "spared": [],
            "service": "adx",
        },
        "document": backup.document,
    }
    assert text.startswith('{\n  "format": 1,\n') and text.endswith("\n}\n") and "fw-ü" in text
    found = backups.parse(text, "a.json")
    assert (found.id, found.document) == (backup.id, backup.document)
    assert found.ours == json.loads(text)["ours"]


@pytest.mark.parametrize(
    "id_", [world.FIREWALL, GROUP, world.TABLE, world.SUBNET], ids=["firewall", "group", "table", "subnet"]
)
@pytest.mark.parametrize("is_there", [True, False])
def test_every_resource_that_we_write_has_backups_and_so_has_its_absence(id_, is_there):
    document = {"id": str(id_), "properties": {}} if is_there else None
    ours = {**backups.of_collections(OURS), "collections": [], **backups.of_routes(())}
    text = Backup(id_, document, ours).as_text()
    assert backups.parse(text, "a.json") == Backup(id_, document, ours)
    lowered = json.dumps({**json.loads(text), "id": str(id_).replace(id_.type, id_.type.lower())})
    assert backups.parse(lowered, "a.json").id == id_


TABLE = {"id": str(world.TABLE), "properties": {}}
SAVED = {"format": 1, "id": str(world.TABLE), "ours": {"routes": []}, "document": TABLE}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        "null",
        "[" * 100_000,
        '{"format": NaN}',
        *(json.dumps({name: value for name, value in SAVED.items() if name != lacking}) for lacking in SAVED),
        *(
            json.dumps({**SAVED, **changed})
            for changed in (
                {"format": 0},
                {"format": 2},
                {"id": "/subscriptions/s/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet"},
                {"id": "rt"},
            )
        ),
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(PlanError) as raised:
        backups.parse(text, "a.json")
    assert str(raised.value) == "a.json is no backup of a resource that this collection writes."


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"ours": None}, "its member ours is null where an object belongs"),
        ({"ours": {"routes": {}}}, "its member ours.routes is an object where a list belongs"),
        ({"ours": {}}, "its member ours.routes is null where a list belongs"),
        ({"document": "text"}, 'its member document is a text ("text") where an object belongs'),
        ({"document": {"properties": {}}}, "its member document.id is null where a resource id belongs"),
        ({"document": {**TABLE, "properties": None}}, "its member document.properties is null where an object belongs"),
        (
            {"document": {**TABLE, "properties": {"routes": [5]}}},
            "its member document.properties.routes[0] is a number (5) where an object belongs",
        ),
        ({"document": {**TABLE, "id": str(world.SUBNET)}}, f"its document is not that of {world.TABLE.described()}"),
        (
            {"ours": {"routes": [{"name": "a"}]}},
            "what it says of the part that was ours cannot be understood (Route 'a' has next hop type '';",
        ),
    ],
)
def test_a_backup_that_somebody_has_changed_is_refused_by_what_is_wrong_with_it(changed, why):
    with pytest.raises(PlanError) as raised:
        backups.parse(json.dumps({**SAVED, **changed}), "a.json")
    assert str(raised.value).startswith(f"The backup a.json is not as it was written: {why}")
    assert str(raised.value).endswith(" Nothing can be put back from it.")


@pytest.mark.parametrize(
    ("member", "value"),
    [("collections", [["application"]]), ("collections", [["a", "b", "c"]]), ("collections", ["mine"]), ("purge", 1)],
)
def test_a_backup_that_owns_something_odd_is_refused(member, value):
    saved = json.loads(of_rules(document=None).as_text())
    with pytest.raises(PlanError, match="is not as it was written"):
        backups.parse(json.dumps({**saved, "ours": {**saved["ours"], member: value}}), "a.json")


def test_an_id_that_is_none_is_refused_in_whatever_words():
    with pytest.raises(PlanError):
        backups.parse(json.dumps({**SAVED, "id": "rt"}), "a.json")


def test_what_is_ours_is_written_down_in_order_and_read_again():
    keys = frozenset({("network", "b"), ("application", "a"), ("application", "b")})
    ownership = Ownership(keys, "adx-", True, False, frozenset({"d-westus", "c-westus"}))
    assert backups.of_collections(ownership) == {
        "collections": [("application", "a"), ("application", "b"), ("network", "b")],
        "prefix": "adx-",
        "purge": True,
        "everything": False,
        "spared": ["c-westus", "d-westus"],
        "service": "adx",
    }
    assert backups.of_collections(Ownership(frozenset(), everything=True))["everything"] is True
    assert backups.of_routes([routes.default_route("10.0.1.4"), WANTED[0]]) == {
        "routes": [
            {
                "name": "ADX_Default",
                "address_prefix": "0.0.0.0/0",
                "next_hop_type": "VirtualAppliance",
                "next_hop_ip_address": "10.0.1.4",
            },
            {"name": "ADX_Management", "address_prefix": "203.0.113.1/32", "next_hop_type": "Internet"},
        ]
    }


@pytest.mark.parametrize("now", [None, {"name": "rt", "properties": {}}])
def test_nothing_whole_is_put_back_where_there_was_nothing(now):
    with pytest.raises(PlanError) as raised:
        backups.restored(of_table(None), now, whole=True)
    assert raised.value.code == "nothing_to_restore"
    assert str(raised.value) == (
        "There was no route table rt in resource group rg-spoke yet, so nothing whole can be put back; leave O(whole)"
        " out to put back what was ours, or remove it by itself."
    )


@pytest.mark.parametrize(
    ("now", "whole"), [(None, False), (None, True), ({"name": "rt", "properties": {"routes": [THEIRS]}}, True)]
)
def test_the_whole_document_comes_back_where_it_is_gone_or_where_all_of_it_is_asked_for(now, whole):
    then = world.table(MANAGEMENT)
    after = backups.restored(of_table(then), now, whole=whole)
    assert after == then
    after["properties"]["routes"].clear()
    assert then == world.table(MANAGEMENT)


@pytest.mark.parametrize("backup", [of_rules(), of_rules(GROUP), of_table(None), of_subnet(None)])
def test_what_was_not_there_and_is_not_there_stays_away(backup):
    assert put_back(backup, None) is None


@pytest.mark.parametrize(
    ("then", "now", "after"),
    [
        pytest.param(listed(mine("a.b")), listed(mine("c.d"), OTHERS), listed(OTHERS, mine("a.b")), id="changed"),
        pytest.param(listed(mine("a.b")), listed(OTHERS), listed(OTHERS, mine("a.b")), id="gone"),
        pytest.param(listed(), listed(mine("c.d"), OTHERS), listed(OTHERS), id="new"),
        pytest.param(listed(OTHERS), listed(mine("c.d")), listed(), id="what others took away stays away"),
        pytest.param(None, listed(mine("c.d"), OTHERS), listed(OTHERS), id="no firewall yet"),
        pytest.param(None, listed(mine("c.d")), listed(), id="a firewall is never taken away"),
    ],
)
def test_a_firewall_gets_our_collections_back_and_keeps_those_of_others(then, now, after):
    assert put_back(of_rules(document=then), now) == after


def test_each_collection_goes_back_into_the_list_of_its_kind():
    ownership = Ownership(frozenset({("application", "mine"), ("network", "mine")}))
    then = {"name": "fw", "properties": {"applicationRuleCollections": [mine("a.b")], "networkRuleCollections": [NET]}}
    backup = of_rules(document=then, ownership=ownership)
    assert put_back(backup, {"name": "fw", "properties": {}}) == then
    assert put_back(backup, {"name": "fw", "properties": {"networkRuleCollections": []}}) == {
        "name": "fw",
        "properties": {"networkRuleCollections": [NET], "applicationRuleCollections": [mine("a.b")]},
    }


@pytest.mark.parametrize(
    ("ownership", "kept"),
    [
        (Ownership(frozenset(), "adx-", True), ["theirs"]),
        (Ownership(frozenset(), "adx-", True, spared=frozenset({"c1-westus"})), ["adx-c1-westus-network", "theirs"]),
        (Ownership(frozenset(), "adx-", False), ["adx-c1-westus-network", "theirs"]),
        (Ownership(frozenset(), everything=True), []),
    ],
    ids=["purge", "purge that spares", "no purge", "everything"],
)
def test_what_is_ours_is_told_as_the_task_told_it(ownership, kept):
    now = listed(*(world.collection(name, 1000) for name in ("adx-c1-westus-network", "theirs")))
    text = of_rules(document={**listed(), "id": str(world.FIREWALL)}, ownership=ownership).as_text()
    after = put_back(backups.parse(text, "a.json"), now)
    assert [one["name"] for one in after["properties"]["applicationRuleCollections"]] == kept


def test_a_backup_of_before_spared_clusters_is_read():
    ours = {"collections": [["application", "mine"]], "prefix": None, "purge": False, "everything": False}
    assert put_back(Backup(world.FIREWALL, listed(), ours), listed(mine("c.d"), OTHERS)) == listed(OTHERS)


@pytest.mark.parametrize(
    ("then", "now", "after"),
    [
        ((rules("a.b"),), (rules("c.d"), NAT), (NAT, rules("a.b"))),
        ((NAT,), (rules("c.d"),), ()),
        (None, (rules("c.d"), NAT), (NAT,)),
        (None, (rules("c.d"),), None),
        (None, (), None),
    ],
    ids=["changed", "new", "no group yet", "no group yet and nothing of others in it", "empty"],
)
def test_a_group_gets_our_collections_back_or_goes_where_it_was_not_there_and_nothing_is_left(then, now, after):
    document = None if then is None else documents.group("adx-egress", 500, *then)
    expected = None if after is None else documents.group("adx-egress", 300, *after)
    assert put_back(of_rules(GROUP, document), documents.group("adx-egress", 300, *now)) == expected


LED_ELSEWHERE = world.route("ADX_Management", "203.0.113.1/32", "VirtualAppliance", "10.9.9.9")
BY_HAND = world.route("by-hand", "203.0.113.1/32")


@pytest.mark.parametrize(
    ("then", "now", "after"),
    [
        pytest.param((), (THEIRS, MANAGEMENT, MORE), (THEIRS,), id="new"),
        pytest.param((MANAGEMENT,), (THEIRS, MANAGEMENT, MORE), (THEIRS, MANAGEMENT), id="one of two was there"),
        pytest.param((LED_ELSEWHERE,), (MANAGEMENT, THEIRS), (THEIRS, LED_ELSEWHERE), id="it led elsewhere"),
        pytest.param((BY_HAND,), (MANAGEMENT, THEIRS), (THEIRS, BY_HAND), id="it had another name"),
        pytest.param((MORE,), (BY_HAND, THEIRS), (THEIRS, MORE), id="somebody has led an address of ours himself"),
        pytest.param((THEIRS,), (MANAGEMENT,), (), id="what others took away stays away"),
        pytest.param((MANAGEMENT,), (), (MANAGEMENT,), id="gone"),
    ],
)
def test_a_table_gets_the_routes_to_our_addresses_back_and_keeps_the_rest(then, now, after):
    assert put_back(of_table(world.table(*then)), world.table(*now)) == world.table(*after)


def test_a_table_that_said_nothing_of_routes_gets_none_back():
    then = {"name": "rt", "properties": {}}
    assert put_back(of_table(then), world.table(MANAGEMENT, THEIRS)) == world.table(THEIRS)


@pytest.mark.parametrize(
    ("tags", "now", "after"),
    [
        (world.OURS, (MANAGEMENT, MORE), None),
        (world.OURS, (MANAGEMENT, THEIRS), (THEIRS,)),
        ({}, (MANAGEMENT,), ()),
    ],
    ids=["ours and bare", "with somebody's route", "not of our making"],
)
def test_a_table_that_was_not_there_goes_where_it_is_of_our_making_and_nothing_is_left(tags, now, after):
    expected = None if after is None else world.table(*after, tags=tags)
    assert put_back(of_table(None), world.table(*now, tags=tags)) == expected


@pytest.mark.parametrize(
    ("then", "now", "after"),
    [
        (world.OTHER_TABLE, world.TABLE, world.OTHER_TABLE),
        (None, world.TABLE, None),
        (world.TABLE, None, world.TABLE),
        (None, None, None),
    ],
)
def test_a_subnet_gets_back_the_table_that_it_had_or_none(then, now, after):
    assert put_back(of_subnet(world.subnet(then)), world.subnet(now, future=1)) == world.subnet(after, future=1)


def test_a_subnet_that_was_not_there_loses_its_table():
    assert put_back(of_subnet(None), world.subnet(world.TABLE)) == world.subnet(None)


def test_no_document_has_no_view():
    for backup in (of_rules(), of_rules(GROUP), of_table(None), of_subnet(None)):
        assert backups.view(backup, None, whole=False) is backups.view(backup, None, whole=True) is None


def test_the_view_of_a_slice_is_ours_in_the_users_shape():
    ours = {
        "name": "mine",
        "kind": "application",
        "priority": 1000,
        "action": "allow",
        "rules": [
            {
                "name": "names",
                "source_addresses": ["*"],
                "target_fqdns": ["a.b"],
                "protocols": [{"type": "Https", "port": 443}],
            }
        ],
    }
    assert backups.view(of_rules(), listed(mine("a.b"), OTHERS), whole=False) == [ours]
    group = documents.group("adx-egress", 500, rules("a.b"), NAT)
    (seen,) = backups.view(of_rules(GROUP), group, whole=False)
    assert (seen["name"], seen["kind"], seen["priority"]) == ("mine", "application", 1000)
    assert backups.view(of_table(None), world.table(THEIRS, MORE, MANAGEMENT), whole=False) == [
        {"name": "ADX_Management", "address_prefix": "203.0.113.1/32", "next_hop_type": "Internet"},
        {"name": "ADX_Management_1", "address_prefix": "203.0.113.2/32", "next_hop_type": "Internet"},
    ]
    assert backups.view(of_table(None), world.table(THEIRS), whole=False) == []
    assert backups.view(of_subnet(None), world.subnet("/t"), whole=False) == {"route_table": "/t"}


SERVERS = {
    **{"etag": "e", "provisioningState": "Succeeded", "resourceGuid": "g", "size": "1 MB", "ipv6Rule": False},
    **{"hasBgpOverride": False, "privateIPAddress": "10.0.1.4", "subnets": [], "privateEndpoints": []},
    **{"serviceAssociationLinks": [], "resourceNavigationLinks": [], "purpose": "p"},
}


@pytest.mark.parametrize(
    "backup",
    [of_rules(), of_rules(GROUP), of_table(None), of_subnet(None)],
    ids=["firewall", "group", "table", "subnet"],
)
def test_the_whole_view_is_everything_but_what_the_service_writes_at_every_depth(backup):
    kept = {"name": "x", "properties": {"priority": 1, "list": [{"a": 1}, "text", 2, None], "future": {"b": True}}}
    with_more = {
        **kept,
        **SERVERS,
        "properties": {**kept["properties"], **SERVERS, "list": [{"a": 1, **SERVERS}, "text", 2, None]},
    }
    assert backups.view(backup, with_more, whole=True) == kept


def test_only_a_firewalls_ip_configurations_are_its_owners():
    document = {"name": "x", "properties": {"ipConfigurations": [{"id": "/c", "etag": "e"}]}}
    assert backups.view(of_rules(), document, whole=True) == {
        "name": "x",
        "properties": {"ipConfigurations": [{"id": "/c"}]},
    }
    assert backups.view(of_subnet(None), document, whole=True) == {"name": "x", "properties": {}}


CLUSTER = ResourceId("s", "rg-adx", resource_ids.CLUSTER, ("c1",))


def test_a_backup_of_a_network_is_read_back_as_one():
    backup = Backup(CLUSTER, {"id": str(CLUSTER), "properties": {}}, backups.of_network())
    assert backups.parse(backup.as_text(), "The file") == backup


def of_cluster(state, ours, **properties):
    made = world.cluster(state=state)
    made["properties"] |= properties
    return Backup(world.CLUSTER, made, ours)


def test_no_backup_moves_a_cluster_or_lets_others_reach_it():
    now = of_cluster("Enabled", {}).document
    for saved in (
        of_cluster("Disabled", backups.of_network()),
        of_cluster("Enabled", backups.of_network(), publicNetworkAccess="Enabled"),
    ):
        with pytest.raises(PlanError, match="run the playbook leave_network or return_to_network") as refused:
            put_back(saved, now)
        assert refused.value.code == "would_move"
    same = of_cluster("enabled", backups.of_network())
    assert put_back(same, now) == now
    assert backups.view(same, now, whole=False)["network"] == "Enabled"


def test_a_backup_of_outbound_access_says_nothing_of_the_network():
    now = of_cluster("Enabled", {}).document
    assert (
        put_back(of_cluster("Disabled", backups.of_access(None)), now)["properties"]["virtualNetworkConfiguration"]
        == (now["properties"]["virtualNetworkConfiguration"])
    )
    assert "network" not in backups.view(of_cluster("Disabled", backups.of_access(None)), now, whole=False)
