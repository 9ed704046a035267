# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who answers for names, and what they may resolve to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.private_endpoints import (
    PrivateEndpoint,
    Served,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.private_zones import Link, Unclear, Zone
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.resolution import (
    Asked,
    PrivateDns,
    Resolver,
    View,
    Way,
    of_documents,
)

SPOKE, HUB = "/n/virtualNetworks/spoke", "/n/virtualNetworks/hub"
POLICY_ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/firewallPolicies/p"
NAME, BLOB = "sa.blob.core.windows.net", "privatelink.blob.core.windows.net"
VAULT = "privatelink.vaultcore.azure.net"
PUBLIC, PRIVATE, NOT, UNKNOWN = (Way.PUBLIC,), (Way.PRIVATE,), (Way.NOT,), (Way.UNKNOWN,)
OWN = PrivateEndpoint("pe", ("10.0.0.4",), True, (Served("sa", ("blob",)),))

TOLD = PrivateEndpoint("pe", ("10.0.0.4",), True, fqdns=(NAME,))


def network(*servers):
    return {"name": "spoke", "properties": {"dhcpOptions": {"dnsServers": list(servers)}}}


def firewall(proxy="true", servers="", **properties):
    place = {"privateIPAddress": "10.0.1.4", "subnet": {"id": f"{HUB}/subnets/AzureFirewallSubnet"}}
    additional = {"Network.DNS.EnableProxy": proxy, "Network.DNS.Servers": servers}
    made = {"ipConfigurations": [{"properties": place}], "additionalProperties": additional, **properties}
    return {"name": "fw", "properties": made}


def resolver(*servers, of=None, chain=(), zones=(), endpoints=(), **more):
    of = firewall() if of is None else of
    return of_documents(network(*servers), SPOKE, of, chain, PrivateDns(tuple(zones)), endpoints, **more)


def zone(name=BLOB, *, to=SPOKE, redirects=False, settled=True, **records):
    return Zone(name, (Link(to, redirects, settled),), dict(records))


GOVERNED = firewall(firewallPolicy={"id": POLICY_ID})
IN_HUB = {
    "name": "fw",
    "properties": {
        "sku": {"name": "AZFW_Hub"},
        "hubIPAddresses": {"privateIPAddress": "10.0.1.4"},
        "firewallPolicy": {"id": POLICY_ID},
    },
}
PROXY = Policy({"name": "p", "properties": {"dnsSettings": {"enableProxy": True}}}, ())


@pytest.mark.parametrize(
    ("servers", "told", "asked", "sees"),
    [
        ([], {}, Asked.AZURE, SPOKE),
        (["168.63.129.16"], {}, Asked.AZURE, SPOKE),
        (["10.9.0.4"], {}, Asked.OTHERS, None),
        (["10.9.0.4", "168.63.129.16"], {}, Asked.OTHERS, None),
        (["10.0.1.4"], {}, Asked.AZURE, HUB),
        (["10.0.1.4"], {"of": firewall(servers="10.9.0.4")}, Asked.OTHERS, None),
        (["10.0.1.4", "10.9.0.4"], {}, Asked.OTHERS, None),
        (["10.0.1.4"], {"of": firewall("false")}, Asked.NOBODY, None),
        (["10.0.1.4"], {"of": firewall(sku={"tier": "Basic"})}, Asked.NOBODY, None),
        (["10.0.1.4", "10.9.0.4"], {"of": firewall("false")}, Asked.PERHAPS_NOBODY, None),
        (["10.0.1.4"], {"of": GOVERNED}, Asked.PERHAPS_NOBODY, None),
        (["10.0.1.4"], {"of": GOVERNED, "chain": (PROXY,)}, Asked.AZURE, HUB),
        (["10.0.1.4"], {"of": IN_HUB, "chain": (PROXY,)}, Asked.AZURE, None),
    ],
)
def test_who_answers_a_subnet(servers, told, asked, sees):
    view = resolver(*servers, **told).subnet
    assert (view.asked, view.network) == (asked, sees)


