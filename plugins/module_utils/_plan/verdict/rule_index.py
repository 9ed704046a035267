# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of a set by where traffic comes from and where it goes, so that a flow meets those alone that may match it.

Whatever may decide about a flow is found, and often more: whether a rule matches is up to whoever asks for it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from ..documents.ip_groups import IpGroup
from ..documents.rule_collections import CollectionKind
from ..values import addresses, hosts, resource_ids
from ..values.addresses import Block
from . import places
from .flows import Flow
from .places import Places
from .rulesets import FirewallRule, Ruleset, in_ports, side_of

# What a rule has among its sources: a text, or the key of an IP group.
_Entry: TypeAlias = "tuple[bool, str]"
_NOWHERE = Places()


class RuleIndex:
    """All rules of a set with what is known of the IP groups they name; rules are known by their number in the set."""

    def __init__(self, ruleset: Ruleset, ip_groups: Mapping[str, IpGroup | None]) -> None:
        self.ruleset, self.ip_groups = ruleset, ip_groups
        open_, by_entry = list[int](), dict[_Entry, list[int]]()
        for number, rule in enumerate(ruleset.rules):
            keys = [resource_ids.key(id_) for id_ in rule.source_groups]
            settled = [key for key in keys if _is_settled(ip_groups.get(key))]
            for entry in {*((False, text) for text in rule.sources), *((True, key) for key in settled)}:
                by_entry.setdefault(entry, []).append(number)
            if len(settled) < len(keys) or any(side_of(one) == "source" for one in rule.beyond):
                open_.append(number)
        self.open = _Shelf(self, open_)
        self._shelves = {entry: _Shelf(self, numbers) for entry, numbers in by_entry.items()}
        self._blocks = _Blocks((block, entry) for entry in by_entry for block in self._blocks_of(entry))

    def _blocks_of(self, entry: _Entry) -> Iterator[Block]:
        is_group, text = entry
        group = self.ip_groups.get(text) if is_group else None
        for one in group.addresses if group else (text,):
            yield from addresses.parse(one)

    def touching(self, block: Block) -> list[Block]:
        """Those blocks of the rules' sources that have an address in common with this one."""
        return self._blocks.touching(block)

    def numbers(self, blocks: Iterable[Block]) -> list[int]:
        """The rules that have one of these among their sources, and those whose sources are open."""
        return sorted({*self.open.numbers, *(number for shelf in self._at(blocks) for number in shelf.numbers)})

    def place(self, piece: Block) -> Place:
        """Where traffic comes from that every rule is about in whole, or not at all."""
        return Place(piece, self, tuple(self._at(self._blocks.touching(piece))))

    def _at(self, blocks: Iterable[Block]) -> list[_Shelf]:
        entries = dict.fromkeys(entry for block in blocks for entry in self._blocks.entries(block))
        return [self._shelves[entry] for entry in entries]

    def destinations(self, rule: FirewallRule) -> tuple[str, ...] | None:
        """What a network rule has for destinations; None where that is not all, or not of prefixes alone."""
        groups = [self.ip_groups.get(resource_ids.key(id_)) for id_ in rule.destination_groups]
        if rule.beyond or (rule.fqdns and self.ruleset.proxy) or not all(map(_is_settled, groups)):
            return None
        written = (*rule.destinations, *(text for group in groups if group for text in group.addresses))
        return written if all(map(addresses.parse, written)) else None


def _is_settled(group: IpGroup | None) -> bool:
    return group is not None and group.is_settled


@dataclass(frozen=True)
class Place:
    """A piece of the sources, with the rules that are for it by what it has in common with theirs."""

    piece: Block
    _index: RuleIndex
    _shelves: tuple[_Shelf, ...]

    def candidates(self, flow: Flow) -> list[tuple[FirewallRule, bool]]:
        """The rules that may decide about a flow from here, in their order, each with whether it is for here for
        certain.
        """
        found, rules = self.find(flow), self._index.ruleset.rules
        return [(rules[number], found[number] and not rules[number].beyond) for number in sorted(found)]

    def find(self, flow: Flow) -> dict[int, bool]:
        """The numbers of these rules, with whether their sources that are known have all of this."""
        found = dict.fromkeys(self._index.open.find(flow), False)
        for shelf in self._shelves:
            found.update(dict.fromkeys(shelf.find(flow), True))
        return found


