# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a subnet's own document shows, and what of it the known clusters explain."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.subnet_users import unexplained

GROUP = "/subscriptions/S/resourceGroups/{}/providers"
FAR = "/subscriptions/service/resourceGroups/{}/providers"
ENGINE, DM = (f"{FAR.format('k')}/Microsoft.Network/loadBalancers/lb-{one}/frontendIPConfigurations/f" for one in "ed")
ENDPOINT = (
    f"{GROUP.format('g')}/Microsoft.Network/networkInterfaces/pe.nic.1/ipConfigurations/PRIVATEENDPOINTIPCONFIG.7"
)
INTERFACE = "Microsoft.Network/networkInterfaces/vm-nic/ipConfigurations/i"


def machine(scale_set, number=0):
    path = f"Microsoft.Compute/virtualMachineScaleSets/{scale_set}/virtualMachines/{number}"
    return f"{FAR.format('k')}/{path}/networkInterfaces/n/ipConfigurations/i"


def link(kind=None):
    return {"name": "link-1", "properties": {"linkedResourceType": kind} if kind else {}}


def shown(*ids, clusters=1, **properties):
    listed = {"ipConfigurations": [{"id": one} for one in ids]} if ids else {}
    return unexplained({"properties": {**listed, **properties}}, clusters, "s")


@pytest.mark.parametrize(
    "properties",
    [
        pytest.param({}, id="nobody"),
        pytest.param({"ids": (ENGINE, DM, DM.upper())}, id="two front ends, one of them listed twice"),
        pytest.param({"ids": (machine("e"), machine("e", 1), machine("d"))}, id="the machines of two scale sets"),
        pytest.param({"ids": (ENDPOINT,)}, id="a private endpoint, which begins no connection"),
        pytest.param({"privateEndpoints": [{"id": "/x"}]}, id="private endpoints by themselves"),
        pytest.param({"serviceAssociationLinks": [link("Microsoft.Kusto/clusters")]}, id="a link of Data Explorer"),
        pytest.param(
            {"ids": (ENGINE, DM, f"{ENGINE}2", f"{DM}2"), "clusters": 2}, id="four front ends of two clusters"
        ),
    ],
)
def test_what_the_known_clusters_and_private_endpoints_take_is_explained(properties):
    found = shown(*properties.pop("ids", ()), **properties)
    assert (found.others, found.unclear) == ((), ())


@pytest.mark.parametrize(
    ("ids", "properties", "named"),
    [
        ((ENGINE, DM, f"{ENGINE}2"), {}, "3 front ends of load balancers where the cluster has 2"),
        ((f"{GROUP.format('rg-apps')}/{INTERFACE}",), {}, "vm-nic in resource group rg-apps"),
        (
            (f"{GROUP.format('g')}/Microsoft.Network/virtualNetworkGateways/gw/ipConfigurations/i",),
            {},
            "gw in resource",
        ),
        ((), {"serviceAssociationLinks": [link("Microsoft.Web/serverFarms")]}, "a link of Microsoft.Web/serverFarms"),
        ((), {"resourceNavigationLinks": [link("Microsoft.Cache/redis")]}, "a link of Microsoft.Cache/redis"),
        ((), {"ipConfigurationProfiles": [{"id": "/x/aci"}]}, "container profile aci"),
    ],
)
def test_a_user_that_is_certainly_no_known_cluster_is_named(ids, properties, named):
    found = shown(*ids, **properties)
    assert len(found.others) == 1 and named in found.others[0] and found.unclear == ()


@pytest.mark.parametrize(
    ("ids", "properties", "named"),
    [
        ((machine("a"), machine("b"), machine("c")), {}, "3 scale sets where the cluster has 2"),
        ((f"{FAR.format('k')}/{INTERFACE}",), {}, "vm-nic in resource group k"),
        (("/what/is/this",), {}, "'/what/is/this'"),
        (("",), {}, "''"),
        ((), {"serviceAssociationLinks": [link()]}, "link link-1"),
    ],
)
def test_what_the_document_does_not_decide_is_open_and_not_silent(ids, properties, named):
    found = shown(*ids, **properties)
    assert len(found.unclear) == 1 and named in found.unclear[0] and found.others == ()
