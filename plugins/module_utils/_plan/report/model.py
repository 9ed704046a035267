# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report says, in plain words and before any format: made from the results of the check and of the plan."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..values.words import FirewallKind
from . import kql, picture, words
from .picture import Path
from .words import ASIDE, BAD, GOOD, OPEN

_KEPT = 2  # lines around a change


@dataclass(frozen=True)
class Destination:
    """What the cluster must reach, and by the same rule and way: whether it does, what decides, where traffic goes."""

    names: tuple[str, ...]
    port: int
    state: str
    verdict: str
    rule: str
    way: str
    note: str


@dataclass(frozen=True)
class Group:
    """Destinations of one kind."""

    name: str
    destinations: tuple[Destination, ...]

    @property
    def count(self) -> int:
        """How many names there are."""
        return sum(len(one.names) for one in self.destinations)


@dataclass(frozen=True)
class Address:
    """A documented address that connects to the cluster, and whether the answers find their way back."""

    address: str
    purpose: str
    state: str
    verdict: str
    way: str


@dataclass(frozen=True)
class Problem:
    """A finding, and what to do about it."""

    state: str
    severity: str
    code: str
    subject: str
    message: str
    remedy: str


@dataclass(frozen=True)
class Change:
    """What a run changes in one resource: lines that come (`+`), go (`-`) or stay around them (a blank)."""

    resource: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Report:
    """Everything a report says. `changes` is None where no plan was made, `path` where nothing was looked at.

    `failure` is why the run failed, `mode` whether it was a preview, and `parts` what stands for the plan.
    """

    title: str
    state: str
    headline: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, int, str], ...]
    path: Path | None
    problems: tuple[Problem, ...]
    changes: tuple[Change, ...] | None
    groups: tuple[Group, ...]
    addresses: tuple[Address, ...]
    routes: tuple[tuple[str, str, str], ...]
    queries: tuple[tuple[str, str], ...]
    plan_hash: str
    failure: str = ""
    mode: str = ""
    parts: Mapping[str, Any] = field(default_factory=dict)
    when: str = ""
    version: str = ""


def report(
    checked: Mapping[str, Any],
    plan: Mapping[str, Any] | None = None,
    *,
    when: str = "",
    version: str = "",
    failure: str = "",
    accept: Iterable[str] = (),
) -> Report:
    """Return the report about a check, a plan or both; `accept` has the words of the risks that were accepted."""
    about = checked.get("about") or _about(plan or {})
    state, headline, lead = _headline(checked, about, plan)
    if failure and (state != BAD or not checked.get("about")):
        state, headline, lead = BAD, *words.FAILED
    return Report(
        title=f"Outgoing traffic of cluster {about['cluster']}",
        state=state,
        headline=headline,
        lead=lead,
        facts=tuple(_facts(about, plan, ", ".join(accept))),
        counts=_counts(checked),
        path=picture.path(checked, about) if checked.get("about") else None,
        problems=tuple(_problem(one) for one in checked.get("findings") or ()),
        changes=None if plan is None else tuple(_change(one) for one in plan.get("changes") or ()),
        groups=_groups(checked.get("dependencies") or (), about),
        addresses=tuple(_address(one, about) for one in checked.get("addresses") or ()),
        routes=tuple(_route(one, about) for one in (about.get("route_table") or {}).get("routes") or ()),
        queries=() if _is_appliance(about) else kql.queries(about["collections"], about["sources"]),
        plan_hash=str((plan or {}).get("plan_hash") or ""),
        failure=failure,
        when=when,
        version=version,
    )


def _about(plan: Mapping[str, Any]) -> dict[str, Any]:
    """A removal is not checked at its end, so the plan alone tells what it is about."""
    subnet = plan["subnet"] or {}
    return {
        "cluster": str(plan["cluster"]["id"]).rpartition("/")[2],
        "region": plan["region"],
        "injected": plan["cluster"].get("injected", True),
        "subnet": {**subnet, "virtual_network": subnet["virtual_network_name"], "prefixes": subnet["address_prefixes"]}
        if subnet
        else None,
        "route_table": {"name": plan["route_table"]["name"], "routes": []} if plan["route_table"] else None,
        "firewall": {**_through(plan), "public_addresses": [], "policies": []},
        "sources": subnet.get("address_prefixes") or [],
        "collections": [one["name"] for one in plan["rule_collections"]],
        "unread": [],
    }


