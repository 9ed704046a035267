# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a name by what it resolves to, for the subnet and for a firewall that looks it up itself."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.private_zones import Link, Zone
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import FIREWALL, ResourceId
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import verdicts
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Landscape
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.resolution import PrivateDns
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.verdicts import Question

from .documents import CLUSTER, SUBNET, application, collection, firewall, hub, network, spoke, table

SPOKE, HUB = (str(ResourceId("s", "g", resource_ids.VIRTUAL_NETWORK, (name,))) for name in ("spoke", "hub"))
NAME, BLOB = "sa.blob.core.windows.net", "privatelink.blob.core.windows.net"
DEFAULT = ("out", "0.0.0.0/0", "VirtualAppliance", "10.0.1.4")
WEB, PLAIN = (collection("web", 200, "Allow", application(to=NAME, protocol=one)) for one in ("Https:443", "Http:80"))
BY_NAME, BY_ADDRESS = (
    collection("net", 100, "Allow", network(to=to, destinationFqdns=names, ports=["443", "80"]))
    for to, names in (((), [NAME]), (("192.168.7.4",), []))
)
FAR, NEAR, OTHER = (("sa", (address,)) for address in ("192.168.7.4", "10.20.9.4", "192.168.7.5"))


def zone(name, to, *records):
    return Zone(name, tuple(Link(one) for one in to), dict(records))


def judged(zones=(), *, applications=(), networks=(), routes=(DEFAULT,), port=443):
    place = {"privateIPAddress": "10.0.1.4", "subnet": {"id": f"{HUB}/subnets/AzureFirewallSubnet"}}
    landscape = Landscape(
        CLUSTER,
        firewall_id=ResourceId("s", "g", FIREWALL, ("fw",)),
        firewall=firewall(
            applications=applications, networks=networks, proxy=True, ipConfigurations=[{"properties": place}]
        ),
        subnet_id=resource_ids.parse(f"{SPOKE}/subnets/snet"),
        subnet={"name": "snet", "properties": {"addressPrefix": SUBNET}},
        virtual_network=spoke(),
        hop_network=hub(),
        route_table=table(*routes),
        private_dns=PrivateDns(tuple(zones)),
    )
    flow = Flow(port, "Https" if port == 443 else "Http", fqdn=NAME, category="AzureStorage")
    return verdicts.dependency(flow, Question((flow,), (SUBNET,)), landscape)


PLAIN_ZONE = "blob.core.windows.net"


@pytest.mark.parametrize(
    ("zones", "told", "outcome"),
    [
        # What the subnet is told
        ([], {"applications": [WEB]}, "allowed"),
        ([zone(PLAIN_ZONE, [SPOKE], FAR)], {"applications": [WEB]}, "allowed"),
        ([zone(PLAIN_ZONE, [SPOKE], FAR)], {"networks": [BY_ADDRESS]}, "allowed"),
        ([zone(PLAIN_ZONE, [SPOKE], OTHER)], {"networks": [BY_ADDRESS]}, "no_match"),
        ([zone(PLAIN_ZONE, [SPOKE], NEAR)], {}, "allowed"),
        ([zone(PLAIN_ZONE, [SPOKE])], {"applications": [WEB]}, "denied"),
        # What may be the one or the other
        ([zone(BLOB, [SPOKE], NEAR)], {}, "cannot_tell"),
        ([zone(BLOB, [SPOKE], NEAR)], {"applications": [WEB]}, "allowed"),
        ([zone(BLOB, [SPOKE], FAR)], {}, "no_match"),
        # What a network rule's name is for the firewall
        ([], {"networks": [BY_NAME]}, "allowed"),
        ([zone(PLAIN_ZONE, [HUB], FAR)], {"networks": [BY_NAME]}, "cannot_tell"),
        ([zone(PLAIN_ZONE, [SPOKE], FAR)], {"networks": [BY_NAME]}, "cannot_tell"),
        ([zone(PLAIN_ZONE, [SPOKE, HUB], FAR)], {"networks": [BY_NAME]}, "allowed"),
        # What a host of Http is for it
        ([], {"applications": [PLAIN], "port": 80}, "allowed"),
        ([zone(PLAIN_ZONE, [HUB])], {"applications": [PLAIN], "port": 80}, "denied"),
        ([zone(PLAIN_ZONE, [HUB], FAR)], {"applications": [PLAIN], "port": 80}, "cannot_tell"),
        ([zone(PLAIN_ZONE, [SPOKE, HUB], FAR)], {"applications": [PLAIN], "port": 80}, "allowed"),
        ([zone(PLAIN_ZONE, [HUB])], {"applications": [WEB]}, "allowed"),
        ([zone(PLAIN_ZONE, [HUB])], {"routes": (), "port": 80}, "allowed"),
    ],
)
def test_a_name_is_judged_by_every_address_it_may_have(zones, told, outcome):
    found = judged(zones, **told)
    assert found.verdict.outcome == outcome
    assert (found.verdict.cause == "name_resolution") is (outcome == "cannot_tell")
    assert found.flow.addresses == (), "what is asked about stays a name"


def test_no_service_endpoint_or_route_for_a_tag_takes_a_private_address():
    tagged = judged([zone(PLAIN_ZONE, [SPOKE], FAR)], routes=(DEFAULT, ("t", "Storage", "Internet")))
    assert (tagged.verdict.outcome, tagged.hop.route) == ("no_match", "out")
    assert judged(routes=(DEFAULT, ("t", "Storage", "Internet"))).hop.route == "t"
