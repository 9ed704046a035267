# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about names: who answers for them, what zones make of them, and private endpoints."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check import names
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.check import check
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.endings import would_block
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.private_zones import Link, Zone
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.resolution import PrivateDns

from ..verdict.documents import application, collection, name_flow, network, spoke
from .scenarios import (
    ASKING,
    DEFAULT,
    GOOD,
    NETWORK,
    OF_NAMES,
    PAST,
    PROXIED,
    QUESTION,
    behind,
    beside,
    codes,
    endpoints,
    having,
    named,
    routed,
    zoned,
)

ENDS = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints"
HUB = f"{NETWORK}-hub"
FIREWALLS = {"name": "AzureFirewallSubnet", "properties": {"addressPrefix": "10.0.1.0/26"}}


def found_of(changes, question=QUESTION):
    return list(names.findings(question, replace(GOOD, **changes)))


@pytest.mark.parametrize("code", OF_NAMES)
def test_a_finding_is_raised_where_it_is_true_and_not_where_it_nearly_is(code):
    raising, near = OF_NAMES[code]
    assert code in codes(raising)
    assert code not in codes(near)


def test_where_nobody_answers_every_name_is_denied_once_and_addresses_are_not():
    address = Flow(443, "TCP", addresses=("198.51.100.7",))
    checkup = check(replace(QUESTION, flows=(*QUESTION.flows, address)), replace(GOOD, **ASKING))
    assert [one.verdict.outcome for one in checkup.dependencies[:2]] == ["denied", "denied"]
    assert checkup.dependencies[2].verdict.outcome != "denied"
    (told,) = [one for one in checkup.findings if one.code == "dns_unanswered"]
    assert told.message == (
        "Network vnet asks firewall fw for names, whose DNS proxy is off, so no name resolves in it."
    )
    assert not {"unreachable_hop", "unresolved_dependency"} & {one.code for one in checkup.findings}
    assert "so no name resolves in it" in would_block(checkup, "c1", "firewall fw")


def test_what_may_not_resolve_and_would_be_blocked_anyway_is_told_as_blocked_by_the_rules():
    perhaps = named(dhcpOptions={"dnsServers": ["10.0.1.4", "10.50.0.10"]})
    checkup = check(QUESTION, replace(GOOD, **perhaps, **having(application(to="b.contoso.com"))))
    assert [one.verdict.outcome for one in checkup.dependencies] == ["no_match", "no_match"]
    assert [one.code for one in checkup.findings if one.concerns] == ["blocked_dependency"]


def test_an_address_of_an_unapproved_endpoint_is_told_where_nobody_answers_for_names():
    address, blocked = Flow(443, "TCP", addresses=("10.20.5.4",)), behind(approved=False)
    near = blocked["virtual_network"]
    asking = {**near, "properties": {**near["properties"], "dhcpOptions": {"dnsServers": ["10.0.1.4"]}}}
    checkup = check(replace(QUESTION, flows=(address,)), replace(GOOD, **{**blocked, "virtual_network": asking}))
    (told,) = [one for one in checkup.findings if address.subject in one.concerns]
    assert (told.code, told.subject) == ("unapproved_endpoint", "private endpoint pe")
    assert "is not approved" in would_block(checkup, "c1", "firewall fw")


def test_an_endpoint_that_may_not_be_read_is_one_finding_with_what_it_leaves_open():
    address, behind_one = Flow(443, "TCP", addresses=("10.20.5.4",)), behind(approved=True)
    (key,) = behind_one["private_endpoints"]
    unread = {"private_endpoints": {key: None}, "unread": {f"private_endpoint {key}": "It could not be read (403)"}}
    checkup = check(replace(QUESTION, flows=(address,)), replace(GOOD, **{**behind_one, **unread}))
    assert checkup.dependencies[0].verdict.cause == "unreadable"
    assert [one.code for one in checkup.findings if address.subject in one.concerns] == ["unreadable"]


def test_a_name_that_a_zone_leaves_without_an_address_is_told_with_the_zone():
    checkup = check(QUESTION, replace(GOOD, **zoned()))
    (told,) = [one for one in checkup.findings if one.code == "unresolved_dependency"]
    assert told.message == (
        "a.contoso.com:443 does not resolve: private DNS zone contoso.com is linked to network vnet and has no record"
        " of a.contoso.com."
    )


