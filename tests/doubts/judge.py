# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the judge says of a world of which something is hidden, and whether the data plane bears it out."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from ansible_collections.adx.outbound.plugins.module_utils._arm.read import besides, landscape
from ansible_collections.adx.outbound.plugins.module_utils._arm.read.reader import Reader
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.check import check
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import verdicts
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow, Verdict
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Landscape
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.verdicts import Question
from ansible_collections.adx.outbound.tests.emulator.dataplane import ask
from ansible_collections.adx.outbound.tests.emulator.dataplane.resolution import is_address
from ansible_collections.adx.outbound.tests.emulator.worlds import CLUSTER_ID
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.doors import HIDDEN, Doors
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import Clock

COMPLETIONS, REGION = 20, "westus"
# Types whose lists are read, below a resource or in a subscription.
BELOW = ("virtualnetworklinks", "a", "cname", "hubvirtualnetworkconnections", "hubroutetables", "routingintent")
TOPS = ("privatednszones", "privateendpoints")


@dataclass(frozen=True)
class Opinion:
    """The verdict, and the completions that speak against it: none where it holds."""

    verdict: Verdict
    against: tuple[str, ...]


def opinion(doubt, seed):
    """Judge a doubt and hold the verdict against completions of it: what is beyond the firewall is not in a verdict."""
    verdict = judge(doubt)
    if verdict.is_open:
        answers = {ask(world, doubt.question).is_let_through for world in doubt.worlds()}
        return Opinion(verdict, () if len(answers) == 2 else (f"every completion says {answers}",))
    random = Random(seed)
    trips = [ask(doubt.complete(random), doubt.question) for _number in range(COMPLETIONS)]
    trips += [ask(world, doubt.question) for world in doubt.worlds()]
    return Opinion(verdict, tuple(str(trip) for trip in trips if trip.is_let_through == verdict.blocked)[:1])


def judge(doubt):
    """The verdict about the question of a doubt, from what can be read."""
    asked = _question(doubt)
    return verdicts.dependency(asked.flows[0], asked, read(doubt)).verdict


def findings(doubt):
    """The codes of what a check finds about the same; of the addresses that are seen outside, with whose they are."""
    seen, question, doors = read(doubt), _question(doubt), _doors(doubt)
    names = [flow.fqdn for flow in question.flows if flow.fqdn]
    around = besides.read(doors, Clock().patience(), seen, names=names, subnet=seen.subnet_id)
    found = check(question, seen.beside(around)).findings
    gateway = {one for one in found if one.code == "new_source_address" and "NAT gateway" in one.message}
    return {f"{one.code} by a NAT gateway" if one in gateway else one.code for one in found}


def _question(doubt):
    asked = doubt.question
    to = {"addresses": (asked.fqdn,)} if is_address(asked.fqdn) else {"fqdn": asked.fqdn}
    sources = asked.sources or tuple(_subnet(doubt, asked.subnet))
    return Question((Flow(asked.port, asked.protocol, **to),), sources)


def read(doubt):
    """The landscape, by the reader that a check has."""
    asked, reader = doubt.question, Reader(_doors(doubt), Clock().patience())
    around = Landscape(
        resource_ids.parse(CLUSTER_ID),
        resource_ids.parse(asked.firewall),
        subnet_id=resource_ids.parse(asked.subnet),
    )
    return landscape.look(reader, around, service_tags_of=REGION, needed=_question(doubt).flows)


def _doors(doubt):
    """A login that sees what is not hidden."""
    doors = Doors()
    for id_, document in _parts(doubt.documents):
        doors.put(id_, document)
    for id_ in doubt.hidden:
        doors.put(id_, HIDDEN)
        if "/rulecollectiongroups/" in id_.lower():
            doors.put(id_.rpartition("/")[0], HIDDEN)  # who may not read one of them may not list them either
        for path in _lists(id_, id_.split("/")[-2].lower()):
            doors.put(path, HIDDEN)
    return doors


def _parts(documents):
    """Every document, the subnets in networks, and the groups of a policy as a list."""
    groups = {}
    for key, document in documents.items():
        yield document.get("id") or key, document
        for subnet in (document.get("properties") or {}).get("subnets") or ():
            if subnet.get("name"):
                yield f"{key}/subnets/{subnet['name']}", subnet
        if "/servicetags/" in key:
            yield f"{key.partition('/servicetags/')[0]}/locations/{REGION}/servicetags", document
        if "/rulecollectiongroups/" in key:
            groups.setdefault(key.rpartition("/")[0], []).append(document)
        for path in _lists(key, str(document.get("type", "")).lower().rpartition("/")[2]):
            groups.setdefault(path, []).append(document)
    yield from groups.items()


def _lists(id_, kind):
    """The paths of the lists that a resource is in."""
    above, name = id_.lower().rpartition("/")[0].rpartition("/")[::2]
    if kind in BELOW:
        yield f"{above}/{name}"
    if kind in ("a", "cname"):
        yield f"{above}/all"
    if kind in TOPS:
        yield f"{above}/{name}"
        yield f"{id_.lower().partition('/resourcegroups/')[0]}/providers/microsoft.network/{name}"


def _subnet(doubt, subnet):
    network, _slash, name = subnet.rpartition("/subnets/")
    for item in doubt.documents[network.lower()]["properties"]["subnets"]:
        if item["name"].lower() == name.lower():
            properties = item["properties"]
            yield from properties.get("addressPrefixes") or [properties["addressPrefix"]]