def test_who_does_not_answer_is_told():
    found = resolver("10.0.1.4", "10.9.0.4", of=firewall("false")).for_subnet(NAME)
    assert (found.by, found.cause) == (("DNS servers 10.0.1.4, 10.9.0.4",), "name_resolution")
    assert found.why == (
        "network spoke asks firewall fw for names, whose DNS proxy is off, and whether 10.9.0.4 is asked in its place"
        " is not known"
    )


BESIDE = "10.0.1.9"  # in the subnet of the firewall
OFF = {"of": firewall("false")}
STOPPED = {"of": firewall(ipConfigurations=[])}


@pytest.mark.parametrize(
    ("servers", "told", "asked", "whose"),
    [
        ([BESIDE], {}, Asked.NOBODY, "10.0.1.9 for names, which is in the subnet of firewall fw and not its address"),
        ([BESIDE, "10.9.0.4"], {}, Asked.PERHAPS_NOBODY, "whether 10.9.0.4 is asked in its place"),
        (["10.0.1.4", BESIDE], {}, Asked.PERHAPS_NOBODY, "whether 10.0.1.4 is asked in its place"),
        (["10.0.1.4", BESIDE], OFF, Asked.NOBODY, "firewall fw for names, whose DNS proxy is off"),
        ([BESIDE], STOPPED, Asked.PERHAPS_NOBODY, "10.0.1.9 for names, which is in the subnet of a firewall, and fire"),
        (["10.9.0.4"], STOPPED, Asked.OTHERS, ""),
        (["10.0.1.4", "10.0.1.4"], {}, Asked.AZURE, ""),
    ],
)
def test_nobody_but_the_firewall_answers_in_its_subnet(servers, told, asked, whose):
    view = resolver(*servers, is_beside=lambda one: one.startswith("10.0.1."), **told).subnet
    assert view.asked == asked and whose in view.why
    assert not view.why or view.why.startswith("network spoke asks ")


def test_behind_an_appliance_it_is_not_known_who_answers_in_the_subnet_of_a_firewall():
    found = of_documents(network(BESIDE), SPOKE, None, (), is_beside=lambda _one: True)
    assert found.subnet.asked == Asked.OTHERS


@pytest.mark.parametrize(("id_", "who"), [(SPOKE, "network spoke"), (None, "the subnet's network")])
def test_a_network_without_a_name_is_told_by_its_id(id_, who):
    nameless = {"properties": network("10.0.1.4")["properties"]}
    assert of_documents(nameless, id_, firewall("false"), ()).subnet.why.startswith(f"{who} asks firewall fw")


def test_a_network_that_could_not_be_read_may_ask_a_firewall_that_answers_nobody():
    assert resolver(unread="It could not be read").subnet.asked == Asked.AZURE
    unsure = resolver(of=firewall("false"), unread="It could not be read").for_subnet(NAME)
    assert (unsure.ways, unsure.cause) == ((Way.NOT, Way.PUBLIC), "unreadable")
    assert of_documents(None, None, None, (), unread="It could not be read").for_subnet(NAME).ways == PUBLIC


def test_an_appliance_may_answer_and_is_one_of_others():
    assert of_documents(network("10.0.1.4"), SPOKE, None, ()).subnet.asked == Asked.OTHERS


