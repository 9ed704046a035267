# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The evaluator and the emulator's data plane, written apart, agree on generated surroundings.

The data plane is asked about single packets: one address of the subnet, one address of the destination. What the
evaluator says about all of them has to hold for each.
"""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.private_endpoints import PrivateEndpoint
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.private_zones import Link, Zone
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.data_sources import (
    DataSource,
    DataSources,
    SourceKind,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import FIREWALL, ResourceId
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import places, verdicts
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Landscape
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.resolution import PrivateDns
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.verdicts import Question
from ansible_collections.adx.outbound.tests.emulator.dataplane import Network, trip, visit

from .documents import CLUSTER, SUBNET, application, collection, firewall, hub, name_flow, network, spoke, table
from .generated import (
    CATEGORIES,
    CLOSED_PEER,
    FQDN_TAGS,
    IP_GROUPS,
    MANAGEMENT,
    MONITORING,
    NAMES,
    NETWORK,
    PEER,
    PRIVATE,
    SOURCES,
    TAG_DOCUMENT,
    TAGS,
    World,
)

WORLDS, CHUNKS = 2000, [pytest.param(number, marks=pytest.mark.long if number > 3 else ()) for number in range(20)]
PLACES = {
    "x.blob.core.windows.net": "AzureStorage",
    "y.queue.core.windows.net": "Extra",  # in another region than the endpoint of some worlds
    "k.vault.azure.net": "AzureKeyVault",
}
WANTED = [(name, port) for name in NAMES for port in (443, 80)] + [("e.servicebus.windows.net", 5671)]
WILD = [("*.contoso.com", 443), ("*.core.windows.net", 443), ("*.servicebus.windows.net", 5671)]
DOCUMENTED = [(one, places.MANAGEMENT) for one in MANAGEMENT] + [(one, places.HEALTH_MONITORING) for one in MONITORING]
QUESTION = Question((), (SUBNET,))
# What nobody can tell who has read everything.
HIDDEN = (
    "part of the subnet",
    "VirtualNetwork",
    "a gateway may have learned",
    "which is not this firewall",
    "may have an address in common",
)


def surroundings(world: World, *, informed: bool) -> Landscape:
    """What the evaluator reads of a world."""
    return Landscape(
        CLUSTER,
        firewall_id=ResourceId("s", "g", FIREWALL, ("fw",)),
        firewall=world.firewall,
        chain=tuple(Policy(document, tuple(groups)) for document, groups in world.chain),
        ip_groups=IP_GROUPS,
        subnet={
            "properties": {
                "serviceEndpoints": [{"service": name, "locations": regions} for name, regions, _tag in world.endpoints]
            }
        },
        virtual_network=world.network,
        hop_network=hub(),
        security_group=world.security_group,
        route_table=world.table,
        service_tags={name.lower(): tuple(prefixes) for name, prefixes in TAGS.items()} if informed else None,
    )


def truth(world: World) -> Network:
    """The same world as the data plane sees it, with everything that is never published."""
    properties = {**world.firewall["properties"]}
    if world.chain:
        properties["firewallPolicy"] = {"id": "/own"}
    return Network(
        firewall={**world.firewall, "properties": properties},
        chain=world.chain,
        ip_groups={key: list(group.addresses) for key, group in IP_GROUPS.items()},
        table=world.table,
        nsg=world.security_group,
        service_tags=TAG_DOCUMENT,
        fqdn_tags=FQDN_TAGS,
        web_categories=CATEGORIES,
        virtual_network=[NETWORK, PEER],
        closed=[CLOSED_PEER],
        tagged=world.tagged,
        endpoints=[prefix for _name, _regions, tag in world.endpoints for prefix in TAGS[tag]],
        bgp=[(prefix, "VirtualNetworkGateway") for prefix in world.learned],
    )


def trips(world: Network, address: str, port: int, name: str | None = None) -> list:
    """A trip from each kind of place in the subnet; None where another appliance or a gateway decides."""
    protocol = {443: "Https", 80: "Http"}.get(port, "Tcp") if name else "Tcp"
    return [gone(world, fqdn=name, address=address, port=port, protocol=protocol, source=one) for one in SOURCES]


def gone(world: Network, **asked):
    try:
        return trip(world, **asked)
    except ValueError as error:
        assert "is unknown" in str(error)
        return None


def holds(outcome: str, gone: list) -> bool:
    """A verdict about the whole subnet: allowed means from everywhere, blocked from some part of it."""
    if outcome == "allowed":
        return all(one and one.passes for one in gone)
    return outcome == "cannot_tell" or any(one and not one.passes for one in gone)


def seeds(chunk: int) -> range:
    return range(chunk * WORLDS // len(CHUNKS), (chunk + 1) * WORLDS // len(CHUNKS))


@pytest.mark.parametrize("chunk", CHUNKS)
def test_whoever_knows_little_is_never_wrong(chunk):
    told = asked = 0
    for seed in seeds(chunk):
        world = World(seed, certain=False)
        real, seen = truth(world), surroundings(world, informed=False)
        found = {(name, port): trips(real, NAMES[name], port, name) for name, port in WANTED}
        for name, port in WANTED:
            if world.is_led_astray(NAMES[name]):
                continue
            verdict = verdicts.dependency(name_flow(name, port, PLACES.get(name, "")), QUESTION, seen).verdict
            asked, told = asked + 1, told + (verdict.outcome != "cannot_tell")
            assert holds(verdict.outcome, found[name, port]), (seed, name, port, verdict, found[name, port])
        for wildcard, port in WILD:
            verdict = verdicts.dependency(name_flow(wildcard, port), QUESTION, seen).verdict
            for name in (one for one in NAMES if one.endswith(wildcard[1:]) and not world.is_led_astray(NAMES[one])):
                assert holds(verdict.outcome, found[name, port]), (seed, wildcard, name, port, verdict)
    assert told > 0.4 * asked, "it would be easy never to tell anything"


@pytest.mark.parametrize("chunk", CHUNKS)
def test_whoever_knows_everything_tells_and_names_the_same_rule(chunk):
    for seed in seeds(chunk):
        world = World(seed, certain=True)
        real, seen = truth(world), surroundings(world, informed=True)
        flows = [(name_flow(name, port, addresses=(NAMES[name],)), name) for name, port in WANTED]
        flows += [(Flow(443, "TCP", addresses=(address,)), None) for address in PRIVATE]
        for flow, name in flows:
            found = verdicts.dependency(flow, QUESTION, seen)
            went = trips(real, flow.addresses[0], flow.port, name)
            assert found.verdict.outcome != "cannot_tell" or any(one in found.verdict.why for one in HIDDEN), (
                seed,
                found,
            )
            assert holds(found.verdict.outcome, went), (seed, found, went)
            in_one_place = {one and one.where for one in went} == {"firewall"} and len({one.by for one in went}) == 1
            if in_one_place and not found.firewall.is_open:
                assert found.firewall.by == (went[0].by or ()), (seed, found)


@pytest.mark.parametrize("informed", [False, True], ids=["little", "everything"])
@pytest.mark.parametrize("chunk", CHUNKS)
def test_documented_addresses_come_in_and_are_answered_as_told(chunk, informed):
    told = asked = 0
    for seed in seeds(chunk):
        world = World(seed, certain=True)
        real, seen = truth(world), surroundings(world, informed=informed)
        for address, purpose in DOCUMENTED:
            verdict = verdicts.address(address, purpose, QUESTION, seen).verdict
            came = [visit(real, source=address, destination=one, port=443) for one in SOURCES]
            asked, told = asked + 1, told + (verdict.outcome != "cannot_tell")
            assert holds(verdict.outcome, came), (seed, address, verdict, came)
    assert told > 0.4 * asked


# By name: what it resolves to for the subnet, and for a firewall that looks it up itself.
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


def test_packets_of_one_family_have_no_use_for_the_addresses_of_the_other():
    both = Zone(PLAIN_ZONE, (Link(SPOKE),), {"sa": (NEAR[1][0], "fd00::5")})
    assert (judged([both]).verdict.outcome, judged([both]).flow.fqdn) == ("allowed", NAME)
    alone = Zone(PLAIN_ZONE, (Link(SPOKE),), {"sa": ("fd00::5",)})
    assert judged([alone]).verdict.outcome == "denied"


ENDPOINT = resource_ids.key(str(ResourceId("s", "g", resource_ids.PRIVATE_ENDPOINT, ("pe",))))
ENDS = {"name": "ends", "properties": {"addressPrefix": "10.20.9.0/24", "privateEndpoints": [{"id": ENDPOINT}]}}


@pytest.mark.parametrize(
    ("endpoint", "outcome", "cause"),
    [
        (PrivateEndpoint("pe", ("10.20.9.4",), True), "allowed", ""),
        (PrivateEndpoint("pe", ("10.20.9.4",), False), "denied", ""),
        (PrivateEndpoint("pe", ("10.20.9.4",), None), "cannot_tell", "unknown_member"),
        (PrivateEndpoint("pe", ("10.20.9.4",), True, state="Updating"), "cannot_tell", "not_settled"),
        (None, "cannot_tell", "unreadable"),
    ],
)
def test_whether_an_endpoint_carries_anything_decides_where_nothing_else_does(endpoint, outcome, cause):
    near = spoke()
    near["properties"]["subnets"] = [ENDS]
    landscape = Landscape(
        CLUSTER, subnet={"name": "snet"}, virtual_network=near, private_endpoints={ENDPOINT: endpoint}
    )
    found = verdicts.dependency(Flow(443, "TCP", addresses=("10.20.9.4",)), QUESTION, landscape).verdict
    assert (found.outcome, found.cause) == (outcome, cause) and (found.why or outcome == "allowed")
    beside = verdicts.dependency(Flow(443, "TCP", addresses=("10.20.8.4",)), QUESTION, landscape).verdict
    assert beside.outcome == "allowed"


def test_no_service_endpoint_or_route_for_a_tag_takes_a_private_address():
    tagged = judged([zone(PLAIN_ZONE, [SPOKE], FAR)], routes=(DEFAULT, ("t", "Storage", "Internet")))
    assert (tagged.verdict.outcome, tagged.hop.route) == ("no_match", "out")
    assert judged(routes=(DEFAULT, ("t", "Storage", "Internet"))).hop.route == "t"


@pytest.mark.parametrize(("told", "why"), [("a", "It may not be read"), ("b", "")])
def test_of_what_could_not_be_read_nobody_can_tell_and_the_reason_is_that_of_the_gap(told, why):
    known = DataSources((DataSource(SourceKind.EVENT_HUB, "a", gap="It may not be read"),))
    landscape = Landscape(CLUSTER, firewall=firewall(), subnet={"name": "snet"}, data_sources=known)
    found = verdicts.dependency(Flow(0, "TCP", unread=told), QUESTION, landscape)
    for one in (found.verdict, found.firewall, found.security_group, found.way):
        assert (one.outcome, one.why, one.cause, one.by) == ("cannot_tell", why, "sources_unread", ())
    assert not found.is_stopped and found.as_option()["next_hop"]["type"] == "Unknown"
    assert verdicts.dependency(Flow(0, "TCP", unread="a"), QUESTION, Landscape(CLUSTER)).verdict.why == ""
