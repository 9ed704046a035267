# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service endpoints: what a subnet has of them, and which destinations they take."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import service_endpoints
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.places import Places
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.service_endpoints import Endpoint

from .documents import HOST, STORAGE, name_flow

ANYWHERE, NEAR = Endpoint("Microsoft.Storage"), Endpoint("Microsoft.Storage", ("westus", "eastus"))
TAGS = {"storage": ("20.2.0.0/16",), "storage.westus": ("20.2.0.0/24",), "storage.eastus": ("20.2.1.0/24",)}
READ, UNREAD = Places(TAGS), Places()


@pytest.mark.parametrize(
    ("service", "tag"),
    [
        ("Microsoft.Storage", "storage"),
        ("Microsoft.Storage.Global", "storage"),
        ("microsoft.eventhub", "eventhub"),
        ("Microsoft.KeyVault", "azurekeyvault"),
        ("Microsoft.AzureActiveDirectory", "azureactivedirectory"),
        ("Microsoft.Sql", ""),
    ],
)
def test_a_service_has_its_tag_and_one_that_no_cluster_needs_has_none(service, tag):
    assert Endpoint(service).tag == tag


@pytest.mark.parametrize(
    ("item", "made"),
    [
        ({"service": "Microsoft.Storage"}, Endpoint("Microsoft.Storage")),
        ({"service": "Microsoft.Storage", "locations": None}, Endpoint("Microsoft.Storage")),
        ({"service": "Microsoft.Storage", "locations": ["*"]}, Endpoint("Microsoft.Storage")),
        ({"service": "Microsoft.Storage", "locations": ["westus", "*"]}, Endpoint("Microsoft.Storage")),
        ({"service": "Microsoft.Storage", "locations": ["West US", "eastus"]}, NEAR),
    ],
    ids=["no regions", "none given", "all of them", "all of them and one", "two of them"],
)
def test_an_endpoint_is_good_for_its_regions_or_for_all(item, made):
    assert service_endpoints.of_subnet({"properties": {"serviceEndpoints": [item]}}) == (made,)


def test_endpoints_of_services_that_no_cluster_needs_do_not_count():
    listed = [{"service": one} for one in ("Microsoft.Web", "Microsoft.Storage", "Microsoft.KeyVault", "Microsoft.Sql")]
    found = service_endpoints.of_subnet({"properties": {"serviceEndpoints": listed}})
    assert [one.service for one in found] == ["Microsoft.KeyVault", "Microsoft.Storage"]
    assert service_endpoints.of_subnet(None) == () == service_endpoints.of_subnet({"properties": {}})


@pytest.mark.parametrize(
    ("endpoint", "known", "prefixes"),
    [
        (ANYWHERE, READ, ("20.2.0.0/16",)),
        (NEAR, READ, ("20.2.0.0/24", "20.2.1.0/24")),
        (ANYWHERE, UNREAD, None),
        (NEAR, Places({"storage": (), "storage.westus": ("20.2.0.0/24",)}), None),
        (ANYWHERE, Places({"storage": ()}), ()),
    ],
    ids=["of the service", "of its regions", "nothing was read", "one region was not read", "it has none"],
)
def test_an_endpoint_takes_the_prefixes_of_its_tags_where_all_of_them_were_read(endpoint, known, prefixes):
    assert endpoint.prefixes(known) == prefixes


def at(*addresses):
    return Flow(443, "TCP", addresses=addresses)


MINE = name_flow("mine.blob.core.windows.net", category="Extra")
# (the rule, endpoint, destination, what is known, whether it takes the destination)
TAKEN = [
    ("an address in its prefixes", ANYWHERE, at("20.2.77.9"), READ, True),
    ("an address outside of them", ANYWHERE, at("20.3.0.9"), READ, False),
    ("an address of one of its regions", NEAR, at("20.2.1.9"), READ, True),
    ("an address of another region", NEAR, at("20.2.77.9"), READ, False),
    ("addresses that all lie there", NEAR, at("20.2.0.9", "20.2.1.9"), READ, True),
    ("addresses of which one does", NEAR, at("20.2.0.9", "20.2.77.9"), READ, None),
    ("a prefix of which a part does", NEAR, at("20.2.0.0/20"), READ, None),
    (
        "an address of the cluster's own account, nothing read",
        ANYWHERE,
        name_flow("x.blob.core.windows.net", category="AzureStorage", addresses=("20.2.77.9",)),
        UNREAD,
        True,
    ),
    ("the cluster's own account", ANYWHERE, STORAGE, READ, True),
    ("the cluster's own account, nothing read", ANYWHERE, STORAGE, UNREAD, True),
    ("the cluster's own account in its region", NEAR, STORAGE, UNREAD, True),
    ("the user's account may lie elsewhere", NEAR, MINE, UNREAD, None),
    ("which does not matter here", ANYWHERE, MINE, UNREAD, True),
    ("a name of another service", Endpoint("Microsoft.KeyVault"), STORAGE, UNREAD, False),
    ("a name of no service", ANYWHERE, HOST, UNREAD, False),
    ("some names below a wildcard", ANYWHERE, name_flow("*.core.windows.net"), UNREAD, None),
    ("none below another one", ANYWHERE, name_flow("*.contoso.com"), UNREAD, False),
]


@pytest.mark.parametrize(("why", "endpoint", "flow", "known", "sure"), TAKEN, ids=[case[0] for case in TAKEN])
def test_an_endpoint_takes_what_is_its_services(why, endpoint, flow, known, sure):
    found = service_endpoints.takes(endpoint, flow, known)
    assert found.sure is sure, why
    assert bool(found.why) is (sure is None)


def test_why_an_endpoint_may_take_a_destination_is_said():
    for endpoint, flow, known, why in (
        (NEAR, MINE, UNREAD, "it may lie in another region"),
        (ANYWHERE, name_flow("*.core.windows.net"), UNREAD, "some of its names are the service's"),
        (NEAR, at("20.2.0.0/20"), READ, "only a part of it lies there"),
    ):
        assert service_endpoints.takes(endpoint, flow, known).why == why