@pytest.mark.parametrize(
    ("seen", "name", "zones", "endpoints", "ways"),
    [
        ([], NAME, [], [], PUBLIC),
        # A zone of private link
        ([], NAME, [zone(sa=("10.0.0.4",))], [OWN], PRIVATE),
        ([], NAME.upper(), [zone(sa=("10.0.0.4",))], [OWN], PRIVATE),
        ([], NAME, [zone(sa=("10.0.0.4",))], [], (Way.PRIVATE, Way.PUBLIC)),
        ([], NAME, [zone()], [], PUBLIC),
        ([], NAME, [zone()], [OWN], (Way.NOT, Way.PUBLIC)),
        ([], NAME, [zone()], [TOLD], NOT),
        ([], NAME, [zone(sa=("10.0.0.4",))], [TOLD], PRIVATE),
        ([], NAME, [zone(redirects=True)], [TOLD], PUBLIC),
        ([], NAME, [zone()], [replace(OWN, is_approved=False)], PUBLIC),
        ([], NAME, [zone(redirects=True)], [OWN], PUBLIC),
        ([], NAME, [zone(redirects=None)], [OWN], UNKNOWN),
        ([], NAME, [zone(sa=Unclear.ALIAS)], [OWN], UNKNOWN),
        ([], NAME, [zone(sa=("10.0.0.4",), settled=False)], [OWN], UNKNOWN),
        ([], NAME, [zone(to=HUB, sa=("10.0.0.4",))], [OWN], PUBLIC),
        ([], NAME, [Zone(BLOB, (Link(SPOKE),), None)], [], UNKNOWN),
        ([], NAME, [Zone(BLOB, None, None)], [], UNKNOWN),
        ([], "sa.queue.core.windows.net", [zone()], [], PUBLIC),
        # One that stands for the names itself
        ([], "a.contoso.com", [zone("contoso.com", a=("10.0.0.4",))], [], PRIVATE),
        ([], "a.contoso.com", [zone("contoso.com")], [], NOT),
        ([], "a.contoso.com", [zone("contoso.com", a=())], [], NOT),
        ([], "a.contoso.com", [zone("contoso.com", redirects=True)], [], NOT),
        ([], "a.b.contoso.com", [zone("contoso.com"), zone("B.contoso.com", a=("10.0.0.4",))], [], PRIVATE),
        ([], "a.contoso.com", [Zone("contoso.com", (Link(SPOKE),), None)], [], UNKNOWN),
        ([], "a.fabrikam.com", [zone("contoso.com")], [], PUBLIC),
        ([], f"sa.{BLOB}", [zone()], [], NOT),
        ([], f"sa.{BLOB}", [zone(sa=("10.0.0.4",))], [], PRIVATE),
        ([], f"sa.{BLOB}", [zone(redirects=True)], [], PUBLIC),
        ([], f"kv.{VAULT}", [zone(VAULT, kv=("10.0.0.4",))], [], PRIVATE),
        ([], NAME, [zone("blob.core.windows.net"), zone(sa=("10.0.0.4",))], [OWN], NOT),
        # What stands for many names
        ([], "*.contoso.com", [zone("contoso.com")], [], PUBLIC),
        ([], None, [zone("contoso.com")], [], PUBLIC),
        # Whose links count
        (["10.0.1.4"], "a.contoso.com", [zone("contoso.com")], [], PUBLIC),
        (["10.0.1.4"], "a.contoso.com", [zone("contoso.com", to=HUB)], [], NOT),
        (["10.9.0.4"], "a.contoso.com", [zone("contoso.com")], [], PUBLIC),
    ],
)
def test_what_a_name_may_resolve_to(seen, name, zones, endpoints, ways):
    assert resolver(*seen, zones=zones, endpoints=endpoints).for_subnet(name).ways == ways


@pytest.mark.parametrize(
    ("endpoint", "records", "ways"),
    [
        (replace(OWN, is_approved=None), {}, (Way.NOT, Way.PUBLIC)),
        (replace(TOLD, is_approved=None), {}, (Way.NOT, Way.PUBLIC)),
        (replace(TOLD, state="Failed"), {}, (Way.NOT, Way.PUBLIC)),
        (replace(TOLD, is_approved=None), {"sa": ("10.0.0.4",)}, (Way.PRIVATE, Way.PUBLIC)),
        (replace(TOLD, is_approved=False), {}, PUBLIC),
    ],
)
def test_an_endpoint_of_which_it_is_not_known_whether_it_counts_may(endpoint, records, ways):
    assert resolver(zones=[zone(**records)], endpoints=[endpoint]).for_subnet(NAME).ways == ways


def test_an_endpoint_that_could_not_be_read_may_make_a_name_an_alias_that_is_not_found():
    found = resolver(zones=[zone()], refused="It could not be read (403)").for_subnet(NAME)
    assert (found.ways, found.cause) == ((Way.NOT, Way.PUBLIC), "unreadable")
    assert (
        found.why
        == f"It could not be read (403), so whether {NAME} is an alias into private DNS zone {BLOB} is not known"
    )
    for zones in ([zone(redirects=True)], [zone(to=HUB)], []):
        assert resolver(zones=zones, refused="It could not be read (403)").for_subnet(NAME).ways == PUBLIC
    for counting in (OWN, TOLD):
        found = resolver(zones=[zone()], refused="It could not be read (403)", endpoints=[counting]).for_subnet(NAME)
        assert found.cause == "name_resolution", "decided by the other one"


