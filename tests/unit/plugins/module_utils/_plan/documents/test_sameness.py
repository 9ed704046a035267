# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two answers about one resource: which differences are somebody's, and which are the service's own."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import sameness
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import FIREWALL, ROUTE_TABLE

SUBNET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/"
ROUTES = [{"name": "a", "properties": {"addressPrefix": "10.0.0.0/8"}}, {"name": "b", "properties": {}}]


def table(**properties):
    return {"id": f"{SUBNET}x", "tags": {"Size": "1"}, "properties": {"routes": ROUTES, **properties}}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"routes": ROUTES}, {"routes": ROUTES[::-1]}),
        ({"subnets": [{"id": f"{SUBNET}a"}]}, {"subnets": [{"id": f"{SUBNET}b"}, {"id": f"{SUBNET}a"}]}),
        ({"subnets": []}, {}),
        ({"provisioningState": "Updating"}, {"provisioningState": "Succeeded"}),
        ({"of": {"id": f"{SUBNET}A"}}, {"of": {"id": f"{SUBNET}a".upper()}}),
        ({"note": None, "list": [], "object": {}}, {}),
    ],
    ids=["order", "subnets of a table", "no subnets", "state", "case of an id", "nothing"],
)
def test_what_the_service_changes_by_itself_is_nobodys_change(one, other):
    assert sameness.is_same(table(**one), table(**other), ROUTE_TABLE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"routes": ROUTES[:1]}),
        ({}, {"routes": [ROUTES[0], ROUTES[0]]}),
        ({}, {"routes": [ROUTES[0], {"name": "b", "properties": {"addressPrefix": "10.0.0.0/8"}}]}),
        ({"flag": False}, {}),
        ({"flag": False}, {"flag": True}),
        ({"text": "A"}, {"text": "a"}),
        ({"tags": {"size": "1"}}, {"tags": {"size": "2"}}),
    ],
)
def test_anything_else_is_somebodys_change(one, other):
    assert not sameness.is_same(table(**one), table(**other), ROUTE_TABLE)


@pytest.mark.parametrize("firewall", [FIREWALL, FIREWALL.lower()])
def test_the_configurations_of_a_firewall_are_its_owners(firewall):
    one, other = table(ipConfigurations=[{"name": "a"}]), table(ipConfigurations=[{"name": "b"}])
    assert not sameness.is_same(one, other, firewall) and sameness.is_same(one, other, ROUTE_TABLE)


def test_tags_are_words_of_somebody_and_stay():
    assert sameness.without_the_services({"tags": {"size": "1"}, "size": 1, "etag": "e"}, ROUTE_TABLE) == {
        "tags": {"size": "1"}
    }
