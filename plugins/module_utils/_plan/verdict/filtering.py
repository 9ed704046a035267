# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Would a firewall let a flow pass? The first rule that matches ends it; where that is not known, every possible end
is looked at, and only when they differ is the answer that nobody can tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain

from ..documents.ip_groups import IpGroup
from ..documents.rule_collections import CollectionKind
from ..needs.dependencies import HTTPS
from ..values import addresses, hosts, resource_ids
from ..values.addresses import Block
from . import flows, places
from .flows import Decision, Flow, Verdict
from .matches import NO, YES, Cause, Match, every, fact, maybe, some
from .places import Places
from .rule_index import Place, RuleIndex
from .rulesets import FirewallRule, in_ports, side_of

# A rule with FQDN tags and no protocol of its own carries both (a tag's names need them).
_TAG_PROTOCOLS = (("https", 443), ("http", 80))
EVERY_NAME = Flow(443, HTTPS, fqdn="*")


@dataclass(frozen=True)
class Knowledge:
    """What is known besides the rules. `ip_groups` maps the key of an id to the group, None when it is unreadable, and
    `unread` to a sentence that says why. `elsewhere` says why the firewall may resolve the name that is asked about to
    other addresses than its client does.
    """

    places: Places = field(default_factory=Places)
    ip_groups: Mapping[str, IpGroup | None] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    elsewhere: str = ""


@dataclass(frozen=True)
class Applicable:
    """The rules for what comes from some sources, found once for all that is asked about these: `pieces` are the
    sources as rules cut them. `concerning` has all rules that may match anything of it, most of those of a shared
    firewall being about others, `numbers` where they stand among all.
    """

    index: RuleIndex
    pieces: tuple[Place, ...]
    numbers: tuple[int, ...]

    @cached_property
    def concerning(self) -> tuple[FirewallRule, ...]:
        """The rules that may match traffic of these sources."""
        rules = self.index.ruleset.rules
        return tuple(rules[number] for number in self.numbers)

    def candidates(self, flow: Flow) -> list[FirewallRule]:
        """Those of them that may decide about a flow from anywhere there, in their order."""
        numbers = sorted({number for piece in self.pieces for number in piece.find(flow)})
        return [self.index.ruleset.rules[number] for number in numbers]


def applicable(index: RuleIndex, sources: Iterable[str]) -> Applicable:
    """Find the rules for what comes from these sources, and cut these where rules do: one for half of a subnet is
    judged for that half.
    """
    touched = [(block, index.touching(block)) for block in addresses.joined(sources)]
    cut = [piece for block, blocks in touched for piece in addresses.cut(block, blocks)]
    numbers = index.numbers(block for _block, blocks in touched for block in blocks)
    return Applicable(index, tuple(index.place(piece) for piece in cut), tuple(numbers))


def judge(rules: Applicable, flow: Flow, knowledge: Knowledge) -> Verdict:
    """The verdict about a flow from all of the sources; what blocks a part of them, blocks."""
    parts = [replace(flow, addresses=(address,)) for address in flow.addresses] or [flow]
    proxy = rules.index.ruleset.proxy
    verdicts = [(place.piece, _first(place, part, knowledge, proxy)) for place in rules.pieces for part in parts]
    verdict = flows.worst(verdict for _piece, verdict in verdicts)
    outcomes = {one.outcome for _piece, one in verdicts}
    if len(outcomes) == 1 or verdict.outcome == Decision.CANNOT_TELL:
        return verdict
    concerned = next(piece for piece, one in verdicts if one == verdict)
    return replace(verdict, why=f"for {concerned}")


def sources_of(rule: FirewallRule, knowledge: Knowledge) -> tuple[str, ...]:
    """The sources of a rule with those of its IP groups, as far as these are in force for certain."""
    return (*rule.sources, *_of_groups(rule.source_groups, knowledge))


def _of_groups(ids: Iterable[str], knowledge: Knowledge) -> list[str]:
    groups = [knowledge.ip_groups.get(resource_ids.key(id_)) for id_ in ids]
    return [text for group in groups if group and group.is_settled for text in group.addresses]


def _first(place: Place, flow: Flow, knowledge: Knowledge, proxy: bool) -> Verdict:
    possible: list[tuple[FirewallRule, Match]] = []
    for rule, is_for_here in place.candidates(flow):
        if is_for_here:
            match = could_match(rule, flow, knowledge, proxy=proxy)
        else:
            match = matches(rule, place.piece, flow, knowledge, proxy=proxy)
        if match.sure:
            return _verdict(possible, end_of(rule, flow), flow)
        if match.sure is None:
            possible.append((rule, match))
    return _verdict(possible, Verdict(Decision.NO_MATCH), flow)


