# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole ids of what a report is about, and the portal of the cloud that they are in."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import resources

CLUSTER = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Kusto/clusters/c1"
ABOUT = {
    "ids": {
        "cluster": CLUSTER,
        "firewall": "/subscriptions/t/x/fw",
        "policies": ["/subscriptions/t/x/base", "/subscriptions/t/x/own"],
        "subnet": "/subscriptions/u/x/snet",
        "security_group": None,
        "route_table": None,
    }
}


@pytest.mark.parametrize(
    ("manager", "portal"),
    [
        ("https://management.azure.com", "https://portal.azure.com"),
        ("https://management.azure.com/", "https://portal.azure.com"),
        ("https://Management.Azure.com:443", "https://portal.azure.com"),
        ("https://management.usgovcloudapi.net", "https://portal.azure.us"),
        ("https://management.chinacloudapi.cn", "https://portal.azure.cn"),
        ("https://management.local.azurestack.external", ""),
        ("https://127.0.0.1:8443", ""),
        ("management.azure.com", ""),
        ("https://management.azure.com.example.com", ""),
        ("", ""),
    ],
)
def test_a_cloud_has_its_portal_and_of_another_nobody_knows_it(manager, portal):
    assert resources.portal_of(manager) == portal


def test_what_has_an_id_is_listed_with_a_link_and_the_policy_of_the_firewall_comes_before_its_parent():
    listed = resources.resources(ABOUT, "https://management.azure.com")
    assert [(one.kind, one.name) for one in listed] == [
        ("Cluster", "c1"),
        ("Firewall", "fw"),
        ("Policy", "own"),
        ("Policy", "base"),
        ("Subnet", "snet"),
    ]
    assert (listed[0].id, listed[0].link) == (CLUSTER, f"https://portal.azure.com/#resource{CLUSTER}")
    assert {one.link for one in resources.resources(ABOUT)} == {""}
    assert resources.subscriptions(listed) == ("s", "t", "u")


def test_whatever_an_id_holds_a_link_stays_in_the_portal():
    (one,) = resources.resources({"ids": {"cluster": '/a"> \u00fc?#'}}, "https://management.azure.com")
    assert one.link == "https://portal.azure.com/#resource/a%22%3E%20%C3%BC%3F%23"
    assert resources.resources({"ids": {"cluster": "javascript:x"}}, "https://management.azure.com") == ()
    assert resources.subscriptions((one,)) == ()