class _Shelf:
    """The rules for one entry of sources, or for those that are open, by what they are about."""

    def __init__(self, index: RuleIndex, numbers: list[int]) -> None:
        self._index, self.numbers = index, numbers
        self._by_port: dict[tuple[str, int, int], list[int]] = {}

    def find(self, flow: Flow) -> list[int]:
        """The rules that may decide about a flow: network rules by protocol and port, others by name."""
        version = 0 if flow.addresses or flow.tag else flow.version
        key = (flow.transport.lower(), flow.port, version)
        if key not in self._by_port:
            self._by_port[key] = list(self._of_networks(*key))
        return [*self._by_port[key], *(self._names.find((flow.fqdn or "").lower()) if flow.is_named else ())]

    def _of_networks(self, transport: str, port: int, version: int) -> Iterator[int]:
        """The network rules for a port. Nobody knows what a name of this version resolves to, so prefixes hold it for
        certain, or perhaps, or not, whatever it is. Of rules that perhaps hold it and do the same, the first decides.
        """
        told = set[tuple[bool | None, bool]]()
        probe = Flow(port, transport, fqdn="*", version=version)
        for number in self._networks:
            rule = self._index.ruleset.rules[number]
            spoken = rule.speaks(transport) and in_ports(rule.ports, port).sure
            if spoken is False:
                continue
            written = self._index.destinations(rule) if version and spoken else None
            holds = True if written is None else places.within(probe, written, _NOWHERE).sure
            does = rule.allows, rule.inspects_tls
            if holds or (holds is None and does not in told):
                yield number
            if holds is None:
                told.add(does)

    @cached_property
    def _networks(self) -> list[int]:
        return [one for one in self.numbers if self._index.ruleset.rules[one].kind == CollectionKind.NETWORK]

    @cached_property
    def _names(self) -> _Names:
        rules = self._index.ruleset.rules
        return _Names((one, rules[one]) for one in self.numbers if rules[one].kind != CollectionKind.NETWORK)


class _Names:
    """Application rules by their names. Those with anything that no name tells are `loose`."""

    def __init__(self, rules: Iterable[tuple[int, FirewallRule]]) -> None:
        self._loose: list[int] = []
        self._hosts: dict[str, list[int]] = {}
        self._endings: dict[str, list[int]] = {}
        for number, rule in rules:
            if rule.fqdn_tags or rule.web_categories or rule.urls:
                self._loose.append(number)
            for host in rule.hosts:
                self._hosts.setdefault(host, []).append(number)
            for wildcard in rule.wildcards:
                self._endings.setdefault(wildcard[1:], []).append(number)
        self._lengths = sorted(set(map(len, self._endings)))

    def find(self, name: str) -> Iterator[int]:
        """The rules that may match a name, or some of the names below it."""
        yield from self._loose
        yield from self._hosts.get(name, ())
        for length in self._lengths:
            if length <= len(name):
                yield from self._endings.get(name[len(name) - length :], ())
        if hosts.is_wildcard(name):
            yield from self._below(name[1:][::-1])

    def _below(self, backwards: str) -> Iterator[int]:
        listed = self._backwards
        for position in range(bisect_left(listed, (backwards,)), len(listed)):
            text, numbers = listed[position]
            if not text.startswith(backwards):
                return
            yield from numbers

    @cached_property
    def _backwards(self) -> list[tuple[str, list[int]]]:
        """Every name from its end, in order: those below a wildcard stand together."""
        return sorted(
            (text[::-1], numbers) for listed in (self._hosts, self._endings) for text, numbers in listed.items()
        )


class _Blocks:
    """Entries by their blocks. Nearly all are prefixes, and of these one of each length can hold an address; a range is
    found by the prefixes that it is made of.
    """

    def __init__(self, listed: Iterable[tuple[Block, _Entry]]) -> None:
        self._entries: dict[Block, list[_Entry]] = {}
        for block, entry in listed:
            self._entries.setdefault(block, []).append(entry)
        self._in_order = sorted(self._entries)
        self._ranges: dict[Block, list[Block]] = {}
        sizes = set[tuple[int, int]]()
        for block in self._in_order:
            size = block.last - block.first + 1
            is_prefix = not (size & (size - 1) or block.first & (size - 1))
            for prefix in () if is_prefix else _prefixes(block):
                self._ranges.setdefault(prefix, []).append(block)
                sizes.add((block.version, prefix.last - prefix.first + 1))
            if is_prefix:
                sizes.add((block.version, size))
        self._sizes = sorted(sizes)

    def entries(self, block: Block) -> list[_Entry]:
        """What has this block."""
        return self._entries[block]

    def touching(self, block: Block) -> list[Block]:
        """The blocks that hold the first address of this one, and those that begin behind it."""
        version, first, last = block
        around = [Block(version, first & -size, first | (size - 1)) for of, size in self._sizes if of == version]
        holding = [one for one in around if one in self._entries]
        holding += dict.fromkeys(one for prefix in around for one in self._ranges.get(prefix, ()))
        start, end = (bisect_left(self._in_order, (version, one + 1)) for one in (first, last))
        return [*holding, *self._in_order[start:end]]


def _prefixes(block: Block) -> Iterator[Block]:
    """The fewest prefixes that make up a block."""
    version, first, last = block
    while first <= last:
        most = 1 << ((last - first + 1).bit_length() - 1)
        size = min(first & -first or most, most)
        yield Block(version, first, first + size - 1)
        first += size
