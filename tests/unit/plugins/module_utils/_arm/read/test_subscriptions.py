# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One listing per subscription, and what becomes of those that fail."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.read import subscriptions
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError, LoginFailed, from_answer
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.rest import Answer
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import ARM, Clock

FORBIDDEN = (403, "AuthorizationFailed")
UNREGISTERED = (409, "MissingSubscriptionRegistration")


def network(subscription, name="net"):
    return f"/subscriptions/{subscription}/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/{name}"


def cluster(subscription, name, subnet=None, **network):
    id_ = f"/subscriptions/{subscription}/resourceGroups/g/providers/Microsoft.Kusto/Clusters/{name}"
    return {
        "id": id_,
        "location": "West US",
        "properties": {"virtualNetworkConfiguration": {"subnetId": subnet, **network}},
    }


class Service:
    """Answers by the part of a path that is known, as session and session.http at once."""

    base = ARM

    def __init__(self, visible=(), **answers):
        self.http, self.visible, self.answers, self.asked = self, visible, answers, []

    def subscriptions(self):
        return list(self.visible)

    def get(self, url, doing):
        parts = url.split("?")[0].split("/")
        self.asked.append(f"{parts[2]} {parts[-1]}")
        answer = self.answers[f"{parts[2]}_{parts[-1]}".lower()]
        if isinstance(answer, tuple):
            status, code = answer
            raise from_answer(doing, status, {}, f'{{"error": {{"code": "{code}", "message": "No."}}}}')
        return Answer(200, {}, {"value": answer})


def discover(service, *named, with_subnets=False):
    return subscriptions.discover(
        SimpleNamespace(http=service, subscriptions=service.subscriptions),
        Clock().patience(),
        named,
        with_subnets=with_subnets,
    )


def test_what_is_named_is_listed_once_however_it_is_spelled_and_in_order():
    service = Service(a_clusters=[cluster("a", "one")], b_clusters=[cluster("b", "two"), cluster("b", "three")])
    found = discover(service, "b", "A", "B", "a")
    assert [one["name"] for one in found.clusters] == ["two", "three", "one"]
    assert sorted(one.lower() for one in service.asked) == ["a clusters", "b clusters"]
    assert (found.unread, found.read) == ((), 2)


def test_nothing_named_means_all_that_is_visible():
    service = Service(visible=("a", "b"), a_clusters=[], b_clusters=[cluster("b", "two")])
    assert [one["name"] for one in discover(service).clusters] == ["two"]
    with pytest.raises(LoginFailed, match="Cannot find subscriptions: the login can see none"):
        discover(Service())


def test_a_subscription_that_refuses_is_told_and_one_without_the_provider_is_empty():
    service = Service(a_clusters=FORBIDDEN, b_clusters=UNREGISTERED, c_clusters=[cluster("c", "one")])
    found = discover(service, "a", "b", "c")
    assert ([one["name"] for one in found.clusters], found.read) == (["one"], 2)
    assert len(found.unread) == 1 and "list the clusters of subscription a" in found.unread[0]


def test_networks_are_listed_once_where_subnets_of_clusters_are_and_nowhere_else():
    subnets = [f"{network('n')}/subnets/s{number}" for number in range(3)]
    delegation = [{"properties": {"serviceName": "Microsoft.Kusto/clusters"}}]
    service = Service(
        a_clusters=[cluster("a", "one", subnets[0]), cluster("a", "two", subnets[1]), cluster("a", "none")],
        b_clusters=[cluster("b", "far", f"{network('denied')}/subnets/s"), cluster("b", "lost", subnets[2])],
        c_clusters=[cluster("c", "left", f"{network('never')}/subnets/s", state="Disabled")],
        n_virtualnetworks=[
            {
                "id": network("n"),
                "properties": {"subnets": [{"id": subnets[0], "properties": {"delegations": delegation}}]},
            },
            {"id": network("n", "more"), "properties": {"subnets": [{"id": subnets[1]}]}},
        ],
        denied_virtualnetworks=FORBIDDEN,
    )
    found = discover(service, "a", "b", "c", with_subnets=True)
    assert {one["name"]: one["delegated"] for one in found.clusters} == {
        "one": True,
        "two": False,
        "none": None,
        "far": None,
        "lost": None,
        "left": None,
    }
    listed = ["a clusters", "b clusters", "c clusters", "denied virtualNetworks", "n virtualNetworks"]
    assert sorted(service.asked) == listed, "one that has left its network needs none"
    assert found.read == 3 and "virtual networks of subscription denied" in found.unread[0]


def every_cluster(service):
    session = SimpleNamespace(http=service, subscriptions=service.subscriptions)
    return [one.id.name for one in subscriptions.every_cluster(session, Clock().patience())]


def test_every_cluster_is_one_of_any_subscription_that_can_be_seen():
    known = {"a_clusters": [cluster("a", "one"), cluster("a", "two")], "b_clusters": UNREGISTERED}
    assert every_cluster(Service(("a", "b", "c"), **known, c_clusters=[cluster("c", "three")])) == [
        "one",
        "two",
        "three",
    ]


def test_who_may_not_see_all_of_them_is_told_the_first_refusal():
    with pytest.raises(ArmError, match="Cannot list the clusters of subscription b: No"):
        every_cluster(Service(("a", "b", "c"), a_clusters=[], b_clusters=FORBIDDEN, c_clusters=FORBIDDEN))
    with pytest.raises(LoginFailed, match="the login can see none. Give it a role in one"):
        every_cluster(Service())
