# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as data, for programs: one shape for one cluster and for many, held to docs/schemas by its tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timezone
from typing import Any

from ..baseline.reading import JUDGED, Judgement
from ..check.catalogue import Severity
from ..values import resource_ids
from ..values.errors import PlanError
from ..values.words import DesiredState, FirewallKind, Mode, OutboundState, Word
from . import data_evidence, data_exit, data_restriction
from .ending import CHECK_FAILED
from .fates import keeps
from .kinds import Kind, is_refused, kind_of

SCHEMA_VERSION = "1.3"  # what it means when it grows stands in docs/report-data.md
GENERATOR = "adx.outbound"
CHECKED = "check"  # what was asked for where nothing is to be written
_DESTINATIONS = "destinations"

Result = Mapping[str, Any]
Data = dict[str, Any]


class ClusterState(Word):
    """What became of a cluster, or would after a preview. A cluster has the first of these that is true of it."""

    FAILED = "failed"
    UNRESTRICTED = "unrestricted"
    NOT_WHOLLY_REMOVED = "not_wholly_removed"
    REMOVED = "removed"
    PLANNED = "planned"
    NOT_INJECTED = "not_injected"
    BLOCKED = "blocked"
    ERRORS = "errors"
    UNMET = "unmet"
    NOT_LOCKED_DOWN = "not_locked_down"
    UNKNOWN = "unknown"
    LEFT = "left"
    RESTRICTED = "restricted"
    LOCKED_DOWN = "locked_down"


_PURPOSES = {"Management": "management", "HealthMonitoring": "health_monitoring"}
_SEVERITIES = tuple(Severity)


def document(checked: Result, plan: Result | None = None, *, when: str = "", now: str = "", version: str = "") -> Data:
    """Return the report about a check, a plan or both, or about the result of one call, as plain containers.

    `when` is a time as `utc` returns it, or empty; `now` is that time where `when` is only a word in its place. Equal
    results make equal reports, in whatever order the clusters of a call are.
    """
    call = _call(checked, plan)
    parts = call.get("parts") or {}
    mode = str(call["mode"])
    clusters = sorted(call["clusters"], key=lambda one: resource_ids.key(str(one["id"])))
    written = {resource_ids.key(id_) for one in call.get("written") or () for id_ in one.get("clusters") or ()}
    times = {True: now or when, False: when}  # what was written for a cluster was written then, and never before
    return {
        "schema_version": SCHEMA_VERSION,
        "generated_at": when or None,
        "generator": {"name": GENERATOR, "version": version or None},
        "mode": mode,
        "plan_hash": None if all(map(is_refused, clusters)) else _text(call.get("plan_hash")),
        "parts": {id_: parts[id_] for id_ in sorted(parts)},
        "written": [_members(one, _WRITTEN) for one in call.get("written") or ()],
        "clusters": [_cluster(one, mode, times[resource_ids.key(str(one["id"])) in written]) for one in clusters],
    }


def utc(when: str) -> str:
    """Return a time as ISO 8601 has it in UTC, such as 2026-11-29T21:00:00Z; nothing for nothing.

    It takes what ISO 8601 allows with a zone, and a blank and `UTC` in the place of the zone. Raise PlanError for
    anything else: a program could not read it.
    """
    if not when:
        return ""
    text = when.strip()
    for zone in ("Z", " UTC"):
        text = f"{text.removesuffix(zone)}+00:00" if text.endswith(zone) else text
    try:
        given = datetime.fromisoformat(text)
        told = given.astimezone(timezone.utc).isoformat(timespec="seconds") if given.tzinfo else ""
    except (ValueError, OverflowError):
        told = ""
    if not told:
        raise PlanError(
            f"A report as data takes the time at which it is made with its zone, such as 2026-11-29T21:00:00Z, and not"
            f" '{when}'."
        )
    return told.replace("+00:00", "Z")


