# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dependency answer of the demo world: counts and oddities of the real one, names of its own."""

from __future__ import annotations

import re

import pytest
from ansible_collections.adx.outbound.tests.emulator import worlds
from ansible_collections.adx.outbound.tests.emulator.worlds import dependency_answer, ids

COUNTS = {
    "AzureActiveDirectory": 5,
    "AzureMonitor": 4,
    "CertificateAuthority": 5,
    "AzureStorage": 39,
    "AzureKeyVault": 2,
}


@pytest.fixture(params=[worlds.CLUSTER_ID, ids.OTHER_CLUSTER_ID])
def answer(request):
    return dict(worlds.build("demo"))[f"{request.param}/outboundNetworkDependenciesEndpoints"]


def endpoints(answer, id_name):
    [entry] = [item for item in answer["value"] if item["id"].endswith("/" + id_name)]
    return entry["properties"]["endpoints"]


def names(answer, id_name):
    return [item["domainName"] for item in endpoints(answer, id_name)]


def test_five_categories_with_fifty_five_endpoints(answer):
    found = {item["id"].rsplit("/", 1)[-1]: len(item["properties"]["endpoints"]) for item in answer["value"]}
    assert found == COUNTS
    assert sum(found.values()) == 55


def test_port_80_is_for_certificates_only_and_no_address_is_given(answer):
    for id_name in COUNTS:
        port = 80 if id_name == "CertificateAuthority" else 443
        assert all(item["endpointDetails"] == [{"port": port}] for item in endpoints(answer, id_name))


def test_storage_names_are_thirteen_accounts_times_three_services(answer):
    pieces = [name.split(".", 1) for name in names(answer, "AzureStorage")]
    accounts = {account for account, _rest in pieces}
    assert len(accounts) == 13
    assert all(re.fullmatch("[a-z0-9]{3,24}", account) for account in accounts)
    assert {rest for _account, rest in pieces} == {f"{kind}.core.windows.net" for kind in ("blob", "queue", "table")}


def test_one_name_has_its_port_inside(answer):
    assert [name for id_name in COUNTS for name in names(answer, id_name) if re.search(r":\d+$", name)] == [
        "shoebox2.metrics.nsatc.net:443"
    ]


def test_vaults_are_urls_with_a_capital_letter(answer):
    engine, management = names(answer, "AzureKeyVault")
    assert re.fullmatch(r"https://E-[a-z0-9]{3,22}\.vault\.azure\.net/", engine)
    assert re.fullmatch(r"https://D-[a-z0-9]{3,22}\.vault\.azure\.net/", management)


def test_entries_are_shown_as_the_service_shows_them(answer):
    assert set(answer) == {"value"}
    for entry in answer["value"]:
        assert set(entry) == {"id", "name", "type", "location", "properties"}
        assert entry["location"] == "West US"
        assert entry["type"] == "Microsoft.Kusto/Clusters/OutboundNetworkDependenciesEndpoints"
        assert "/Clusters/" in entry["id"]
        assert entry["properties"]["provisioningState"] == "Succeeded"


def test_two_clusters_share_no_account_and_no_vault():
    assert not set(dependency_answer.accounts("telemetry")) & set(dependency_answer.accounts("analytics"))
    assert not set(dependency_answer.vault_names("telemetry")) & set(dependency_answer.vault_names("analytics"))