def test_the_dns_servers_of_a_network_are_told_unless_they_are_the_firewall_alone():
    (told,) = found_of(named(dhcpOptions={"dnsServers": ["10.0.1.4", "10.50.0.10"]}))
    assert (told.code, told.subject) == ("custom_dns", "vnet")
    assert told.message.startswith("Network vnet asks the DNS servers 10.0.1.4, 10.50.0.10, which decide")
    assert found_of({**ASKING, **PROXIED}) == []


def test_the_servers_that_the_firewall_asks_for_the_network_are_told():
    further = {"Network.DNS.EnableProxy": "true", "Network.DNS.Servers": "10.9.0.4, 10.9.0.5"}
    (told,) = found_of({**ASKING, **having(additionalProperties=further)})
    assert told.message.startswith(
        "Firewall fw, which network vnet asks for names, asks the DNS servers 10.9.0.4, 10.9."
    )


OWN_SERVERS = {"additionalProperties": {"Network.DNS.EnableProxy": "true", "Network.DNS.Servers": "10.9.0.4"}}
BY_NAME = collection("n", 100, "Allow", network(to=(), destinationFqdns=["sql.contoso.com"], ports="1433"))
SQL, PLAIN = Flow(1433, "TCP", fqdn="sql.contoso.com"), name_flow("a.contoso.com", 80)


@pytest.mark.parametrize(
    ("flow", "outcome", "concerns"),
    [
        (SQL, "cannot_tell", ("sql.contoso.com:1433",)),
        (PLAIN, "allowed", ("a.contoso.com:80",)),
        (name_flow("a.contoso.com"), "allowed", None),
    ],
)
def test_servers_that_the_firewall_alone_asks_are_told_where_it_looks_a_name_up_itself(flow, outcome, concerns):
    rules = [application(to="a.contoso.com"), application("h", to="a.contoso.com", protocol="Http:80")]
    question = replace(QUESTION, flows=(flow,))
    checkup = check(question, replace(GOOD, **having(*rules, networks=[BY_NAME], **OWN_SERVERS)))
    assert checkup.dependencies[0].verdict.outcome == outcome
    told = [one for one in checkup.findings if one.code == "custom_dns"]
    assert [one.concerns for one in told] == ([concerns] if concerns else [])
    assert all(one.message.startswith("Firewall fw itself asks the DNS servers 10.9.0.4 for names in") for one in told)
    properties = {**GOOD.virtual_network["properties"], "dhcpOptions": {"dnsServers": ["10.9.0.4"]}}
    same = {"virtual_network": {**GOOD.virtual_network, "name": "vnet", "properties": properties}}
    checkup = check(question, replace(GOOD, **same, **having(*rules, networks=[BY_NAME], **OWN_SERVERS)))
    assert checkup.dependencies[0].verdict.outcome == "allowed"
    assert [one.subject for one in checkup.findings if one.code == "custom_dns"] == ["vnet"]


def test_a_dns_server_at_an_old_address_of_the_firewall_answers_nobody():
    hub_network = {**GOOD.hop_network, "properties": {**GOOD.hop_network["properties"], "subnets": [FIREWALLS]}}
    asking = {**named(dhcpOptions={"dnsServers": ["10.0.1.9"]}), "hop_network": hub_network}
    past = routed(DEFAULT, PAST, ("t", "Storage", "Internet"))
    checkup = check(QUESTION, replace(GOOD, **asking, **past))
    assert {one.verdict.outcome for one in checkup.dependencies} == {"denied"}
    (told,) = [one for one in checkup.findings if one.code == "dns_unanswered"]
    assert "10.0.1.9 for names, which is in the subnet of firewall fw and not its address" in told.message
    stopped = check(QUESTION, replace(GOOD, **asking, **past, **having(ipConfigurations=[])))
    assert stopped.dependencies[1].verdict.outcome == "cannot_tell", "it goes past the firewall, if it resolves"


def test_of_nested_zones_the_nearest_alone_is_told():
    link = (Link(f"{NETWORK}"),)
    nested = PrivateDns((Zone("contoso.com", link, {}), Zone("a.contoso.com", link, {"@": ("10.0.5.4",)})))
    assert [one.subject for one in found_of({**zoned(), "private_dns": nested})] == ["a.contoso.com"]


def test_a_zone_that_only_servers_of_others_may_ask_is_told_as_such():
    asking = named(dhcpOptions={"dnsServers": ["10.50.0.10"]})
    found = found_of({**asking, **beside(private_zones=("contoso.com",))})
    (told,) = [one.message for one in found if one.code == "private_zone"]
    assert told.startswith("Private DNS zone contoso.com is linked to network vnet, whose DNS servers may ask it, so")


