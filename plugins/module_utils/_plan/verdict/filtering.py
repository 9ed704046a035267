# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Would a firewall let a flow pass? The first rule that matches ends it; where that is not known, every possible end
is looked at, and only when they differ is the answer that nobody can tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from ..documents.rule_collections import CollectionKind
from ..needs.dependencies import HTTPS
from ..values import addresses, hosts, resource_ids
from ..values.addresses import Block
from . import flows, places
from .flows import Decision, Flow, Verdict
from .matches import NO, YES, Match, every, fact, maybe, some
from .places import Places
from .rulesets import FirewallRule, Ruleset

# A rule with FQDN tags and no protocol of its own carries both (a tag's names need them).
_TAG_PROTOCOLS = (("https", 443), ("http", 80))


@dataclass(frozen=True)
class Knowledge:
    """What is known besides the rules. `ip_groups` maps the key of an id to its addresses, None when unreadable."""

    places: Places = field(default_factory=Places)
    ip_groups: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)


def judge(ruleset: Ruleset, flow: Flow, sources: Iterable[str], knowledge: Knowledge) -> Verdict:
    """The verdict about a flow from all of these source prefixes; what blocks a part of them, blocks."""
    parts = [replace(flow, addresses=(address,)) for address in flow.addresses] or [flow]
    pieces = [piece for block in addresses.joined(sources) for piece in _pieces(block, ruleset, knowledge)]
    verdicts = [(piece, _first(ruleset, part, piece, knowledge)) for piece in pieces for part in parts]
    verdict = flows.worst(verdict for _piece, verdict in verdicts)
    outcomes = {one.outcome for _piece, one in verdicts}
    if len(outcomes) == 1 or verdict.outcome == Decision.CANNOT_TELL:
        return verdict
    concerned = next(piece for piece, one in verdicts if one == verdict)
    return replace(verdict, why=f"for {concerned}")


def concerning(ruleset: Ruleset, sources: Iterable[str], knowledge: Knowledge) -> Ruleset:
    """The rules that may match traffic of these sources: most rules of a shared firewall are about others."""
    wanted = addresses.joined(sources)

    def may_match(rule: FirewallRule) -> bool:
        written = addresses.joined((*rule.sources, *_of_groups(rule.source_groups, knowledge)))
        touched = any(addresses.share(one, written) != addresses.Coverage.NOTHING for one in wanted)
        return touched or bool(_unread(rule.source_groups, knowledge))

    return replace(ruleset, rules=tuple(rule for rule in ruleset.rules if may_match(rule)))


def _pieces(block: Block, ruleset: Ruleset, knowledge: Knowledge) -> tuple[Block, ...]:
    """The sources, cut where rules cut them: a rule for half of a subnet is judged for that half."""
    texts = [text for rule in ruleset.rules for text in (*rule.sources, *_of_groups(rule.source_groups, knowledge))]
    return addresses.cut(block, [found for text in dict.fromkeys(texts) for found in addresses.parse(text)])


def _of_groups(ids: Iterable[str], knowledge: Knowledge) -> list[str]:
    return [text for id_ in ids for text in knowledge.ip_groups.get(resource_ids.key(id_)) or ()]


def _first(ruleset: Ruleset, flow: Flow, source: Block, knowledge: Knowledge) -> Verdict:
    possible: list[tuple[FirewallRule, Match]] = []
    for rule in ruleset.rules:
        match = matches(rule, flow, source, knowledge, proxy=ruleset.proxy)
        if match.sure:
            return _verdict(possible, Verdict(Decision.ALLOWED if rule.allows else Decision.DENIED, rule.place))
        if match.sure is None:
            possible.append((rule, match))
    return _verdict(possible, Verdict(Decision.NO_MATCH))


def _verdict(possible: Sequence[tuple[FirewallRule, Match]], last: Verdict) -> Verdict:
    """The end that is sure, unless a rule before it, which may match, comes to another one."""
    for rule, match in possible:
        if rule.allows == last.blocked:
            return Verdict(Decision.CANNOT_TELL, rule.place, match.why)
    return last


