# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report says, in plain words and before any format: made from the results of the check and of the plan."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..logs import queries
from ..values.words import FirewallKind
from . import answer, evidence, leaving, picture, resources, rows, words
from .causes import Problem, problems
from .ending import CHECK_FAILED, STATES, Call, Ending
from .evidence import Seen
from .exit import Exit
from .leaving import Leaving
from .picture import Path
from .resources import Resource
from .restriction import Restriction
from .rows import Address, Group
from .words import ASIDE, BAD, GOOD, OPEN

_KEPT = 2  # lines around a change
_SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True)
class Change:
    """What a run changes in one resource: lines that come (`+`), go (`-`) or stay around them (a blank)."""

    resource: str
    lines: tuple[tuple[str, str], ...]

    @property
    def size(self) -> str:
        """`12 lines added, 1 removed`."""
        signs = [sign for sign, _text in self.lines]
        counts = {"added": signs.count("+"), "removed": signs.count("-")}
        told = [f"{count} {what}" for what, count in counts.items() if count]
        first = counts["added"] or counts["removed"]
        return ", ".join(told).replace(f"{first} ", f"{words.many(first, 'line')} ", 1)


@dataclass(frozen=True)
class Report:
    """Everything a report says. `changes` is None where no plan was made, `path` where nothing was looked at.

    `ending` is how the call ended and `told` what it wrote; `headline`, `lead` and `remedy` are the answer, `cause` the
    anchor of the finding it is about. `would` says that verdicts are about traffic that does not go there yet.
    `since` is what has changed since an earlier report, in one line.
    `failure` is why the run failed, `mode` whether it was a preview, and `parts` what stands for the plan.
    `restriction` is there where the cluster restricts its outbound access itself, `network_exit` where it leaves its
    network, in the place of all about a firewall. `seen` is what the firewall's logs say, where they were asked.
    """

    title: str
    ending: str
    told: str
    state: str
    headline: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, int, str], ...]
    path: Path | None
    problems: tuple[Problem, ...]
    changes: tuple[Change, ...] | None
    changing: str
    groups: tuple[Group, ...]
    addresses: tuple[Address, ...]
    routes: tuple[tuple[str, str, str], ...]
    queries: tuple[tuple[str, str], ...]
    plan_hash: str
    remedy: str = ""
    cause: str = ""
    accepted: tuple[str, ...] = ()
    leaving: Leaving | None = None
    resources: tuple[Resource, ...] = ()
    would: bool = False
    failure: str = ""
    mode: str = ""
    parts: Mapping[str, Any] = field(default_factory=dict)
    when: str = ""
    version: str = ""
    restriction: Restriction | None = None
    network_exit: Exit | None = None
    seen: Seen | None = None
    since: str = ""

    @property
    def tone(self) -> str:
        """How good the ending is by itself."""
        return STATES.get(Ending(self.ending), ASIDE)

    @property
    def is_told(self) -> bool:
        """True where headline and lead say already why the run failed."""
        return self.failure in self.lead or self.failure == f"{self.headline}. {self.lead}".strip()

    @property
    def to_mend(self) -> tuple[Problem, ...]:
        """The errors and warnings, but for those that stand under what else can leave."""
        return tuple(one for one in self.problems if one.severity != "info" and one not in self._elsewhere)

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What is worth knowing and asks for nothing."""
        return tuple(one for one in self.problems if one.severity == "info" and one not in self._elsewhere)

    @property
    def _elsewhere(self) -> tuple[Problem, ...]:
        return (*self.leaving.problems, *self.leaving.unseen) if self.leaving else ()


def _who(about: Mapping[str, Any]) -> str:
    """The cluster, or what else was checked, in a sentence."""
    service = about.get("service")
    return f"{service['kind']} {service['name']}".strip() if service else f"cluster {about['cluster']}"


def report(
    checked: Mapping[str, Any],
    plan: Mapping[str, Any] | None = None,
    *,
    when: str = "",
    version: str = "",
    call: Call | None = None,
    accept: Iterable[str] = (),
    accepted: Iterable[Mapping[str, Any]] = (),
    resource_manager: str = "",
    name: str = "",
) -> Report:
    """Return the report about a check, a plan or both.

    `call` is how the call ended that they came of, `accept` has the words that were given, `accepted` the risks that
    were met and accepted, and `resource_manager` tells the cloud, and so its portal. `name` is the id of a cluster that
    failed before anything was known of it.
    """
    call = call or Call(has_plan=plan is not None, has_check=bool(checked.get("about")))
    about = checked.get("about") or (_unknown(name) if plan is None and name else _about(plan or {}))
    found = problems(_found(checked, plan or {}))
    answered = answer.of(checked, plan, call, found)
    return Report(
        title=f"Outgoing traffic of {_who(about)}",
        ending=str(call.ending),
        told=call.told,
        state=answered.state,
        headline=answered.headline,
        lead=answered.lead,
        remedy=answered.remedy,
        cause=answered.anchor,
        accepted=tuple(accepted_lines([*accepted, *((plan or {}).get("accepted") or ())], accept)),
        facts=tuple(_facts(about, plan, call)),
        counts=_counts(checked, found, call),
        path=picture.path(checked, about, call) if checked.get("about") else None,
        problems=found,
        leaving=leaving.leaving(checked, found),
        changes=None if plan is None or call.only_checks else tuple(_change(one) for one in plan.get("changes") or ()),
        changing=words.CHANGING[call.tense],
        groups=rows.groups(checked.get("dependencies") or (), about),
        addresses=tuple(rows.address(one, about) for one in checked.get("addresses") or ()),
        routes=tuple(rows.route(one, about) for one in (about.get("route_table") or {}).get("routes") or ()),
        resources=resources.resources(about, resource_manager or str(checked.get("resource_manager") or "")),
        queries=_queries(about),
        plan_hash=str((plan or {}).get("plan_hash") or ""),
        would=call.would,
        failure="" if call.code == CHECK_FAILED and found else call.failure,  # the findings say it
        mode=call.mode,
        seen=evidence.seen(checked.get("evidence")),
        since=str((checked.get("changes_since") or {}).get("line") or ""),
        when=when,
        version=version,
    )


def _unknown(id_: str) -> dict[str, Any]:
    return {
        "cluster": id_.rpartition("/")[2],
        "ids": {"cluster": id_},
        "region": None,
        "firewall": {"name": words.UNKNOWN, "policies": []},
        "sources": [],
        "collections": [],
    }


def _about(plan: Mapping[str, Any]) -> dict[str, Any]:
    """A removal is not checked at its end, so the plan alone tells what it is about."""
    subnet, table = plan["subnet"] or {}, plan["route_table"]
    policy = (plan.get("target") or {}).get("policy")
    return {
        "cluster": str(plan["cluster"]["id"]).rpartition("/")[2],
        "region": plan["region"],
        "injected": plan["cluster"].get("injected", True),
        "subnet": {**subnet, "virtual_network": subnet["virtual_network_name"], "prefixes": subnet["address_prefixes"]}
        if subnet
        else None,
        "route_table": {"name": table["name"], "routes": []} if table else None,
        "firewall": {**_through(plan), "public_addresses": [], "policies": []},
        "sources": subnet.get("address_prefixes") or [],
        "collections": [one["name"] for one in plan["rule_collections"]],
        "unread": [],
        "ids": {
            "cluster": plan["cluster"]["id"],
            "firewall": (plan["firewall"] or {}).get("id"),
            "policies": [policy] if policy else [],
            "subnet": subnet.get("id"),
            "route_table": (table or {}).get("id"),
        },
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


def _queries(about: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    if _is_appliance(about) or not about["collections"]:
        return ()
    return queries.for_people(str((about.get("ids") or {}).get("firewall") or ""), about["sources"])


def accepted_lines(risks: Iterable[Mapping[str, Any]], given: Iterable[str]) -> Iterable[str]:
    """The accepted risks as they were met, and the words that were given for others."""
    met = {str(one["word"]): str(one["sentence"]) for one in risks}
    yield from (f"{word}: {sentence}" for word, sentence in met.items())
    yield from (word for word in given if word not in met)


def _found(checked: Mapping[str, Any], plan: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The findings of the check and those of the plan, which may say the same; the worst stay first."""
    found: dict[tuple[str, ...], Mapping[str, Any]] = {}
    for one in (*(checked.get("findings") or ()), *(plan.get("findings") or ())):
        found.setdefault(tuple(str(one[name]) for name in ("code", "subject", "message")), one)
    return in_order(found.values())


