# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results that reports are made of, as modules return them, and ways to look at what was made."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser

from ansible_collections.adx.outbound.plugins.module_utils._plan.check import portrait
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.check import check
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import absent, present, slices
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.verdicts import Question, Surroundings
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict import documents

FORMS = ("html", "md", "json")
HOSTILE = "</style></title>--><script>alert(1)</script>`|\n**x** [y](z) \x00"
HOSTS = ("a.contoso.com", "b.contoso.com")
DEFAULT = ("to-hub", "0.0.0.0/0", "VirtualAppliance", "10.0.1.4")
PAST = ("ADX_Management", "13.64.38.225/32", "Internet")
QUESTION = Question(
    tuple(Flow(443, "Https", fqdn=name, category="AzureStorage") for name in HOSTS),
    (documents.SUBNET,),
    management=("13.64.38.225",),
    collections=frozenset({"adx-c1-westus-application"}),
)
OPEN_IN = documents.security_rule("adx", 100, "Allow", "Inbound", source="Internet", ports="443")


def allowing(*names):
    rule = documents.application("Storage-443", to=list(names))
    return documents.firewall(applications=[documents.collection("adx-c1-westus-application", 1000, "Allow", rule)])


STOPPED = {**allowing(*HOSTS), "properties": {**allowing(*HOSTS)["properties"], "ipConfigurations": []}}
GOOD = Surroundings(
    firewall_id=world.FIREWALL,
    firewall=allowing(*HOSTS),
    cluster="c1",
    subnet={"id": str(world.SUBNET), **world.subnet()},
    virtual_network=documents.virtual_network("10.20.0.0/16"),
    security_group=documents.security_group(OPEN_IN),
    route_table=documents.table(DEFAULT, PAST),
)


def checked(**changes):
    found = replace(GOOD, **changes)
    return {**check(QUESTION, found).as_option(), "about": portrait.of(QUESTION, found, "westus")}


def planned(state="present", **known):
    planner = present if state == "present" else absent
    plan = planner.plan(Request(state=state, default_route="manage"), world.facts(table=world.table(), **known))
    written = slices.of(plan)
    told = {"changes": slices.changes(written), "plan_hash": world.plan_hash(plan)}
    return json.loads(json.dumps({**plan.as_option(), **told}))


def spoiled(value):
    """The same result with a hostile text in the place of every name."""
    if isinstance(value, dict):
        kept = ("verdict", "severity", "state", "type", "next_hop_type", "kind", "plan_hash", "edition", "id")
        return {name: item if name in kept else spoiled(item) for name, item in value.items()}
    if isinstance(value, list):
        return [spoiled(item) for item in value]
    return f"{HOSTILE}{value}" if isinstance(value, str) else value


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its texts."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)
