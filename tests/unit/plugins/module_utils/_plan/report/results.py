# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results that reports are made of, as modules return them, and ways to look at what was made."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

from ansible_collections.adx.outbound.plugins.module_utils._plan.check import portrait
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.check import check
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import absent, present, slices
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.causes import Problem
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.leaving import Leaving, Way
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.lines import Fate, Line
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.model import Change, Report
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.overview import Overview
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.picture import Path, Station
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.resources import Resource
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.rows import Address, Destination, Group
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.shared import Shared
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Landscape
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.verdicts import Question
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict import documents

FORMS = ("html", "md", "json")
EVERY_FORM = (*FORMS, "sarif")
NOW, LATER = "2026-11-24T17:00:00Z", "2026-11-25T17:00:00Z"
# Of each form when it is made, and when later: people may be told it in words.
TIMES = {"html": ("Tuesday", "Wednesday"), "md": ("Tuesday", "Wednesday"), "json": (NOW, LATER), "sarif": (NOW, LATER)}
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
GOOD = Landscape(
    world.CLUSTER,
    firewall_id=world.FIREWALL,
    firewall=allowing(*HOSTS),
    subnet={"id": str(world.SUBNET), **world.subnet()},
    virtual_network=documents.spoke(),
    hop_network=documents.hub(),
    security_group=documents.security_group(OPEN_IN),
    route_table=documents.table(DEFAULT, PAST),
)


def checked(**changes):
    found = replace(GOOD, **changes)
    return {**check(QUESTION, found).as_option(), "about": portrait.of(QUESTION, found, "westus")}


def planned(state="present", **known):
    planner = present if state == "present" else absent
    plan = planner.plan(Request(state=state, default_route="manage"), world.landscape(table=world.table(), **known))
    written = slices.of(plan)
    told = {"changes": slices.changes(written), "plan_hash": world.plan_hash(plan)}
    return json.loads(json.dumps({**plan.as_option(), "findings": [], **told}))


def spoiled(value):
    """The same result with a hostile text in the place of every name."""
    if isinstance(value, dict):
        kept = (
            "verdict",
            "severity",
            "state",
            "type",
            "next_hop_type",
            "kind",
            "plan_hash",
            "edition",
            "id",
            "purpose",
        )
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


LOST = "Cluster lost in resource group rg-adx was not found; give its name or id as Azure has it."
GATE = "login.live.com:443 would be blocked, so nothing was routed."
RULES = {
    "resource": "firewall fw in resource group rg-hub",
    "id": str(world.FIREWALL),
    "part": "rules",
    "certain": True,
    "taken_back": False,
}


def named(value, name):
    """The same result of a cluster with this name."""
    text = json.dumps(value)
    return json.loads(re.sub(r"\bc1\b", name, text))


def cluster(name, changes=None, **told):
    """A cluster in the result of a call; `changes` are those of its surroundings, where something was judged."""
    check = named(checked(**changes), name) if changes is not None else None
    found = {"summary": counted(check), "findings": check["findings"]} if check else {"summary": {}, "findings": []}
    return {
        "cluster": name,
        "id": str(world.CLUSTER).replace("/c1", f"/{name}"),
        "state": "present",
        "changed": True,
        "failed": False,
        "msg": "",
        "code": "",
        "stopped": False,
        "pending": ["rules", "routes"],
        "accepted": [],
        **found,
        "plan": named(planned(), name),
        "check": check,
        **told,
    }


def counted(check):
    return {"dependencies": dict(Counter(one["verdict"] for one in check["dependencies"]))}


def lost(name="lost"):
    """One that failed before it was planned."""
    nothing = {"plan": None, "check": None, "pending": [], "changed": False}
    return cluster(name, failed=True, msg=LOST, code="not_found", **nothing)


def gated(name="gated"):
    return cluster(name, failed=True, msg=GATE, code="would_be_blocked", stopped=True)


def result(*clusters, **told):
    parts = {one["id"].lower(): {"accept": []} for one in clusters if one["plan"]}
    written = [{**RULES, "clusters": [one["id"] for one in clusters if one["pending"]]}]
    made = {"changed": True, "mode": "run", "plan_hash": "ab" * 44, "parts": parts, "clusters": [*clusters]}
    return {**made, "written": written, **told}


FLEET = (cluster("fine", {}), cluster("good", {}), lost(), gated())