def test_a_network_without_a_name_is_that_of_the_subnet():
    nameless = spoke()
    nameless["properties"]["dhcpOptions"] = {"dnsServers": ["10.50.0.10"]}
    (told,) = found_of({"virtual_network": nameless})
    assert told.subject == "the subnet's network"
    assert told.message.startswith("The subnet's network asks the DNS servers 10.50.0.10")


def test_private_endpoints_are_told_by_their_names():
    (told,) = found_of(endpoints(f"{ENDS}/pe-1", f"{ENDS}/pe-2"))
    assert (told.code, told.subject) == ("private_endpoint", "vnet")
    assert told.message.startswith("Network vnet has private endpoints (pe-1, pe-2): ")


def test_a_private_zone_is_told_with_two_of_the_names_it_takes_and_how_many_more():
    flows = (
        *(name_flow(f"{one}.blob.core.windows.net") for one in "abc"),
        name_flow("a.contoso.com"),
        Flow(1433, "TCP", addresses=("198.51.100.7",)),
    )
    zone = "privatelink.blob.core.windows.net"
    (told,) = found_of({**named(), **beside(private_zones=(zone,))}, replace(QUESTION, flows=flows))
    assert (told.code, told.subject) == ("private_zone", zone)
    assert told.message == (
        f"Private DNS zone {zone} is linked to network vnet, so a.blob.core.windows.net, b.blob.core.windows.net and"
        " 1 more may resolve to private addresses there, or not at all."
    )


def test_a_zone_of_a_network_that_could_not_be_read_is_told_as_well():
    (told,) = found_of({"virtual_network": None, **beside(private_zones=("blob.core.windows.net",))})
    assert "is linked to the subnet's network, so x.blob.core.windows.net may resolve" in told.message


def test_a_zone_that_decides_is_told_for_the_network_that_is_asked():
    (told,) = [one for one in found_of(zoned(("a", ("10.0.5.4",)))) if one.code == "private_zone"]
    assert "is linked to network vnet, so a.contoso.com may resolve to private addresses there, or" in told.message
    linked = PrivateDns((Zone("contoso.com", (Link(HUB),), {}),))
    place = {
        "ipConfigurations": [{"properties": {"privateIPAddress": "10.0.1.4", "subnet": {"id": f"{HUB}/subnets/f"}}}]
    }
    proxy = having(additionalProperties={"Network.DNS.EnableProxy": "true"}, **place)
    (told,) = found_of({**ASKING, **proxy, "private_dns": linked})
    assert "is linked to network vnet-hub, so a.contoso.com may resolve" in told.message
    assert "for whoever asks the firewall" in told.message


def test_of_a_wildcard_it_is_told_that_what_a_zone_makes_of_it_is_not_judged():
    wild = replace(QUESTION, flows=(name_flow("*.contoso.com"),))
    (told,) = [one for one in found_of(zoned(), wild) if one.code == "private_zone"]
    assert told.message.endswith("What it makes of names below *.contoso.com is not judged.")


@pytest.mark.parametrize(
    ("records", "told"),
    [
        ((), []),
        ((("b", ("10.0.5.5",)),), ["*.core.windows.net"]),
        ((("x", ("10.0.5.4",)),), ["x.blob.core.windows.net"]),
    ],
)
def test_a_zone_of_private_link_is_told_for_the_names_that_it_holds(records, told):
    asked = replace(QUESTION, flows=(name_flow("x.blob.core.windows.net"), name_flow("*.core.windows.net")))
    found = found_of(zoned(*records, name="privatelink.blob.core.windows.net"), asked)
    assert len(found) == bool(told) and all(name in one.message for one in found for name in told)


def test_a_zone_whose_links_could_not_be_read_may_be_linked():
    (told,) = found_of({**zoned(), "private_dns": PrivateDns((Zone("contoso.com", None),))})
    assert "Private DNS zone contoso.com may be linked to network vnet, so a.contoso.com may" in told.message


def test_what_could_not_be_listed_is_told():
    (told,) = found_of({"private_dns": PrivateDns(unlisted=("The private DNS zones could not be read (403)",))})
    assert told.code == "not_covered" and told.message.startswith("The private DNS zones could not be read (403); the")