def matches(rule: FirewallRule, flow: Flow, source: Block, knowledge: Knowledge, *, proxy: bool) -> Match:
    """Whether one rule matches; most rules of a shared firewall are about other sources, so that comes first."""
    from_here = _source(rule, source, knowledge)
    if from_here.sure is False:
        return NO
    if rule.kind == CollectionKind.NETWORK:
        spoken = _network_protocol(rule, flow)
        destination = _network_destination(rule, flow, knowledge, proxy) if spoken.sure is not False else NO
    else:
        spoken = _application_protocol(rule, flow)
        destination = _application_destination(rule, flow, knowledge) if spoken.sure is not False else NO
    return every((from_here, spoken, destination))


def _source(rule: FirewallRule, source: Block, knowledge: Knowledge) -> Match:
    written = addresses.joined((*rule.sources, *_of_groups(rule.source_groups, knowledge)))
    found = fact(addresses.share(source, written) == addresses.Coverage.ALL)
    return some((found, *_unread(rule.source_groups, knowledge)))


def _unread(ids: Iterable[str], knowledge: Knowledge) -> list[Match]:
    return [
        maybe(f"IP group {id_.rpartition('/')[2]} could not be read")
        for id_ in ids
        if knowledge.ip_groups.get(resource_ids.key(id_)) is None
    ]


def _network_protocol(rule: FirewallRule, flow: Flow) -> Match:
    kinds = {kind for kind, _port in rule.protocols}
    return fact(bool(kinds & {flow.transport.lower(), "any"}) and any(in_ports(text, flow.port) for text in rule.ports))


def in_ports(text: str, port: int) -> bool:
    """Whether a port lies in `*`, a port or a range."""
    first, _dash, last = text.strip().partition("-")
    return first == "*" or int(first) <= port <= int(last or first)


def _network_destination(rule: FirewallRule, flow: Flow, knowledge: Knowledge, proxy: bool) -> Match:
    written = (*rule.destinations, *_of_groups(rule.destination_groups, knowledge))
    # Names in network rules are resolved by the firewall, which needs its DNS proxy; wildcards never are.
    names = [_name(name, flow) for name in rule.fqdns if not hosts.is_wildcard(name)] if proxy else []
    return some((places.within(flow, written, knowledge.places), *names, *_unread(rule.destination_groups, knowledge)))


def _application_protocol(rule: FirewallRule, flow: Flow) -> Match:
    """Only what carries a name in its SNI or Host header is ever an application rule's business."""
    if not flow.is_http:
        return NO
    spoken = rule.protocols or (_TAG_PROTOCOLS if rule.fqdn_tags else ())
    return fact((flow.protocol.lower(), flow.port) in spoken)


def _application_destination(rule: FirewallRule, flow: Flow, knowledge: Knowledge) -> Match:
    names = (_name(name, flow) for name in rule.fqdns)  # as far as the first that matches: there may be hundreds
    tags = (maybe(f"which names FQDN tag {tag} holds is not published") for tag in rule.fqdn_tags)
    categories = (maybe(f"which names web category {name} holds is not published") for name in rule.web_categories)
    target = some(chain(names, tags, categories, (_url(url, flow) for url in rule.urls)))
    if not rule.destinations or target.sure is False:
        return target
    return every((target, places.within(flow, rule.destinations, knowledge.places)))


def _name(pattern: str, flow: Flow) -> Match:
    """`*.x` matches everything below x, not x itself; a wanted wildcard stands for all of its names."""
    if not flow.fqdn:
        return NO
    pattern, wanted = pattern.lower(), flow.fqdn.lower()
    if pattern == "*" or hosts.covers(pattern, wanted):
        return YES
    if hosts.is_wildcard(wanted) and hosts.covers(wanted, pattern):
        return maybe(f"{pattern} is only a part of {wanted}")
    return NO


def _url(url: str, flow: Flow) -> Match:
    """A URL matches by its path as well, which nobody here knows; its host can rule it out."""
    host = url.partition("://")[2] or url
    matched = _name(host.partition("/")[0].partition(":")[0], flow)
    return matched if matched.sure is False else maybe(f"which paths of {flow.fqdn} are asked for is not known")


def opens_everything(rule: FirewallRule, source: Block, knowledge: Knowledge) -> bool:
    """True for a network rule that allows TCP 443 to every address: names in application rules then mean nothing."""
    https = Flow(443, HTTPS, fqdn="*")
    return (
        rule.kind == CollectionKind.NETWORK
        and rule.allows
        and matches(rule, https, source, knowledge, proxy=False).sure is True
    )