def _verdict(possible: Sequence[tuple[FirewallRule, Match]], last: Verdict, flow: Flow) -> Verdict:
    """The end that is sure, unless a rule before it, which may match, comes to another one."""
    for rule, match in possible:
        end = end_of(rule, flow)
        if end.is_open or end.blocked != last.blocked:
            return Verdict(Decision.CANNOT_TELL, rule.place, match.why, match.cause)
    return last


def end_of(rule: FirewallRule, flow: Flow) -> Verdict:
    """What becomes of what a rule matches."""
    if rule.allows is None:
        why = f"what rule {rule.place[-1]} does is not understood here"
        return Verdict(Decision.CANNOT_TELL, rule.place, why, Cause.UNKNOWN_MEMBER)
    if rule.allows and rule.inspects_tls and flow.protocol == HTTPS:
        why = f"rule {rule.place[-1]} looks into TLS, and whether the cluster trusts its certificate is not known"
        return Verdict(Decision.CANNOT_TELL, rule.place, why, Cause.TLS_INSPECTION)
    return Verdict(Decision.ALLOWED if rule.allows else Decision.DENIED, rule.place)


def matches(rule: FirewallRule, source: Block, flow: Flow, knowledge: Knowledge, *, proxy: bool) -> Match:
    """Whether a rule matches this flow from all of this source; `proxy` as in a rule set."""
    from_here = _source(rule, source, knowledge)
    return NO if from_here.sure is False else _matches(rule, from_here, flow, knowledge, proxy)


def _matches(rule: FirewallRule, from_here: Match, flow: Flow, knowledge: Knowledge, proxy: bool) -> Match:
    """Whether a rule matches that matches the source, or may."""
    is_network = rule.kind == CollectionKind.NETWORK
    spoken = _network_protocol(rule, flow) if is_network else _application_protocol(rule, flow)
    if spoken.sure is False:
        return NO
    if is_network:
        destination = _network_destination(rule, flow, knowledge, proxy)
    else:
        destination = _application_destination(rule, flow, knowledge)
    return NO if destination.sure is False else every((from_here, spoken, destination, *_strange(rule, "")))


def _strange(rule: FirewallRule, side: str) -> list[Match]:
    """What the members of a rule that are not understood leave open: those of one side of it, or of neither."""
    names = [one for one in rule.beyond if side_of(one) == side]
    return [maybe(Cause.UNKNOWN_MEMBER, f"{one} of rule {rule.place[-1]} is not understood here") for one in names]


def _with_strange(rule: FirewallRule, side: str, entries: Iterable[str], match: Match) -> Match:
    """A side with a member that is not understood is open where it would match without it, or says nothing else."""
    strange = _strange(rule, side)
    return strange[0] if strange and (match.sure is not False or not any(entries)) else match


def _source(rule: FirewallRule, source: Block, knowledge: Knowledge) -> Match:
    written = addresses.joined(sources_of(rule, knowledge))
    found = fact(addresses.share(source, written) == addresses.Coverage.ALL)
    match = some((found, *_open(rule.source_groups, knowledge)))
    return _with_strange(rule, "source", (*rule.sources, *rule.source_groups), match)


def _open(ids: Iterable[str], knowledge: Knowledge) -> list[Match]:
    """What IP groups leave open of which nobody knows what they hold."""
    found = [(id_, knowledge.ip_groups.get(resource_ids.key(id_))) for id_ in ids]
    return [_doubt(id_, group, knowledge) for id_, group in found if group is None or not group.is_settled]


def _doubt(id_: str, group: IpGroup | None, knowledge: Knowledge) -> Match:
    name = id_.rpartition("/")[2]
    if group:
        return maybe(Cause.NOT_SETTLED, f"IP group {name} is {group.state}, so what it shows may not be in force")
    return maybe(Cause.UNREADABLE, knowledge.unread.get(resource_ids.key(id_), f"IP group {name} could not be read"))


def _network_protocol(rule: FirewallRule, flow: Flow) -> Match:
    return in_ports(rule.ports, flow.port) if rule.speaks(flow.transport) else NO