_WRITTEN = ("resource", "id", "part", "certain", "taken_back")
_HOP = ("type", "address", "route", "why")
_FINDING = ("code", "severity", "subject", "message", "remedy")
_FIREWALL = ("id", "name", "kind", "private_address")
_ROUTE = ("name", "address_prefix", "next_hop_type", "next_hop_ip_address")
_CHANGE = ("resource", "before", "after")


def _call(checked: Result, plan: Result | None) -> Result:
    """The result of one call, whichever modules were called, with what kind of report it makes as its `mode`.

    A call that only checks has no plan that anybody could approve.
    """
    if "clusters" in checked:
        return {**checked, "mode": checked["mode"] if checked.get("plan_hash") else CHECKED}
    known = plan or {}
    one = {
        "id": known["cluster"]["id"] if known else checked["about"]["ids"]["cluster"],
        "state": known.get("state"),
        "failed": checked.get("failed"),
        "msg": checked.get("msg"),
        "check": checked,
        "plan": known,
        **{name: known.get(name) for name in ("pending", "accepted")},
        **{name: checked.get(name) for name in ("summary", "findings", "changes_since")},
    }
    return {"mode": Mode.PREVIEW if known else CHECKED, "plan_hash": known.get("plan_hash"), "clusters": [one]}


def _cluster(one: Result, mode: str, when: str) -> Data:
    plan, check = one.get("plan") or {}, one.get("check") or {}
    about = check.get("about") or {}
    asked = CHECKED if mode == CHECKED else str(one["state"])
    found = _findings(check.get("findings") or one.get("findings") or (), plan.get("findings") or ())
    listed, kind = check.get("dependencies"), kind_of(one) if plan else Kind.LOCKDOWN
    if kind != Kind.LOCKDOWN:
        listed = data_restriction.destinations(plan, JUDGED.__getitem__)
    is_kept = kind == Kind.LOCKDOWN and mode != Mode.PREVIEW and _is_judged(one)
    counts = _counts(listed, check.get("addresses"), one.get("summary") or {}, found)
    return {
        **_named(str(one["id"])),
        "region": _text(plan.get("region") or about.get("region") or (plan.get("cluster") or {}).get("region")),
        "injected": about.get("injected", (plan.get("cluster") or {}).get("injected")),
        "asked": asked,
        "state": str(_state(one, asked, counts, {finding["code"] for finding in found})),
        "changed": bool(one.get("changed")),
        "failure": {"code": _text(one.get("code")), "message": str(one.get("msg") or "")}
        if one.get("failed")
        else None,
        **_surroundings(plan, about),
        "pending": [str(part) for part in one.get("pending") or ()],
        "counts": counts,
        _DESTINATIONS: None if listed is None else _destinations(listed, check.get("evidence"), when, is_kept=is_kept),
        "addresses": [_address(each) for each in check["addresses"]] if "addresses" in check else None,
        "findings": found,
        "changes_since": _changes_since(one),
        "logs": data_evidence.logs(check.get("evidence")),
        "accepted": [_members(each, ("word", "sentence")) for each in one.get("accepted") or ()],
        "changes": [_members(each, _CHANGE) for each in plan.get("changes") or ()] if plan else None,
        "outbound_access": data_restriction.access(plan, bool(one.get("canary"))) if kind == Kind.RESTRICTION else None,
        "network_exit": data_exit.network_exit(plan) if kind == Kind.EXIT else None,
    }


def _is_judged(one: Result) -> bool:
    """True where all that was looked at stands as it was judged: a failure comes before the end, but for a check's."""
    return not one.get("failed") or one.get("code") == CHECK_FAILED


def _changes_since(one: Result) -> Data | None:
    """What has changed; None where nothing has, so that a report whose cause is the same stays the same."""
    changes = one.get("changes_since") or {}
    return _members(changes, ("baseline", "line")) if changes.get("line") else None


def _named(id_: str) -> Data:
    cluster = resource_ids.parse(id_)
    group, subscription = cluster.resource_group, cluster.subscription
    return {"id": id_, "name": cluster.name, "resource_group": group, "subscription_id": subscription}


