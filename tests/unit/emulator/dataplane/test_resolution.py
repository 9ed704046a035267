# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What names resolve to.

Microsoft Learn: dns/private-dns-overview, dns/private-dns-fallback, firewall/dns-details (2024-06-11).
"""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import Truth
from ansible_collections.adx.outbound.tests.emulator.dataplane.doubts import around, doubt
from ansible_collections.adx.outbound.tests.emulator.dataplane.in_force import Documents
from ansible_collections.adx.outbound.tests.emulator.dataplane.resolution import Names
from ansible_collections.adx.outbound.tests.emulator.dataplane.specified import World
from ansible_collections.adx.outbound.tests.emulator.worlds import FIREWALL_ID, FIREWALL_POLICY_ID

NAME, SERVICE, LINKED = "data.blob.core.windows.net", "blob.core.windows.net", "privatelink.blob.core.windows.net"
PUBLIC, PRIVATE, FIREWALL = "192.0.2.10", "10.20.3.4", "10.0.1.4"
HOME, HUB = around.HOME, around.HUB


def plain(*servers):
    """The demo whose networks ask Azure, but for the spoke with these servers."""
    documents = doubt.locked()
    around.set_servers(documents, *servers)
    around.set_servers(documents, network=HUB)
    return documents


def names(documents, **truth):
    told = {"addresses": {NAME: (PUBLIC,)}, "servers": {}, "aliases": {}, "in_force": {}, **truth}
    return Names(Documents(World(documents), Truth(whole=True, **told)), Truth(whole=True, **told), chain(documents))


def chain(documents):
    def of(firewall):
        policy = firewall["properties"].get("firewallPolicy")
        return [(documents[policy["id"].lower()], [])] if policy else []

    return of


def cluster(documents, name=NAME, **truth):
    """What the cluster is told."""
    return names(documents, **truth).of_network(documents[HOME], name)


def test_a_name_is_public_and_an_address_is_what_it_is():
    assert cluster(plain()) == (PUBLIC,)
    assert cluster(plain(), "nobody.example.org") == ()
    assert cluster(plain(), "10.1.2.3") == ("10.1.2.3",)


@pytest.mark.parametrize(
    ("zone", "records", "found"),
    [
        (SERVICE, {"data": PRIVATE}, (PRIVATE,)),
        (SERVICE, {}, ()),
        (SERVICE, {"*": PRIVATE}, (PRIVATE,)),
        ("core.windows.net", {"data.blob": PRIVATE}, (PRIVATE,)),
        ("core.windows.net", {"*.blob": PRIVATE}, (PRIVATE,)),
        (NAME, {"@": PRIVATE}, (PRIVATE,)),
        ("lob.core.windows.net", {}, (PUBLIC,)),
        ("data.blob.core.windows.net.example.org", {}, (PUBLIC,)),
    ],
)
def test_a_linked_zone_answers_for_all_that_is_below_it(zone, records, found):
    documents = plain()
    around.add_zone(documents, zone, HOME, **records)
    assert cluster(documents) == found
    assert cluster(documents, NAME.upper(), addresses={NAME.upper(): (PUBLIC,)}) == found


def test_the_longest_zone_answers_and_one_of_another_network_never_does():
    documents = plain()
    around.add_zone(documents, "windows.net", HOME)
    around.add_zone(documents, SERVICE, HOME, data=PRIVATE)
    around.add_zone(documents, NAME, HUB)
    assert cluster(documents) == (PRIVATE,)


def test_a_record_may_be_an_alias_but_not_without_end():
    documents = plain()
    zone_id = around.add_zone(documents, SERVICE, HOME, other=PRIVATE)
    made = around.record(zone_id, "data", "")
    made.update(id=f"{zone_id}/CNAME/data", type="Microsoft.Network/privateDnsZones/CNAME")
    made["properties"] = {"cnameRecord": {"cname": f"Other.{SERVICE}"}}
    documents[made["id"].lower()] = made
    assert cluster(documents) == (PRIVATE,)
    made["properties"]["cnameRecord"]["cname"] = NAME
    with pytest.raises(ValueError, match="without end"):
        cluster(documents)


ALIAS = {NAME: f"data.{LINKED}"}


@pytest.mark.parametrize(
    ("fallback", "records", "aliases", "found"),
    [
        (False, {}, {}, (PUBLIC,)),
        (False, {}, ALIAS, ()),
        (True, {}, ALIAS, (PUBLIC,)),
        (False, {"data": PRIVATE}, ALIAS, (PRIVATE,)),
        (False, {"data": PRIVATE}, {}, (PUBLIC,)),
    ],
)
def test_a_zone_of_private_link_matters_to_names_of_resources_with_an_endpoint(fallback, records, aliases, found):
    documents = plain()
    around.add_zone(documents, LINKED, HOME, fallback=fallback, **records)
    assert cluster(documents, aliases=aliases) == found


def test_an_endpoint_in_the_world_makes_an_alias_and_of_others_a_truth_has_to_tell_where_it_matters():
    documents = plain()
    around.add_zone(documents, LINKED, HOME)
    with pytest.raises(ValueError, match="aliases"):
        cluster(documents, aliases=None)
    assert cluster(documents, "a.example.org", aliases=None, addresses={"a.example.org": (PUBLIC,)}) == (PUBLIC,)
    around.add_endpoint(documents, PRIVATE, name=NAME)
    assert cluster(documents, aliases=None) == ()


def test_a_zone_that_is_not_of_private_link_hands_nothing_on():
    documents = plain()
    around.add_zone(documents, SERVICE, HOME, fallback=True)
    assert cluster(documents) == ()


def test_a_link_that_is_not_completed_is_refused():
    documents = plain()
    zone_id = around.add_zone(documents, SERVICE, HOME)
    documents[f"{zone_id}/virtualNetworkLinks/vnet-spoke".lower()]["properties"]["virtualNetworkLinkState"] = (
        "InProgress"
    )
    with pytest.raises(ValueError, match="whether .* is in force"):
        cluster(documents)


def test_servers_of_a_networks_own_know_nothing_of_its_zones_and_the_first_that_answers_is_believed():
    documents = plain("10.50.0.10", "10.50.0.11")
    around.add_zone(documents, SERVICE, HOME, data=PRIVATE)
    assert cluster(documents) == (PUBLIC,)
    assert cluster(documents, servers={"10.50.0.10": {NAME: ("198.18.0.1",)}}) == ("198.18.0.1",)
    assert cluster(documents, servers={"10.50.0.10": None, "10.50.0.11": {NAME: ()}}) == ()
    assert cluster(documents, servers={"10.50.0.10": None, "10.50.0.11": None}) == ()
    with pytest.raises(ValueError, match="servers"):
        cluster(documents, servers=None)
    around.set_servers(documents, "168.63.129.16")
    assert cluster(documents) == (PRIVATE,)


@pytest.mark.parametrize(
    ("settings", "tier", "linked", "found"),
    [
        ({"enableProxy": True}, "Premium", HUB, (PRIVATE,)),
        ({"enableProxy": True}, "Premium", HOME, (PUBLIC,)),
        ({"enableProxy": True}, "Basic", HUB, ()),
        ({"enableProxy": False}, "Premium", HUB, ()),
        ({"requireProxyForNetworkRules": False}, "Premium", HUB, ()),
        (None, "Premium", HUB, ()),
        ({"enableProxy": True, "servers": ["10.50.0.10"]}, "Premium", HUB, (PUBLIC,)),
        ({"enableProxy": True, "servers": [FIREWALL]}, "Premium", HUB, ()),
    ],
)
def test_a_firewall_that_is_asked_answers_by_its_proxy_as_its_own_network_sees_it(settings, tier, linked, found):
    documents = plain(FIREWALL)
    documents[FIREWALL_POLICY_ID.lower()]["properties"]["dnsSettings"] = settings
    around.set_tier(documents, tier)
    around.add_zone(documents, SERVICE, linked, data=PRIVATE)
    assert cluster(documents) == found


def test_a_classic_firewall_has_the_same_settings_as_texts():
    documents = plain(FIREWALL)
    around.add_zone(documents, SERVICE, HUB, data=PRIVATE)
    properties = documents[FIREWALL_ID.lower()]["properties"]
    properties.pop("firewallPolicy")
    properties["additionalProperties"] = {"Network.DNS.EnableProxy": "true"}
    assert cluster(documents) == (PRIVATE,)
    properties["additionalProperties"]["Network.DNS.Servers"] = "10.50.0.10, 10.50.0.11"
    assert cluster(documents) == (PUBLIC,)
    properties["additionalProperties"]["Network.DNS.EnableProxy"] = "false"
    assert cluster(documents) == ()


def test_a_firewall_looks_up_for_itself_whether_it_answers_others_or_not():
    documents = plain()
    documents[FIREWALL_POLICY_ID.lower()]["properties"]["dnsSettings"] = {"enableProxy": False}
    around.add_zone(documents, SERVICE, HUB, data=PRIVATE)
    firewall = documents[FIREWALL_ID.lower()]
    assert names(documents).of_firewall(firewall, NAME) == (PRIVATE,)
    firewall["properties"].pop("ipConfigurations")  # as in a virtual hub, whose network has no links
    assert names(documents).of_firewall(firewall, NAME) == (PUBLIC,)