def in_order(findings: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The findings of a result, the worst first."""
    return sorted(findings, key=_rank)


def _rank(one: Mapping[str, Any]) -> int:
    return _SEVERITIES.index(one["severity"]) if one["severity"] in _SEVERITIES else len(_SEVERITIES)


def _asked(plan: Mapping[str, Any] | None, call: Call) -> str:
    if call.only_checks or (plan is None and call.is_check):
        return "checked"
    return str(plan["state"]) if plan else call.state


def _facts(about: Mapping[str, Any], plan: Mapping[str, Any] | None, call: Call) -> Iterable[tuple[str, str]]:
    firewall, subnet = about["firewall"], about.get("subnet")
    yield "Asked for", words.ASKED[_asked(plan, call)]
    where = f" in {about['region']}" if about["region"] else ""
    kind = about.get("service", {}).get("kind") or "Cluster"
    yield kind, f"{about['cluster']}{where}"
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


def _counts(checked: Mapping[str, Any], found: Sequence[Problem], call: Call) -> tuple[tuple[str, int, str], ...]:
    if not checked.get("about"):
        return ()
    states = [words.state_of(one["verdict"]) for one in checked["dependencies"]]
    severities = [one.severity for one in found]
    be = "would be " if call.would else ""
    loose = any(one.code in words.OPEN_WAYS for one in found) or not checked["about"]["injected"]
    counted = (
        ("destinations reached past the firewall" if loose else f"destinations {be}allowed", states.count(GOOD), GOOD),
        (f"destinations {be}blocked", states.count(BAD), BAD),
        ("destinations unknown", states.count(OPEN), OPEN),
        ("errors", severities.count("error"), BAD),
        ("warnings", severities.count("warning"), OPEN),
    )
    told = [(what, count, ASIDE if loose and state == GOOD else state) for what, count, state in counted]
    return tuple((words.counted(count, what), count, state if count else ASIDE) for what, count, state in told)


def _change(one: Mapping[str, Any]) -> Change:
    lines = difflib.unified_diff(str(one["before"]).splitlines(), str(one["after"]).splitlines(), n=_KEPT, lineterm="")
    told = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    return Change(str(one["resource"]), tuple((line[0], line[1:]) for line in told))
