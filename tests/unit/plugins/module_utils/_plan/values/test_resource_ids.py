# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every form in which a resource may be given."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids as ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

FULL = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/routeTables/rt"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("rt", FULL),
        (FULL.upper().replace("/RT", "/rt").replace("/S/", "/s/").replace("/G/", "/g/"), FULL),
        ("g2/rt", FULL.replace("/g/", "/g2/")),
        ({"name": "rt"}, FULL),
        ({"name": "rt", "resource_group": "g2", "subscription_id": ""}, FULL.replace("/g/", "/g2/")),
        ({"id": FULL}, FULL),
    ],
)
def test_a_name_an_id_and_a_dictionary_all_name_the_table(value, expected):
    found = ids.resolve(value, ids.ROUTE_TABLE, subscription=lambda: "s", resource_group="g")
    assert str(found) == expected
    assert ids.parse(str(found)) == found


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"name": "rt", "colour": "red"}, "unknown keys: colour"),
        ("", "empty string"),
        ("/subscriptions/s/nonsense", "is no resource id"),
        (FULL.replace("routeTables", "azureFirewalls"), "is the id of a firewall"),
        (["rt", "rt2"], r"The route table is given as \['rt', 'rt2'\]; give a name"),
        *((name, f"The route table '{name}' needs another name") for name in ("x" * 81, "bad name!", "-bad", "bad-")),
        ("rt?b#c", "The route table 'rt.b#c' needs another name"),
        (f"{FULL}?x", "The route table 'rt.x' needs another name"),
        ({"name": "rt", "resource_group": "g?x"}, "'g.x' is no name of a resource group"),
        ({"name": "rt", "resource_group": "g."}, "'g.' is no name of a resource group"),
        ({"name": "rt", "resource_group": "g" * 91}, "at most 90"),
        ({"name": "rt", "subscription_id": "s/../t"}, "is no subscription id"),
    ],
)
def test_what_names_nothing_is_refused_in_one_sentence(value, reason):
    with pytest.raises(PlanError, match=reason):
        ids.resolve(value, ids.ROUTE_TABLE, subscription=lambda: "s", resource_group="g")


@pytest.mark.parametrize("group", ["g", "Gruppe-(ä)_1.x", "g" * 90])
def test_a_group_may_have_every_name_that_azure_takes(group):
    assert ids.resolve("r_", ids.ROUTE_TABLE, subscription=lambda: "s", resource_group=group).resource_group == group


def test_the_network_of_a_subnet_is_checked_as_its_own_name_is():
    with pytest.raises(PlanError, match="The subnet 'v!/s1' needs another name"):
        ids.resolve("s1", ids.SUBNET, subscription=lambda: "s", resource_group="g", parent="v!")


def test_nobody_is_asked_for_a_subscription_while_a_name_is_wrong():
    with pytest.raises(PlanError, match="needs another name"):
        ids.resolve("bad name!", ids.ROUTE_TABLE, subscription=lambda: pytest.fail("asked"), resource_group="g")


def test_ids_compare_without_regard_to_case():
    assert ids.same(FULL, FULL.upper()) and not ids.same(FULL, None) and ids.same(None, None)


def test_a_subnet_needs_its_network_and_says_so():
    with pytest.raises(PlanError, match="virtual_network_name"):
        ids.resolve("s1", ids.SUBNET, subscription=lambda: "s", resource_group="g")
    found = ids.resolve("s1", ids.SUBNET, subscription=lambda: "s", resource_group="g", parent="v")
    assert found.described() == "subnet s1 of virtual network v in resource group g"


NETWORK_ID = FULL.replace("routeTables/rt", "virtualNetworks/v")


@pytest.mark.parametrize(
    ("written", "locked"),
    [
        (FULL, FULL),
        (f"{NETWORK_ID}/subnets/a", NETWORK_ID),
        (
            FULL.replace("routeTables/rt", "firewallPolicies/p/ruleCollectionGroups/g"),
            FULL.replace("routeTables/rt", "firewallPolicies/p"),
        ),
    ],
)
def test_what_is_locked_is_the_top_level_resource(written, locked):
    assert [str(id_) for id_ in ids.locked_by_writing([ids.parse(written)])] == [locked]


def test_locks_are_taken_once_each_and_by_everybody_in_one_order():
    several = [ids.parse(text) for text in (f"{NETWORK_ID}/subnets/a", FULL, f"{NETWORK_ID.upper()}/subnets/b")]
    expected = [ids.key(FULL), ids.key(NETWORK_ID)]
    assert [ids.key(id_) for id_ in ids.locked_by_writing(several)] == expected
    assert [ids.key(id_) for id_ in ids.locked_by_writing(reversed(several))] == expected


def test_only_a_subnet_is_given_with_its_network():
    told = {"name": "x", "virtual_network_name": "v", "resource_group": "g2"}
    known = {"subscription": lambda: "s", "resource_group": "g"}
    found = ids.resolve(told, ids.SUBNET, **known, parent="other")
    assert str(found) == f"{NETWORK_ID.replace('/g/', '/g2/')}/subnets/x"
    for type_ in (ids.ROUTE_TABLE, ids.CLUSTER):
        with pytest.raises(PlanError, match="unknown keys: virtual_network_name; it takes name, "):
            ids.resolve(told, type_, **known)
    with pytest.raises(PlanError, match="virtual_network_name, or id alone"):
        ids.resolve({"colour": "red"}, ids.SUBNET, **known)


@pytest.mark.parametrize(
    "type_", ["Microsoft.Network/x\x1b", "Micro soft/x", "Microsoft.Network/\u202e", "Microsoft\n.Network/x"]
)
def test_a_type_that_could_not_be_told_is_refused(type_):
    with pytest.raises(PlanError, match="is no type of a resource"):
        ids.parse(f"/subscriptions/s/resourceGroups/g/providers/{type_}/y")


def test_a_resource_is_typed_as_a_dictionary_that_survives_a_line_break_and_what_is_no_id_as_it_is():
    id_ = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/routeTables/rt"
    told = resource_ids.to_type(id_)
    assert told == "{name: rt, resource_group: g, subscription_id: s}"
    assert resource_ids.resolve(
        yaml.safe_load(told), resource_ids.ROUTE_TABLE, subscription=str, resource_group=None
    ) == resource_ids.parse(id_)
    assert resource_ids.to_type("/old") == "/old"


def test_what_is_no_id_is_none_where_nobody_needs_one():
    whole = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/routeTables/rt"
    assert str(resource_ids.parse_or_none(whole)) == whole
    assert [resource_ids.parse_or_none(text) for text in (None, "", "rt", "/subscriptions/s")] == [None] * 4
