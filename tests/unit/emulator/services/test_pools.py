# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pools of a Batch account, and what they do to its dependency answer."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.services import known, published
from ansible_collections.adx.outbound.tests.emulator.services.pools import MODES

READ = ["Microsoft.Batch/batchAccounts/read", "Microsoft.Batch/batchAccounts/outboundNetworkDependenciesEndpoints/read"]


def pool(mode, subnet="/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/s"):
    return {
        "properties": {
            "networkConfiguration": {"subnetId": subnet},
            "targetNodeCommunicationMode": mode,
            "currentNodeCommunicationMode": mode,
        }
    }


@pytest.fixture
def account(ask):
    return ask(known.BATCH)


@pytest.fixture
def pools(emulator, account):
    for name, mode in (("a", "Classic"), ("b", "Simplified")):
        emulator.seed(f"{account.id}/pools/{name}", pool(mode))
    return f"{account.id}/pools"


def categories(account):
    return {entry["category"] for entry in account.entries()}


def refused(answer):
    return answer.status_code, answer.json()["error"]["code"]


def test_pools_are_listed_and_read_one_by_one(account, pools):
    listed = account.call(pools).json()["value"]
    assert [item["name"] for item in listed] == ["a", "b"]
    assert {item["type"] for item in listed} == {"Microsoft.Batch/batchAccounts/pools"}
    assert account.call(f"{pools}/B").json() == listed[1]


def test_an_account_without_pools_lists_none(account):
    assert account.call(f"{account.id}/pools").json() == {"value": []}


def test_pools_of_an_account_that_is_not_there_are_refused(account, pools):
    assert refused(account.call(pools.replace("/one/", "/two/"))) == (404, "ParentResourceNotFound")
    assert refused(account.call(f"{pools}/c")) == (404, "PoolNotFound")


def test_pools_come_in_pages(emulator, account, pools):
    emulator.switch(page_size=1)
    first = account.call(pools).json()
    assert [item["name"] for item in first["value"]] == ["a"]
    assert [item["name"] for item in account.call(first["nextLink"]).json()["value"]] == ["b"]


@pytest.mark.parametrize(
    ("way", "versions"),
    [
        ("by_version", {"2022-10-01", "2024-07-01"}),
        ("shown", {"2022-10-01", "2024-07-01", "2025-06-01"}),
        ("hidden", set()),
    ],
)
def test_pools_show_how_they_communicate_in_some_versions(emulator, account, pools, way, versions):
    emulator.switch(batch_modes=way)
    shown = {
        version: set(account.call(f"{pools}/a", version).json()["properties"])
        for version in ("2022-06-01", "2022-10-01", "2024-07-01", "2025-06-01")
    }
    assert {version for version, members in shown.items() if set(MODES) <= members} == versions
    assert all(set(members) - set(MODES) == {"networkConfiguration"} for members in shown.values())


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_nobody_writes_a_pool(account, pools, method):
    assert account.client.call(method, f"{pools}/a", {}, version="2024-07-01").status_code == 501


def test_reading_pools_needs_a_right_of_its_own(emulator, account, pools):
    emulator.switch(allow_only=READ)
    assert account.answer()
    assert refused(account.call(pools)) == (403, "AuthorizationFailed")
    emulator.switch(allow_only=[*READ, "Microsoft.Batch/batchAccounts/pools/read"])
    assert account.call(pools).status_code == 200


@pytest.mark.parametrize(("way", "status"), [("denied", 403), ("unavailable", 503)])
def test_pools_may_be_unreadable_beside_an_account_that_is(emulator, account, pools, way, status):
    emulator.switch(batch_pools=way)
    assert (account.call(pools).status_code, account.call(f"{pools}/a").status_code) == (status, status)
    assert account.answer()


def test_storage_is_named_while_one_pool_is_not_simplified(emulator, account, pools):
    assert published.STORAGE in categories(account)
    emulator.seed(f"{pools}/a", pool("Simplified"))
    assert categories(account) == {"Azure Batch", "Azure Key Vault", "Microsoft Package Repository"}
    emulator.switch(batch_storage="shown")
    assert published.STORAGE in categories(account)


def test_storage_is_named_while_there_is_no_pool(account):
    assert published.STORAGE in categories(account)


def test_storage_may_vanish_whatever_the_pools_are(emulator, account, pools):
    emulator.switch(batch_storage="vanished")
    assert published.STORAGE not in categories(account)
    assert len(account.entries()) == 3


def test_an_account_with_storage_of_its_own_names_that(ask):
    linked = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/stauto"
    account = ask(known.BATCH, properties={"autoStorage": {"storageAccountId": linked}})
    names = [one["domainName"] for one in account.endpoints()]
    assert "stauto.blob.core.windows.net" in names and len(names) == 8
    assert all("description" in one for one in account.endpoints())
