# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster answers at its own name in its own cloud, and nothing that a document says leads a token elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import data_planes
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.data_planes import DataPlane
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

URI = "https://c1.westus.kusto.windows.net"
CLUSTER = replace(clusters.from_arm(world.cluster()), uri=URI, state="Running")
PUBLIC = DataPlane(URI, "https://kusto.kusto.windows.net/.default")
ELSEWHERE = f"its document does not say that it answers at {URI}, so that no token is sent there"


def of(uri=URI, cloud="AzureCloud", **changed):
    return data_planes.of(replace(CLUSTER, uri=uri, **changed), cloud)


@pytest.mark.parametrize("uri", [URI, f"{URI}/", f"{URI}:443", f"{URI}:443/", "HTTPS://C1.WestUS.Kusto.Windows.Net"])
def test_a_cluster_answers_at_its_own_name_however_that_is_written(uri):
    assert of(uri) == (PUBLIC, "")


@pytest.mark.parametrize(
    ("cloud", "location", "suffix"),
    [
        ("AzureCloud", "West US", "kusto.windows.net"),
        ("AzureChinaCloud", "China East 2", "kusto.chinacloudapi.cn"),
        ("AzureUSGovernment", "USGov Virginia", "kusto.usgovcloudapi.net"),
    ],
)
def test_each_cloud_has_its_own_suffix_and_its_own_tokens(cloud, location, suffix):
    uri = f"https://c1.{''.join(location.split()).lower()}.{suffix}"
    assert of(uri, cloud, location=location) == (DataPlane(uri, f"https://kusto.{suffix}/.default"), "")
    for other in {"AzureCloud", "AzureChinaCloud", "AzureUSGovernment"} - {cloud}:
        assert of(uri, other, location=location)[0] is None


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "http://c1.westus.kusto.windows.net",
        "c1.westus.kusto.windows.net",
        f"{URI}.evil.example",
        f"{URI}:8443",
        f"{URI}:443:443",
        f"{URI}//",
        f"{URI}/x",
        f"{URI}?x",
        f"{URI}#x",
        f"{URI}@evil.example",
        f"{URI}\\@evil.example",
        f" {URI}",
        f"{URI}\n",
        f"{URI}%2eevil.example",
        "https://evil.example/?x.kusto.windows.net",
        "https://evil.example/c1.westus.kusto.windows.net",
        "https://evil.example#c1.westus.kusto.windows.net",
        "https://c1@evil.example/.westus.kusto.windows.net",
        "https://user:password@c1.westus.kusto.windows.net",
        "https://c1.westus.kusto.windows.net.",
        "https://c1.westus.evilkusto.windows.net",
        "https://c1.kusto.windows.net",
        "https://c1.eastus.kusto.windows.net",
        "https://c2.westus.kusto.windows.net",
        "https://c1.x.westus.kusto.windows.net",
        "https://ingest-c1.westus.kusto.windows.net",
        "https://c1.westus.kustomfa.windows.net",
        "https://c1.westus.kusto.usgovcloudapi.net",
    ],
)
def test_any_other_uri_is_nowhere_and_is_not_shown(uri):
    assert of(uri) == (None, ELSEWHERE)


@pytest.mark.parametrize("cloud", ["", "Emulated", "AzureGermanCloud", "azurecloud"])
def test_a_cloud_that_is_not_known_by_its_name_has_no_place_to_ask(cloud):
    assert of(cloud=cloud) == (None, "the names of clusters in this cloud are not known")


@pytest.mark.parametrize("location", ["", "west.us", "westus#", "evil.example/"])
def test_a_location_that_makes_no_label_has_no_place_to_ask(location):
    assert of(f"https://c1.{location}.kusto.windows.net", location=location) == (
        None,
        "its name or its location makes no host name",
    )


@pytest.mark.parametrize("name", ["c1.evil", "c1_x", "c1.westus.evil"])
def test_a_name_that_makes_no_label_has_no_place_to_ask(name):
    odd = replace(CLUSTER.id, names=(name,))
    assert of(f"https://{name}.westus.kusto.windows.net", id=odd)[0] is None


@pytest.mark.parametrize("state", ["Stopped", "stopping", "Creating", "Deleting", "Deleted"])
def test_a_cluster_that_has_nothing_to_answer_with_is_not_asked(state):
    assert of(state=state) == (None, f"the cluster is in state {state}")


@pytest.mark.parametrize("state", ["Running", "Updating", "Starting", "Unavailable", "Migrated", ""])
def test_a_cluster_in_any_other_state_is_asked(state):
    assert of(state=state) == (PUBLIC, "")
