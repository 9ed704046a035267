# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The evaluator and the emulator's data plane, written apart, agree on generated surroundings.

The data plane is asked about single packets: one address of the subnet, one address of the destination. What the
evaluator says about all of them has to hold for each.
"""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.egress import judgement
from ansible_collections.adx.outbound.plugins.module_utils._plan.egress.flows import Flow
from ansible_collections.adx.outbound.plugins.module_utils._plan.egress.judgement import Question, Surroundings
from ansible_collections.adx.outbound.plugins.module_utils._plan.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.resource_ids import FIREWALL, ResourceId
from ansible_collections.adx.outbound.tests.emulator.dataplane import Network, trip

from .documents import SUBNET, name_flow
from .generated import CATEGORIES, FQDN_TAGS, IP_GROUPS, NAMES, NETWORK, SOURCES, TAG_DOCUMENT, TAGS, World

WORLDS, CHUNKS = 2000, 20
ENDPOINT_PREFIXES = {"Microsoft.Storage": TAGS["Storage"], "Microsoft.KeyVault": TAGS["AzureKeyVault"]}
PLACES = {
    "x.blob.core.windows.net": "AzureStorage",
    "y.queue.core.windows.net": "AzureStorage",
    "k.vault.azure.net": "AzureKeyVault",
}
WANTED = [(name, port) for name in NAMES for port in (443, 80)] + [("e.servicebus.windows.net", 5671)]
WILD = [("*.contoso.com", 443), ("*.core.windows.net", 443), ("*.servicebus.windows.net", 5671)]


def surroundings(world: World, *, informed: bool) -> Surroundings:
    """What the evaluator reads of a world."""
    return Surroundings(
        firewall_id=ResourceId("s", "g", FIREWALL, ("fw",)),
        firewall=world.firewall,
        chain=tuple(Policy(document, tuple(groups)) for document, groups in world.chain),
        ip_groups=IP_GROUPS,
        subnet={"properties": {"serviceEndpoints": [{"service": name} for name in world.endpoints]}},
        virtual_network={"properties": {"addressSpace": {"addressPrefixes": [NETWORK]}}},
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
        ip_groups={key: list(value) for key, value in IP_GROUPS.items()},
        table=world.table,
        nsg=world.security_group,
        service_tags=TAG_DOCUMENT,
        fqdn_tags=FQDN_TAGS,
        web_categories=CATEGORIES,
        virtual_network=[NETWORK],
        endpoints=[prefix for name in world.endpoints for prefix in ENDPOINT_PREFIXES[name]],
    )


def trips(world: Network, name: str, port: int) -> list:
    """A trip from each kind of place in the subnet."""
    protocol = {443: "Https", 80: "Http"}.get(port, "Tcp")
    return [trip(world, fqdn=name, address=NAMES[name], port=port, protocol=protocol, source=one) for one in SOURCES]


def judged(world: World, flow: Flow, *, informed: bool) -> judgement.Judged:
    return judgement.dependency(flow, Question((flow,), (SUBNET,)), surroundings(world, informed=informed))


def holds(outcome: str, gone: list) -> bool:
    """A verdict about the whole subnet: allowed means from everywhere, blocked from some part of it."""
    passed = [one.passes for one in gone]
    return all(passed) if outcome == "allowed" else not all(passed) if outcome in ("denied", "no_match") else True


def seeds(chunk: int) -> range:
    return range(chunk * WORLDS // CHUNKS, (chunk + 1) * WORLDS // CHUNKS)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_whoever_knows_little_is_never_wrong(chunk):
    told = 0
    for seed in seeds(chunk):
        world = World(seed, certain=False)
        real = truth(world)
        for name, port in WANTED:
            if world.is_led_astray(NAMES[name]):
                continue
            verdict = judged(world, name_flow(name, port, PLACES.get(name, "")), informed=False).verdict
            told += verdict.outcome != "cannot_tell"
            gone = trips(real, name, port)
            assert holds(verdict.outcome, gone), (seed, name, port, verdict, gone)
    assert told > 0.4 * len(seeds(chunk)) * len(WANTED), "it would be easy never to tell anything"


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_whoever_knows_everything_always_tells_and_names_the_same_rule(chunk):
    for seed in seeds(chunk):
        world = World(seed, certain=True)
        real = truth(world)
        for name, port in WANTED:
            flow = name_flow(name, port, addresses=(NAMES[name],))
            found = judged(world, flow, informed=True)
            gone = trips(real, name, port)
            assert found.verdict.outcome != "cannot_tell" or "part of the subnet" in found.verdict.why, (seed, flow)
            assert holds(found.verdict.outcome, gone), (seed, name, port, found, gone)
            deciding = {one.by for one in gone if one.where == "firewall"}
            if len(deciding) == 1 and {one.where for one in gone} == {"firewall"}:
                assert found.firewall.by == (deciding.pop() or ()), (seed, name, port, found)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_verdict_about_a_wildcard_holds_for_every_name_below_it(chunk):
    for seed in seeds(chunk):
        world = World(seed, certain=False)
        real = truth(world)
        for wildcard, port in WILD:
            verdict = judged(world, name_flow(wildcard, port), informed=False).verdict
            for name in (one for one in NAMES if one.endswith(wildcard[1:]) and not world.is_led_astray(NAMES[one])):
                gone = trips(real, name, port)
                assert holds(verdict.outcome, gone), (seed, wildcard, name, port, verdict, gone)