@pytest.mark.parametrize(
    ("zones", "is_up"),
    [
        ([zone()], True),
        ([zone(redirects=True)], False),
        ([zone(sa=("10.0.0.4",))], False),
        ([zone(to=HUB)], False),
        ([zone("blob.core.windows.net")], False),
        ([], False),
    ],
)
def test_whether_endpoints_are_worth_reading_for_a_name(zones, is_up):
    assert resolver(zones=zones).is_up_to_endpoints(NAME) is is_up


def test_what_a_name_resolves_to_is_told_with_the_zone():
    found = resolver(zones=[zone("contoso.com", a=("10.0.0.4",))]).for_subnet("a.contoso.com")
    assert (found.addresses, found.by) == (("10.0.0.4",), ("private DNS zone contoso.com",))
    assert found.why == "private DNS zone contoso.com has it at 10.0.0.4"


@pytest.mark.parametrize(
    ("servers", "zones", "differs"),
    [
        ([], [], False),
        ([], [zone("contoso.com", to=HUB, a=("10.0.0.4",))], True),
        ([], [zone("contoso.com", a=("10.0.0.4",))], True),
        (["10.0.1.4"], [zone("contoso.com", to=HUB, a=("10.0.0.4",))], False),
        (["10.9.0.4"], [zone("contoso.com", to=HUB, a=("10.0.0.4",))], True),
        (["10.9.0.4"], [zone("contoso.com", a=("10.0.0.4",))], False),
    ],
)
def test_a_firewall_may_see_other_addresses_than_its_clients(servers, zones, differs):
    found = resolver(*servers, zones=zones).differs("a.contoso.com")
    assert found == (
        "the firewall may resolve a.contoso.com to other addresses than the subnet does" if differs else ""
    )


@pytest.mark.parametrize(
    ("servers", "firewalls", "alone"),
    [
        ([], "10.9.0.4", ("10.9.0.4",)),
        (["10.9.0.4"], "10.9.0.4", ()),
        (["10.9.0.4", "10.9.0.5"], "10.9.0.4", ()),
        (["10.9.0.4"], "10.9.0.4, 10.9.0.5", ("10.9.0.5",)),
        (["10.9.0.4"], "", ()),
        (["10.0.1.4"], "10.9.0.4", ()),
    ],
)
def test_servers_that_the_firewall_alone_asks_may_say_something_else(servers, firewalls, alone):
    found = resolver(*servers, of=firewall(servers=firewalls))
    assert found.asked_by_firewall_alone == alone and found.differs(None) == ""
    told = f"the firewall asks DNS servers {', '.join(alone)} for a.b.c, and may be told others than the subnet is"
    assert found.differs("a.b.c") == (told if alone else "")


@pytest.mark.parametrize("links", [None, (Link(SPOKE),)])
def test_what_could_not_be_read_of_a_zone_is_told(links):
    unread = Zone("contoso.com", links, None, unread="it could not be read (403)")
    found = resolver(zones=[unread]).for_subnet("a.contoso.com")
    assert (found.why, found.by, found.cause) == (
        "it could not be read (403)",
        ("private DNS zone contoso.com",),
        "name_resolution",
    )


@pytest.mark.parametrize(
    ("record", "why"),
    [(Unclear.ALIAS, "leads it to another name"), (Unclear.STRANGE, "has a record of it that is not understood here")],
)
def test_a_record_that_says_no_address_is_told(record, why):
    assert resolver(zones=[zone(sa=record)]).for_subnet(NAME).why == f"private DNS zone {BLOB} {why}"


def test_with_one_link_to_both_networks_they_see_the_same():
    both = Zone("contoso.com", (Link(SPOKE), Link(HUB)), {"a": ("10.0.0.4",)})
    assert resolver(zones=[both]).differs("a.contoso.com") == ""


def test_who_knows_nothing_takes_names_to_be_public():
    assert Resolver().for_subnet(NAME).ways == Resolver(View(), View()).for_firewall(NAME).ways == PUBLIC