def _state(one: Result, asked: str, counts: Result, codes: Collection[str]) -> ClusterState:
    """By counts and findings, which are there without details as well."""
    if kind_of(one) == Kind.EXIT and asked != CHECKED:
        return _state_of_exit(one, counts)
    judged = counts[_DESTINATIONS]
    true_of = {
        ClusterState.FAILED: one.get("failed"),
        ClusterState.UNRESTRICTED: asked == OutboundState.UNRESTRICTED,
        ClusterState.NOT_WHOLLY_REMOVED: asked == DesiredState.ABSENT and keeps(codes),
        ClusterState.REMOVED: asked == DesiredState.ABSENT,
        ClusterState.PLANNED: judged is None,
        ClusterState.NOT_INJECTED: "not_injected" in codes,
        ClusterState.BLOCKED: judged and judged[Judgement.BLOCKED],
        ClusterState.ERRORS: counts["findings"][Severity.ERROR],
        ClusterState.NOT_LOCKED_DOWN: "no_default_route" in codes,
        ClusterState.UNKNOWN: judged and judged[Judgement.UNKNOWN],
    }
    good = ClusterState.RESTRICTED if asked == OutboundState.RESTRICTED else ClusterState.LOCKED_DOWN
    return next((state for state, is_true in true_of.items() if is_true), good)


def _state_of_exit(one: Result, counts: Result) -> ClusterState:
    """By the preconditions alone: what it uses is one of them."""
    judged = counts["preconditions"] or Counter()
    true_of = {
        ClusterState.FAILED: one.get("failed"),
        ClusterState.ERRORS: counts["findings"][Severity.ERROR],
        ClusterState.UNMET: judged["missing"],
        ClusterState.UNKNOWN: judged["cannot_tell"],
    }
    return next((state for state, is_true in true_of.items() if is_true), ClusterState.LEFT)


def _surroundings(plan: Result, about: Result) -> Data:
    """What lies around the cluster: as it was judged, else as it was planned."""
    ids = about.get("ids") or {}
    return {
        "firewall": _judged_firewall(about["firewall"], ids) if about else _planned_firewall(plan),
        "subnet": _subnet(about, plan, ids),
        "security_group": _arm_id(ids.get("security_group")),
        "route_table": _table(about, plan, ids),
        "unread": [str(each) for each in about.get("unread") or ()],
    }


def _judged_firewall(firewall: Result, ids: Result) -> Data:
    return {
        **_members(firewall, _FIREWALL),
        "id": _arm_id(ids.get("firewall")),
        "public_addresses": [str(each) for each in firewall.get("public_addresses") or ()],
        "policies": list(filter(_arm_id, ids.get("policies") or ())),
    }


def _planned_firewall(plan: Result) -> Data | None:
    appliance = (plan.get("appliance") or {}).get("next_hop")
    lacking: Data = {"public_addresses": [], "policies": []}
    if appliance:
        kind = str(FirewallKind.APPLIANCE)
        return {"id": None, "name": appliance, "kind": kind, "private_address": appliance, **lacking}
    known = plan.get("firewall")
    return {**_members(known, _FIREWALL), **lacking} if known else None


def _subnet(about: Result, plan: Result, ids: Result) -> Data | None:
    judged, planned = about.get("subnet"), plan.get("subnet")
    if judged:
        return {
            "id": _arm_id(ids.get("subnet")),
            "prefixes": list(judged["prefixes"]),
            "delegated": judged.get("delegated"),
        }
    if planned and not about:
        prefixes = list(planned["address_prefixes"])
        return {"id": planned["id"], "prefixes": prefixes, "delegated": planned["delegated"]}
    return None


def _table(about: Result, plan: Result, ids: Result) -> Data | None:
    """The table that the subnet has or, where nothing was judged, that the plan is about; without routes that nobody
    could read.
    """
    planned = plan.get("route_table")
    if not about:
        return {"id": planned["id"], "routes": None} if planned else None
    judged, id_ = about.get("route_table"), _arm_id(ids.get("route_table"))
    routes = [_members(each, _ROUTE) for each in judged["routes"]] if judged else None
    return {"id": id_, "routes": routes} if judged or id_ else None


