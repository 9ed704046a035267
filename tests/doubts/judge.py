# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the judge says of a world of which something is hidden, and whether the data plane bears it out."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from ansible_collections.adx.outbound.plugins.module_utils._arm.read import landscape
from ansible_collections.adx.outbound.plugins.module_utils._arm.read.reader import Reader
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import verdicts
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow, Verdict
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Landscape
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.verdicts import Question
from ansible_collections.adx.outbound.tests.emulator.dataplane import ask
from ansible_collections.adx.outbound.tests.emulator.worlds import CLUSTER_ID
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.doors import HIDDEN, Doors
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import Clock

COMPLETIONS, REGION = 20, "westus"
LISTED = ("/rulecollectiongroups/", "/hubvirtualnetworkconnections/", "/routingintent/")


@dataclass(frozen=True)
class Opinion:
    """The verdict, and the completions that speak against it: none where it holds."""

    verdict: Verdict
    against: tuple[str, ...]


def opinion(doubt, seed):
    """Judge a doubt and hold the verdict against completions of it."""
    verdict = judge(doubt)
    if verdict.is_open:
        answers = {ask(world, doubt.question).passes for world in doubt.worlds()}
        return Opinion(verdict, () if len(answers) == 2 else (f"every completion says {answers}",))
    random = Random(seed)
    trips = [ask(doubt.complete(random), doubt.question) for _number in range(COMPLETIONS)]
    trips += [ask(world, doubt.question) for world in doubt.worlds()]
    return Opinion(verdict, tuple(str(trip) for trip in trips if trip.passes == verdict.blocked)[:1])


def judge(doubt):
    """The verdict about the question of a doubt, from what can be read."""
    asked = doubt.question
    flow = Flow(asked.port, asked.protocol, fqdn=asked.fqdn)
    sources = asked.sources or tuple(_subnet(doubt, asked.subnet))
    known = read(doubt)
    return verdicts.dependency(flow, Question((flow,), sources), known).verdict


def read(doubt):
    """The landscape, by the reader that a check has."""
    asked, doors = doubt.question, Doors()
    for id_, document in _parts(doubt.documents):
        doors.put(id_, document)
    for id_ in doubt.hidden:
        doors.put(id_, HIDDEN)
        if any(kind in id_.lower() for kind in LISTED):
            doors.put(id_.rpartition("/")[0], HIDDEN)  # who may not read one of them may not list them either
    reader = Reader(doors, Clock().patience())
    around = Landscape(
        resource_ids.parse(CLUSTER_ID),
        resource_ids.parse(asked.firewall),
        subnet_id=resource_ids.parse(asked.subnet),
    )
    return landscape.look(reader, around, service_tags_of=REGION)


def _parts(documents):
    """Every document, the subnets in networks, and as lists the groups of a policy and what a virtual hub has."""
    groups = {}
    for key, document in documents.items():
        yield document.get("id") or key, document
        for subnet in (document.get("properties") or {}).get("subnets") or ():
            if subnet.get("name"):
                yield f"{key}/subnets/{subnet['name']}", subnet
        if "/servicetags/" in key:
            yield f"{key.partition('/servicetags/')[0]}/locations/{REGION}/servicetags", document
        if any(kind in key for kind in LISTED):
            groups.setdefault(key.rpartition("/")[0], []).append(document)
    yield from groups.items()


def _subnet(doubt, subnet):
    network, _slash, name = subnet.rpartition("/subnets/")
    for item in doubt.documents[network.lower()]["properties"]["subnets"]:
        if item["name"].lower() == name.lower():
            properties = item["properties"]
            yield from properties.get("addressPrefixes") or [properties["addressPrefix"]]