def _network_destination(rule: FirewallRule, flow: Flow, knowledge: Knowledge, proxy: bool) -> Match:
    written = (*rule.destinations, *_of_groups(rule.destination_groups, knowledge))
    # Names in network rules are resolved by the firewall, which needs its DNS proxy; wildcards never are.
    plain = [name for name in rule.fqdns if not hosts.is_wildcard(name)] if proxy else []
    names = [_resolved(name, flow, knowledge) for name in plain]
    match = some((_lies_in(written, rule, flow, knowledge), *names, *_open(rule.destination_groups, knowledge)))
    return _with_strange(rule, "destination", (*written, *rule.fqdns, *rule.destination_groups), match)


def _application_protocol(rule: FirewallRule, flow: Flow) -> Match:
    """Only what carries a name in its SNI or Host header is ever an application rule's business."""
    if not flow.is_named:
        return NO
    spoken = rule.protocols or (_TAG_PROTOCOLS if rule.fqdn_tags else ())
    return fact((flow.protocol.lower(), flow.port) in spoken)


def _application_destination(rule: FirewallRule, flow: Flow, knowledge: Knowledge) -> Match:
    tags = (maybe(Cause.FQDN_TAG, f"which names FQDN tag {tag} holds is not published") for tag in rule.fqdn_tags)
    categories = (
        maybe(Cause.WEB_CATEGORY, f"which names web category {name} holds is not published")
        for name in rule.web_categories
    )
    urls = (_url(url, flow, inspects=rule.inspects_tls) for url in rule.urls)
    target = some(chain((_names(rule, flow),), tags, categories, urls))
    if not rule.destinations or target.sure is False:
        return target
    return every((target, _lies_in(rule.destinations, rule, flow, knowledge)))


def _lies_in(written: Iterable[str], rule: FirewallRule, flow: Flow, knowledge: Knowledge) -> Match:
    return places.within(flow, written, knowledge.places, allows=bool(rule.allows))


def _names(rule: FirewallRule, flow: Flow) -> Match:
    """Any of the names of a rule, of which there may be hundreds: those of one host are looked up, not gone through."""
    wanted = (flow.fqdn or "").lower()
    if not wanted:
        return NO
    if wanted in rule.hosts or any(hosts.covers(one, wanted) for one in rule.wildcards):
        return YES
    return some(_name(one, flow) for one in rule.fqdns) if hosts.is_wildcard(wanted) else NO


def _name(pattern: str, flow: Flow) -> Match:
    """`*.x` matches everything below x, not x itself; a wanted wildcard stands for all of its names."""
    if not flow.fqdn:
        return NO
    pattern, wanted = pattern.lower(), flow.fqdn.lower()
    if pattern == "*" or hosts.covers(pattern, wanted):
        return YES
    if hosts.is_wildcard(wanted) and hosts.covers(wanted, pattern):
        return maybe(Cause.PART_OF_WILDCARD, f"{pattern} is only a part of {wanted}")
    return NO


def _resolved(name: str, flow: Flow, knowledge: Knowledge) -> Match:
    """A network rule's name stands for the addresses the firewall resolves it to, and names of one service often share
    some.
    """
    match = _name(name, flow)
    if match.sure and knowledge.elsewhere:
        return maybe(Cause.NAME_RESOLUTION, knowledge.elsewhere)
    if match.sure is False and flow.fqdn and hosts.are_siblings(name, flow.fqdn):
        return maybe(Cause.RESOLVED_ADDRESS, f"{name} and {flow.fqdn} may have an address in common")
    return match


def _url(url: str, flow: Flow, *, inspects: bool) -> Match:
    """A URL matches by its path as well, which nobody here knows; its host can rule it out."""
    host = url.partition("://")[2] or url
    if flow.protocol == HTTPS and not inspects:
        return NO  # only a rule that looks into TLS sees a path
    matched = _name(host.partition("/")[0].partition(":")[0], flow)
    return (
        matched
        if matched.sure is False
        else maybe(Cause.URL_PATH, f"which paths of {flow.fqdn} are asked for is not known")
    )


def could_match(rule: FirewallRule, flow: Flow, knowledge: Knowledge, *, proxy: bool) -> Match:
    """Whether a rule matches this flow, whatever sources it is for; `proxy` as in a rule set."""
    return _matches(rule, YES, flow, knowledge, proxy)


def opens_everything(rule: FirewallRule, source: Block, knowledge: Knowledge) -> bool:
    """True for a network rule that allows TCP 443 to every address: names in application rules then mean nothing."""
    if rule.kind != CollectionKind.NETWORK or rule.allows is not True:
        return False
    return bool(matches(rule, source, EVERY_NAME, knowledge, proxy=False).sure)