def _counts(
    listed: Iterable[Result] | None, addresses: Iterable[Result] | None, summary: Result, found: Iterable[Result]
) -> Data:
    """How many there are of each; None where nothing was judged."""
    severities = Counter(str(finding["severity"]) for finding in found)
    return {
        _DESTINATIONS: _judged(listed, summary.get("dependencies", summary.get("used"))),
        "preconditions": data_exit.counted(summary),
        "addresses": _judged(addresses, summary.get("addresses")),
        "findings": {str(severity): severities[severity] for severity in _SEVERITIES},
    }


def _judged(listed: Iterable[Result] | None, counted: Mapping[str, int] | None) -> Data | None:
    by_verdict = Counter(str(each["verdict"]) for each in listed) if listed is not None else counted
    if by_verdict is None:
        return None
    counts: Counter[str] = Counter()
    for verdict, count in by_verdict.items():
        counts[JUDGED[str(verdict)]] += int(count)
    return {str(word): counts[word] for word in Judgement}


def _destinations(listed: Iterable[Result], evidence: Result | None, when: str, *, is_kept: bool) -> list[Data]:
    judged = list(listed)
    seen = data_evidence.of_destinations(evidence, len(judged))
    return [
        {**_destination(one, when, is_kept=is_kept), "evidence": said} for one, said in zip(judged, seen, strict=True)
    ]


def _destination(one: Result, when: str, *, is_kept: bool) -> Data:
    """A verdict that no earlier report has stands since this one, which is made at `when`; `is_kept` says that it is
    what is there, and not what would be.
    """
    return {
        "category": _text(one.get("category")),
        "fqdn": one.get("fqdn"),
        "service_tag": one.get("service_tag"),
        "addresses": list(one.get("addresses") or ()),
        "port": int(one["port"]),
        "protocol": str(one["protocol"]),
        "unread": one.get("unread"),
        **_verdict(one),
        "firewall": _verdict(one["firewall"]) if "firewall" in one else None,
        "security_group": _verdict(one["security_group"]) if "security_group" in one else None,
        "next_hop": _hop(one["next_hop"]) if "next_hop" in one else None,
        "callout": one.get("callout"),
        "since": _text(one.get("since") or when) if is_kept else None,
    }


def _address(one: Result) -> Data:
    return {
        "address": str(one["address"]),
        "purpose": _PURPOSES[str(one["purpose"])],
        **_verdict(one),
        "security_group": _verdict(one["security_group"]),
        "next_hop": _hop(one["next_hop"]),
    }


def _verdict(one: Result) -> Data:
    return {
        "verdict": str(JUDGED[str(one["verdict"])]),
        "by": [str(each) for each in one.get("by") or ()],
        "why": _text(one.get("why")),
        "cause": _text(one.get("cause")),
    }


def _hop(one: Result) -> Data:
    return {name: _text(value) for name, value in _members(one, _HOP).items()}


def _findings(checked: Iterable[Result], planned: Iterable[Result]) -> list[Data]:
    """Those of the check and of the plan, the worst first; what both found is told once."""
    once: dict[tuple[str, ...], Data] = {}
    for one in (*checked, *planned):
        finding = {**_members(one, _FINDING), "concerns": [str(each) for each in one.get("concerns") or ()]}
        once.setdefault((finding["code"], finding["subject"], finding["message"]), finding)
    return sorted(once.values(), key=lambda finding: _SEVERITIES.index(finding["severity"]))


def _members(one: Result, names: Iterable[str]) -> Data:
    return {name: one.get(name) for name in names}


def _arm_id(value: Any) -> str | None:
    """The id that a document has; None where it has none, or something else in its place."""
    return str(value) if str(value).lower().startswith("/subscriptions/") else None


def _text(value: Any) -> str | None:
    """The text of a word or a sentence; None where there is none."""
    return str(value) if value else None