def _through(plan: Mapping[str, Any]) -> Mapping[str, Any]:
    appliance = (plan.get("appliance") or {}).get("next_hop")
    return (
        {"name": appliance, "private_address": appliance, "kind": FirewallKind.APPLIANCE}
        if appliance
        else plan["firewall"]
    )


def _is_appliance(about: Mapping[str, Any]) -> bool:
    return bool(about["firewall"].get("kind") == FirewallKind.APPLIANCE)


def _headline(
    checked: Mapping[str, Any], about: Mapping[str, Any], plan: Mapping[str, Any] | None
) -> tuple[str, str, str]:
    dependencies = checked.get("dependencies") or ()
    if not checked.get("about"):
        return _planned(plan or {})
    if not about["injected"]:
        return ASIDE, *words.OUTSIDE_NETWORKS
    total, states = len(dependencies), [words.state_of(one["verdict"]) for one in dependencies]
    errors = [one for one in checked["findings"] if one["severity"] == "error"]
    codes = {one["code"] for one in checked["findings"]}
    if states.count(BAD):
        return (
            BAD,
            f"{states.count(BAD)} of {total} destinations {words.are(states.count(BAD))} blocked",
            words.SEE_FINDINGS,
        )
    if errors:
        doubtful = words.FAULTS_AND_DOUBTS if states.count(OPEN) else words.FAULTS
        return BAD, f"{words.many(len(errors), 'fault')} to mend", doubtful
    if "no_default_route" in codes:
        refused = [words.state_of(one["firewall"]["verdict"]) for one in dependencies].count(BAD)
        return (BAD, words.would_block(refused), words.SEE_FINDINGS) if refused else (OPEN, *words.NOT_LOCKED)
    if states.count(OPEN):
        known, causes = states.count(GOOD), words.causes(str(one.get("cause") or "") for one in dependencies)
        told = f"{known} of {total} destinations {words.are(known)} allowed, {states.count(OPEN)} not known"
        return OPEN, f"{told}: {causes}" if causes else told, words.UNDECIDED
    return GOOD, f"All {total} destinations the cluster needs are allowed", words.ALLOWED


def _planned(plan: Mapping[str, Any]) -> tuple[str, str, str]:
    changes = plan.get("changes") or ()
    if not changes:
        return GOOD, "Nothing is left to change", words.NOTHING
    what = "The lock-down is taken away" if plan.get("state") == "absent" else "A lock-down is planned"
    return OPEN, what, f"{words.many(len(changes), 'resource')} of yours change, as listed below."


def _facts(about: Mapping[str, Any], plan: Mapping[str, Any] | None, accepted: str) -> Iterable[tuple[str, str]]:
    firewall, subnet = about["firewall"], about.get("subnet")
    yield "Asked for", words.ASKED[str(plan["state"]) if plan else "checked"]
    yield "Cluster", f"{about['cluster']} in {about['region']}"
    if subnet:
        network = f"{subnet['virtual_network']} / {subnet['name']}"
        yield "Network and subnet", f"{network} ({', '.join(subnet['prefixes'])})"
    kind = words.FIREWALLS.get(str(firewall.get("kind")), "")
    address = firewall.get("private_address")
    where = f" at {address}" if address and address not in str(firewall["name"]) else ""
    yield "Firewall", f"{firewall['name']}{where}{', ' if kind else ''}{kind}"
    if firewall["policies"]:
        yield "Policy", " under ".join(reversed(firewall["policies"]))
    table = about.get("route_table")
    if subnet:
        none = words.UNREAD if "route_table" in about.get("unread", ()) else "none"
        yield "Route table", str(table["name"] or "a new one") if table else none
    if plan:
        yield "Edition of the documented lists", str(plan["edition"])
    if accepted:
        yield "Accepted risks", accepted


