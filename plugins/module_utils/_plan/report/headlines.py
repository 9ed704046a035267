# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cause as a headline: what it is, by name, and how much of the traffic it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..values.words import begun
from .causes import Problem

_NAME, _LONGEST = 48, 150  # letters of a name, and of a sentence
_ID = re.compile(r"/subscriptions/\S*/([^/\s;,]*[^/\s;,.])")  # told by its name, which is the last of it
_END = re.compile(r"(?<=[^.\s]{2}\.) (?=[A-Z])")
# By code: what is happening, and what would happen once traffic goes to the firewall.
_TOLD: Mapping[str, tuple[str, str]] = {
    "parent_policy_deny": (
        "{rule} of parent policy {outer} blocks {share}",
        "{rule} of parent policy {outer} would block {share}",
    ),
    "security_group_blocks": ("Security group rule {subject} blocks {share}", ""),
    "management_blocked": ("Security group rule {subject} keeps documented addresses out", ""),
    "dropped_dependency": ("{subject} drops {share}", "{subject} would drop {share}"),
    "unreachable_hop": ("The subnet cannot reach firewall {firewall}", ""),
    "missing_route": ("Documented addresses have no route past firewall {firewall}", ""),
    "shadowed_route": ("{route} leads documented addresses away from the internet", ""),
    "stale_default_route": ("The default route does not lead to firewall {firewall}", ""),
    "no_return_route": ("Answers to service tag {subject} have no route past firewall {firewall}", ""),
    "lost_default_route": ("The default route to firewall {firewall} is gone", ""),
    "no_default_route": ("No default route leads to firewall {firewall}: nothing is locked down", ""),
    "unapproved_endpoint": ("Nobody has approved {subject}", ""),
    "dns_unanswered": ("No name resolves in network {subject}", ""),
    "unresolved_dependency": ("{subject} has no record for {share}", ""),
    "firewall_without_address": ("Firewall {subject} is stopped", ""),
    "dropped_beyond": ("Behind the firewall, route {subject} drops {share}", ""),
    "not_translated": ("Firewall {subject} gets no answers from {share}", ""),
    "undecided_way": ("The way of {share} is unknown", ""),
    "undecided_dependency": ("{subject} leaves {share} unknown", ""),
    "undecided_appliance": ("What appliance {firewall} lets through is unknown", ""),
    "not_injected": ("The cluster is in no virtual network", ""),
    "other_subnet": ("The cluster is not in the subnet that is judged", ""),
    "denied_callouts": ("The restriction denies {share}", "The restriction would deny {share}"),
    "open_callouts": ("Whether {share} pass cannot be told", "Whether {share} would pass cannot be told"),
    "ingestion_not_shown": (
        "Whether data connections reach {share} cannot be told",
        "Whether data connections would reach {share} cannot be told",
    ),
    "unlisted_uses": ("What queries of cluster {subject} use is not known", ""),
    "open_to_all": (
        "Everybody on the internet may come into cluster {subject}",
        "Everybody on the internet might come into cluster {subject}",
    ),
    "no_private_endpoint": ("No private endpoint in another subnet would lead to cluster {subject}", ""),
    "private_endpoint_unread": ("Whether a private endpoint would lead to cluster {subject} is not known", ""),
    "no_managed_private_endpoint": ("{concerns} would not be reached", ""),
    "source_rules_unread": ("Whether {concerns} would be reached cannot be told", ""),
    "uses_not_looked_at": ("Whether {concerns} would be reached cannot be told", ""),
    "not_restricted": ("Nothing would restrict what leaves cluster {subject}", ""),
    "prepared_too_long_ago": ("The endpoints of cluster {subject} were made too long ago", ""),
    "preparation_unknown": ("When the endpoints of cluster {subject} were made is not known", ""),
    "log_denies": ("By its log, firewall {subject} refuses {share}", ""),
    "broad_allow": ("{rule} lets everything out on port 443", ""),
}


@dataclass(frozen=True)
class Setting:
    """Where a cause is told: how many destinations there are, behind which firewall, and whether they go there yet."""

    total: int
    firewall: str
    would: bool = False

    def share(self, count: int) -> str:
        """`54 of 58 destinations`, `all 58 destinations`; `some destinations` where there is no number."""
        if not count or not self.total:
            return "destinations"
        if count >= self.total:
            return f"all {self.total} destinations" if self.total > 1 else "the one destination"
        return f"{count} of {self.total} destinations"


def of(cause: Problem, setting: Setting, count: int) -> str:
    """Return the headline about so many destinations. What has no sentence here is told by the first of its own."""
    now, ahead = _of_rules(cause, setting) if cause.code == "blocked_dependency" else _TOLD.get(cause.code, ("", ""))
    template = (ahead or now) if setting.would else now
    if not template:
        return first(cause.message)
    told = template.format(
        subject=_short(cause.subject),
        rule=rule_named(cause.subject.split(" / ")),
        outer=_short(cause.subject.split(" / ")[0]),
        route=f"Route {_short(cause.subject)}",
        firewall=_short(setting.firewall),
        share=setting.share(count),
        concerns=first_of(cause.concerns),
    )
    is_host = " " not in first_of(cause.concerns[:1])
    return told if is_host or not template.startswith("{concerns}") else begun(told)


def first_of(names: Sequence[str]) -> str:
    """The first of these without where it is, and how many more there are."""
    first = _short(names[0].partition(" in resource group ")[0]) if names else "something it reads from"
    return f"{first} and {len(names) - 1} more" if len(names) > 1 else first


def _of_rules(cause: Problem, setting: Setting) -> tuple[str, str]:
    if cause.subject == setting.firewall or " / " not in cause.subject:
        return (
            "Firewall {firewall} blocks {share}: no rule allows them",
            "Firewall {firewall} would block {share}: no rule allows them",
        )
    return "{rule} of firewall {firewall} blocks {share}", "{rule} of firewall {firewall} would block {share}"


def rule_named(place: list[str]) -> str:
    """The collection a rule is in; it is what has the action and the number."""
    return f"Collection {_short(place[-2])}" if len(place) > 1 else f"Rule {_short(place[-1])}"


def of_rules_today(judged: list[Mapping[str, Any]], setting: Setting) -> str:
    """What the rules would block of what does not go to the firewall yet, by the rule that blocks most of it."""
    places = [" / ".join(one["firewall"]["by"]) for one in judged]
    worst = max(dict.fromkeys(places), key=places.count)
    count = setting.share(places.count(worst))
    if not worst:
        return f"firewall {_short(setting.firewall)} would block {count}: no rule allows them"
    return f"{rule_named(worst.split(' / '))[:1].lower()}{rule_named(worst.split(' / '))[1:]} would block {count}"


def first(message: str) -> str:
    """The first sentence of a text, without its full stop; cut where it is long."""
    told = _END.split(_ID.sub(r"\1", message), maxsplit=1)[0].removesuffix(".")
    told = told.partition("; ")[0] if len(told) > _LONGEST else told
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST].rstrip()}\N{HORIZONTAL ELLIPSIS}"


def _short(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[: _NAME - 1]}\N{HORIZONTAL ELLIPSIS}"
