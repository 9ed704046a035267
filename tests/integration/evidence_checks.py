# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of an answer of ours about logs is not as the rule and the account of a world have it. Nothing of plugins is
imported here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from ansible_collections.adx.outbound.tests.integration.evidence_rows import Seen
from ansible_collections.adx.outbound.tests.integration.evidence_rule import OF_RULES, Rule

REFUSED, PASSED = ("denied", "denied_by_address"), ("allowed", "allowed_by_address")
WITH_NAMES = ("HTTPS", "HTTP", "MSSQL")
BLOCKED = ("denied", "no_match")


def faults(rule: Rule, answer: Mapping[str, Any], numbers: Mapping[int, int]) -> list[str]:
    """All that is wrong. `numbers` has the number of the need by the place of a dependency in the answer."""
    found = [*_sums(rule, answer)]
    for place, number in numbers.items():
        one = answer["dependencies"][place]
        subject = one["fqdn"] or one["service_tag"] or one["addresses"]
        found += [f"{subject}:{one['port']}: {what}" for what in _of_one(rule, one, number)]
    return found


def _sums(rule: Rule, answer: Mapping[str, Any]) -> Iterator[str]:
    """Every row once, to the row."""
    account = answer["account"]
    if account["hits"] != account["assigned"] + account["not_covered"] + account["unattributed"]:
        yield f"the account {account} does not come out"
    yield from _differ("account", dict(account), rule.account())
    told = {
        (one["port"], one["protocol"], one["source"]): (
            *(one[name] for name in ("allowed", "refused", "alerts")),
            one["last_seen"],
        )
        for one in answer["unattributed"]
    }
    known = {key: (*counts, stamp(last)) for key, (*counts, last) in rule.unattributed().items()}
    yield from _differ("unattributed", told, known)
    names = {
        (one["fqdn"], one["port"], one["protocol"]): (one["refused"], one["last_seen"])
        for one in answer["refused_names"]
    }
    yield from _differ("refused names", names, {key: (n, stamp(at)) for key, (n, at) in rule.refused_names().items()})


def _differ(what: str, told: Any, known: Any) -> Iterator[str]:
    if told != known:
        yield f"{what} {told} and not {known}"


def _of_one(rule: Rule, one: Mapping[str, Any], number: int) -> Iterator[str]:
    told, state = rule.of(number), one["state"]
    if state not in told.states:
        yield f"{state} ({one['why']}) and not {sorted(told.states)} ({sorted(told.causes)})"
        return
    if state == "cannot_tell" and not told.causes & {one["cause"], "unclear"}:
        yield f"{one['cause']} ({one['why']}) and not {sorted(told.causes)}"
    if state in (*REFUSED, *PASSED):
        yield from _seen(rule, one, number, told.rows)
    elif one["comparison"] != "not_compared":
        yield f"{one['comparison']} though {state}"
    if state == "not_seen":
        yield from _period(rule, one["period"], number)
    if state in (*PASSED, "not_seen", "cannot_tell"):
        yield from _differ(
            "denied until", one["denied_until"], stamp(_last(row for row in told.rows if row.is_refused))
        )


def _period(rule: Rule, period: Mapping[str, str], number: int) -> Iterator[str]:
    first, heard, last = map(stamp, (rule.start_of(number), rule.heard_of(number), rule.end_of(number)))
    if not first <= period["start"] <= heard or period["end"] != last:
        yield f"a period of {period} and not of {first} or {heard} until {last}"


def _seen(rule: Rule, one: Mapping[str, Any], number: int, rows: tuple[Seen, ...]) -> Iterator[str]:
    passed = [row for row in rows if row.is_allowed and row.kind in OF_RULES]
    refused = [row for row in rows if row.is_refused]
    if rule.facts.since[number] is None:
        times = [row.at for row in (*passed, *refused)]
        known = (len(passed), len(refused), stamp(min(times)), stamp(max(times)))
        yield from _differ(
            "counts", tuple(one[name] for name in ("allowed", "refused", "first_seen", "last_seen")), known
        )
    yield from _compared(rule, one, number, refused if one["state"] in REFUSED else passed, passed)


def _compared(
    rule: Rule, one: Mapping[str, Any], number: int, telling: list[Seen], passed: list[Seen]
) -> Iterator[str]:
    """Compared are rows since the last change that are settled, and no address that a name had once. What is let
    through agrees with nothing where a refusal may be left out.
    """
    said, since = one["comparison"], rule.facts.since[number]
    if one["verdict"] == "cannot_tell":
        yield from _differ("comparison", said, "not_compared")
        return
    if since is None:
        yield from _differ("comparison", said, "undated")
        return
    wanted = "agrees" if (one["verdict"] in BLOCKED) == (one["state"] in REFUSED) else "disagrees"
    if said not in (wanted, "not_compared", "undated"):
        yield f"{said} and not {wanted}"
    sure = [row for row in telling if row.at > since and rule.is_sure(row, number)]
    if one["state"] in REFUSED:
        sure = [row for row in sure if rule.stands(row, [row for row in passed if row.at > since], number)]
    if said == wanted and not any(row.at <= rule.settled for row in sure):
        yield f"{said} without a row since {since} that is settled"
    is_cut = wanted == "agrees" and any(place.is_partial for place in rule.facts.places)
    if said != wanted and not is_cut and sure and max(row.at for row in sure) <= rule.settled:
        yield f"{said} and not {wanted}, in spite of rows since {since}"


def of_account(rule: Rule, answer: Mapping[str, Any]) -> Iterator[str]:
    """What is not as the generator's own account has it, where one log has all rows."""
    account = rule.world.account
    nameless = [(one["source"], one["refused"]) for one in answer["unattributed"] if one["protocol"] in WITH_NAMES]
    known = [(source, count) for (_port, source), count in account.unattributable.items()]
    yield from _differ("nameless", _by_source(nameless), _by_source(known))
    names = {(one["fqdn"], one["port"]): one["refused"] for one in answer["refused_names"]}
    strangers = {
        (host, port): sum(tally.refused.values())
        for (host, port, _protocol), tally in account.strangers.items()
        if tally.by_name and tally.refused and tally.last_refused >= (tally.last_allowed or tally.last_refused)
    }
    yield from _differ("strangers", names, strangers)


def _by_source(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Without the port, which lines of text do not have."""
    found: dict[str, int] = {}
    for source, count in counts:
        found[source] = found.get(source, 0) + count
    return found


def cautious(rule: Rule, answer: Mapping[str, Any], numbers: Mapping[int, int]) -> Iterator[str]:
    """What holds where rows are known to be missing from an answer."""
    whole = Rule(replace(rule.facts, places=tuple(one for one in rule.facts.places if not one.is_partial)))
    account = answer["account"]
    if account["hits"] != account["assigned"] + account["not_covered"] + account["unattributed"]:
        yield f"the account {account} does not come out"
    for place, number in numbers.items():
        one, rows = answer["dependencies"][place], [row for row in rule.hits if rule.is_of(row, number)]
        passed = [row for row in rows if row.is_allowed]
        if one["state"] in PASSED and not passed:
            yield f"{one['fqdn']} {one['state']} without a row"
        if one["state"] == "not_seen" and "not_seen" not in whole.of(number).states:
            yield f"{one['fqdn']} not seen, though nobody can tell"


def _last(rows) -> datetime | None:
    return max((row.at for row in rows), default=None)


def stamp(at: datetime | None) -> str | None:
    """A time as answers have it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