# A report with something of everything, and one with nothing that need not be there.
DESTINATION = Destination(("a.example.com", "b.example.com"), 443, "bad", "blocked", "no rule", "through", "why so")
PROBLEM = Problem(
    "bad", "error", "no_rule", "a", "The message", "The remedy", ("a.example.com:443",), "no-rule-a", "https://docs/x#y"
)
NOTE = Problem("aside", "info", "a_note", "b", "The note", "Nothing", (), "a-note-b", "")
WIDE = Problem("open", "warning", "broad_allow", "c", "All of it", "Narrow it", (), "broad-allow-c", "")
REPORT = Report(
    title="The title",
    ending="Preview",
    told="nothing has been written",
    state="bad",
    headline="The headline",
    lead="The lead",
    remedy="The first remedy",
    cause="no-rule-a",
    accepted=("a_risk: It may happen.",),
    facts=(("Asked for", "Look only"),),
    counts=(("destinations allowed", 1, "good"), ("errors", 0, "aside")),
    path=Path(
        (
            Station("Cluster", "c1", "subnet", "good"),
            Station("Firewall", "fw", "ok", "good"),
            Station("Destinations", "needs", "1 of 1", "open"),
        ),
        Station("Management", "2", "past", "good"),
    ),
    problems=(PROBLEM, NOTE, WIDE),
    leaving=Leaving(
        (WIDE,), (Way("open", "1 wildcard", "It allows much.", ("*.example.com",)),), (), ("The rest of the world.",)
    ),
    changing="What would change",
    changes=(Change("firewall fw", ((" ", "stays"), ("-", "goes"), ("+", "comes"), ("+", "too"))),),
    groups=(Group("Storage", (DESTINATION, replace(DESTINATION, names=("c.example.com",), note="", state="good"))),),
    addresses=(Address("1.2.3.4", "management", "good", "allowed", "straight"),),
    routes=(("r1", "0.0.0.0/0", "to the firewall"),),
    resources=(
        Resource("Cluster", "c1", "/subscriptions/s/c1", "https://portal.example/#resource/subscriptions/s/c1"),
    ),
    queries=(("A query", "T | take 1\n"),),
    plan_hash="abc",
    failure="The failure",
    when="Tuesday",
    version="1",
)
NOTHING = replace(
    REPORT,
    remedy="",
    cause="",
    accepted=(),
    leaving=None,
    resources=(),
    facts=(),
    counts=(),
    path=None,
    problems=(),
    changes=None,
    groups=(),
    addresses=(),
    routes=(),
    queries=(),
    plan_hash="",
    failure="",
    when="",
    version="",
)


# One cluster that is well, with a report of its own, and one that failed before anything was known of it.
FINE = Line(
    id="/x/fine",
    label="fine",
    region="westus",
    asked="present",
    state="good",
    outcome=Fate.LOCKED,
    changed=True,
    concerned=("rules", "routes"),
    verdicts=(("allowed", 2, "good"), ("blocked", 0, "bad"), ("unknown", 1, "open")),
    worst="",
    failure="",
    code="",
    report=replace(NOTHING, state="open", headline="Its headline", lead="Its lead", failure="Its failure"),
)
BROKEN = Line(
    id="/x/broken",
    label="broken",
    region="unknown",
    asked="present",
    state="bad",
    outcome=Fate.FAILED,
    changed=False,
    concerned=(),
    verdicts=(),
    worst="The reason",
    failure="The reason",
    code="not_found",
    report=None,
)
MANY = Overview(
    title="Outgoing traffic of 2 clusters",
    ending="Preview stopped",
    told="nothing has been written",
    tone="bad",
    state="bad",
    headline="The headline",
    lead="The lead",
    mode="preview",
    plan_hash="abc",
    parts={},
    facts=(("Asked for", "Much"),),
    counts=(("cluster locked down", 1, "good"), ("cluster failed", 1, "bad")),
    clusters=(BROKEN, FINE),
    remedy="Its remedy",
    cause="no-rule-a",
    accepted=("a_risk (fine)",),
    causes=(Shared(PROBLEM, ("fine",)), Shared(NOTE, ("fine", "broken"))),
    when="Tuesday",
    version="1",
)


# What modules return, as small as a report can be made of.
PLAN = {
    "state": "present",
    "cluster": {"id": "/x/clusters/c1"},
    "region": "westus",
    "edition": "2024",
    "subnet": {"name": "snet", "virtual_network_name": "vnet", "address_prefixes": ["10.20.1.0/24", "10.20.2.0/24"]},
    "route_table": {"name": "rt"},
    "firewall": {"name": "fw", "private_address": "10.0.1.4", "kind": "policy"},
    "rule_collections": [{"name": "ours"}],
    "changes": [{"resource": "firewall fw", "before": "a\nb\nc\nd\ne\nf", "after": "a\nb\nc\nx\nd\ne\nf"}],
    "plan_hash": "ab",
}
FOUND = {
    "cluster": "c1",
    "region": "westus",
    "injected": True,
    "subnet": {"name": "snet", "virtual_network": "vnet", "prefixes": ["10.20.1.0/24"]},
    "security_group": "nsg",
    "route_table": {"name": "rt", "routes": []},
    "firewall": {"name": "fw", "kind": "hub", "private_address": "10.0.1.4", "policies": []},
    "sources": ["10.20.1.0/24"],
    "collections": ["ours"],
    "unread": [],
}


def judged(verdict="allowed", **told):
    by = ["ours", "rule"]
    allowed = {"verdict": "allowed", "by": by}
    found = {"category": "AzureStorage", "fqdn": "a.example.com", "port": 443, "verdict": verdict, "by": by, "why": ""}
    hop = {"type": "VirtualAppliance", "address": "10.0.1.4"}
    return {**found, "firewall": allowed, "security_group": {"verdict": "allowed", "by": []}, "next_hop": hop, **told}


def finding(severity="error", code="x"):
    return {"severity": severity, "code": code, "subject": "s", "message": "m", "remedy": "r"}


def check_of(*dependencies, findings=(), addresses=(), **about):
    found = {"dependencies": list(dependencies), "findings": list(findings), "addresses": list(addresses)}
    return {**found, "about": {**FOUND, **about}}