def _counts(checked: Mapping[str, Any]) -> tuple[tuple[str, int, str], ...]:
    if not checked.get("about"):
        return ()
    states = [words.state_of(one["verdict"]) for one in checked["dependencies"]]
    severities = [one["severity"] for one in checked["findings"]]
    counted = (
        ("destinations allowed", states.count(GOOD), GOOD),
        ("destinations blocked", states.count(BAD), BAD),
        ("destinations not known", states.count(OPEN), OPEN),
        ("faults", severities.count("error"), BAD),
        ("warnings", severities.count("warning"), OPEN),
    )
    return tuple((words.counted(count, what), count, state if count else ASIDE) for what, count, state in counted)


def _groups(judged: Iterable[Mapping[str, Any]], about: Mapping[str, Any]) -> tuple[Group, ...]:
    """One entry for all that is alike: a reader looks for what differs."""
    found: dict[str, dict[tuple[Any, ...], list[str]]] = {}
    for one in judged:
        category = str(one.get("category") or "")
        found.setdefault(category, {}).setdefault(_fate(one, about), []).append(_named(one))
    return tuple(
        Group(
            words.CATEGORIES.get(category, category),
            tuple(Destination(tuple(sorted(names)), *fate) for fate, names in sorted(found[category].items())),
        )
        for category in sorted(found, key=words.rank)
    )


def _named(one: Mapping[str, Any]) -> str:
    tag = f"service tag {one['service_tag']}" if one.get("service_tag") else ""
    return str(one.get("fqdn") or tag or ", ".join(one.get("addresses") or ()))


def _fate(one: Mapping[str, Any], about: Mapping[str, Any]) -> tuple[Any, ...]:
    """All of a Destination but its names."""
    state, rule, why = words.state_of(one["verdict"]), _decisive(one), str(one.get("why") or "")
    if state == GOOD and one["by"] != one["firewall"]["by"]:
        rule, why = " / ".join(one["firewall"]["by"]) or words.NO_RULE_NEEDED, words.NEVER_ASKED
    way = words.way(one["next_hop"], about)
    none = words.NO_RULE if state != OPEN else words.VERDICTS[one["verdict"]]
    return int(one["port"]), state, words.VERDICTS[one["verdict"]], rule or none, way, why


def _decisive(one: Mapping[str, Any]) -> str:
    """The rule of the firewall or, where traffic does not come to that, the other thing that decides."""
    by = " / ".join(one["by"])
    if not by or one["by"] == one["firewall"]["by"]:
        return by
    if one["by"] == one["security_group"]["by"]:
        return f"security group {by}"
    hop = one["next_hop"]
    is_route = one["by"] == [hop.get("route")] and hop.get("type") != words.TO_ENDPOINT
    return f"route {by}" if is_route else by


def _address(one: Mapping[str, Any], about: Mapping[str, Any]) -> Address:
    return Address(
        address=str(one["address"]),
        purpose=words.purpose(str(one["purpose"])),
        state=words.state_of(one["verdict"]),
        verdict=words.VERDICTS[one["verdict"]],
        way=words.way(one["next_hop"], about),
    )


def _route(one: Mapping[str, Any], about: Mapping[str, Any]) -> tuple[str, str, str]:
    hop = {"type": one["next_hop_type"], "address": one.get("next_hop_ip_address")}
    return str(one["name"]), str(one["address_prefix"]), words.way(hop, about)


def _problem(one: Mapping[str, Any]) -> Problem:
    state = {"error": BAD, "warning": OPEN}.get(str(one["severity"]), ASIDE)
    fields = ("severity", "code", "subject", "message", "remedy")
    return Problem(state, *(str(one[name]) for name in fields))


def _change(one: Mapping[str, Any]) -> Change:
    lines = difflib.unified_diff(str(one["before"]).splitlines(), str(one["after"]).splitlines(), n=_KEPT, lineterm="")
    told = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    return Change(str(one["resource"]), tuple((line[0], line[1:]) for line in told))
