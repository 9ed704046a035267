# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters of other clouds: no public-cloud name is written unless that is asked for."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID

ANSWER = f"{CLUSTER_ID}/outboundNetworkDependenciesEndpoints"
PUBLIC = (".windows.net", ".microsoftonline.com", ".azure.net", ".msftcloudes.com", "graph.microsoft.com")
CLOUDS = {
    "USGov Virginia": {
        ".core.windows.net": ".core.usgovcloudapi.net",
        ".vault.azure.net": ".vault.usgovcloudapi.net",
        "login.microsoftonline.com": "login.microsoftonline.us",
        "graph.microsoft.com": "graph.microsoft.us",
        "graph.microsoft-ppe.com": "graph.microsoft.us",
        "graph.windows.net": "graph.microsoft.us",
        "prod.warmpath.msftcloudes.com": "fairfax.warmpath.usgovcloudapi.net",
    },
    "China East 2": {
        ".core.windows.net": ".core.chinacloudapi.cn",
        ".vault.azure.net": ".vault.azure.cn",
        "login.microsoftonline.com": "login.chinacloudapi.cn",
        "graph.microsoft.com": "microsoftgraph.chinacloudapi.cn",
        "graph.microsoft-ppe.com": "microsoftgraph.chinacloudapi.cn",
        "graph.windows.net": "graph.chinacloudapi.cn",
        "prod.warmpath.msftcloudes.com": "mooncake.warmpath.chinacloudapi.cn",
    },
}


@pytest.fixture(params=sorted(CLOUDS))
def cloud(request, emulator):
    """A demo world whose cluster answers with the names of its own cloud."""
    emulator.reset("demo", region=request.param)
    answer = json.dumps(emulator.document(ANSWER))
    for public, own in CLOUDS[request.param].items():
        answer = answer.replace(public, own)
    emulator.seed(ANSWER, json.loads(answer))
    return request.param


def written_names(emulator):
    collections = emulator.document(FIREWALL_ID)["properties"]["applicationRuleCollections"]
    rules = [rule for item in collections if item["name"].startswith("adx-") for rule in item["properties"]["rules"]]
    return {name for rule in rules for name in rule["targetFqdns"]}


def public(names):
    return sorted(name for name in names if name.endswith(PUBLIC))


def test_no_public_name_is_written_of_the_systems_own_accord(run, emulator, cloud):
    plan = run.lock_down(default_route="manage")
    names = written_names(emulator)
    assert len(names) > 45 and public(names) == []
    assert plan["routes"][0]["name"] == "ADX_Management"


def test_mapped_names_are_those_of_the_cloud(run, emulator, cloud):
    plan = run.lock_down(sources=("mapped", "discovered"))
    names = written_names(emulator)
    suffix = "usgovcloudapi.net" if "Gov" in cloud else "chinacloudapi.cn"
    # The Azure CLI's table of clouds gives the old directory interface of US Government the public name.
    assert f"*.core.{suffix}" in names and public(names) == (["graph.windows.net"] if "Gov" in cloud else [])
    assert [one["code"] for one in plan["findings"]].count("no_counterpart") == 1


def test_public_names_are_written_when_they_are_asked_for(run, emulator, cloud):
    run.lock_down(sources=("public", "discovered"))
    assert "*.core.windows.net" in written_names(emulator)
