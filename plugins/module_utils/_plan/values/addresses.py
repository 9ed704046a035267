# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses as text has them, and sets of them as rules write them: how much of one lies in others.

Text becomes an address here and nowhere else. What leaves is the address that was read, never the text.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from .words import Word

Network: TypeAlias = "ipaddress.IPv4Network | ipaddress.IPv6Network"
Address: TypeAlias = "ipaddress.IPv4Address | ipaddress.IPv6Address"


class Coverage(Word):
    """How much of some addresses lies in others."""

    ALL = "all"
    PART = "part"
    NOTHING = "nothing"


class Block(NamedTuple):
    """All addresses from the first to the last, of one version of IP."""

    version: int
    first: int
    last: int

    def __str__(self) -> str:
        make = ipaddress.IPv4Address if self.version == 4 else ipaddress.IPv6Address
        ends = [str(make(end)) for end in (self.first, self.last)]
        networks = list(ipaddress.summarize_address_range(make(self.first), make(self.last)))
        if len(networks) == 1:
            return ends[0] if self.first == self.last else str(networks[0])
        return "-".join(ends)


EVERYTHING = (Block(4, 0, 2**32 - 1), Block(6, 0, 2**128 - 1))


def network(text: str, *, strict: bool = False) -> Network:
    """Read an address or a prefix; raise ValueError for anything else, and if `strict` for bits beyond the length.

    An address of IPv6 with a zone, as in `fe80::1%eth0`, means something on one machine alone, and what stands for the
    zone may be any text, so that is refused, too. So is a mask in the place of a length.
    """
    _first, slash, size = text.partition("/")
    if "%" in text or (slash and not (size.isascii() and size.isdigit())):
        raise ValueError("it has a zone, or something else than a length behind the slash")
    return ipaddress.ip_network(text, strict=strict)


def address(text: str, *, version: int | None = None) -> Address:
    """Read one address; raise ValueError for anything else, a prefix for instance, and for another version of IP."""
    read = network(text)
    if "/" in text or version not in (None, read.version):
        raise ValueError("it is a prefix, or of another version of IP")
    return read.network_address


def canonical(text: str) -> str:
    """An address, prefix or range in its one spelling, with the bits a prefix has beyond its length: `10.0.0.5`,
    `10.0.0.0/24`, `10.0.0.5-10.0.0.9`. Raise ValueError for anything else, and for a range that ends before it starts.
    """
    if "-" in text:
        return "-".join(map(str, _ends(text)))
    read, first = network(text), address(text.partition("/")[0])
    return str(first) if read.prefixlen == read.max_prefixlen else f"{first}/{read.prefixlen}"


def _ends(text: str) -> tuple[Address, Address]:
    first, last = (address(end) for end in text.split("-", 1))
    if first.version != last.version or int(first) > int(last):
        raise ValueError("it ends before it starts, or in another version of IP")
    return first, last


_NUMBER = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
# An address or a prefix of IPv4 as nearly all are written; ipaddress reads the same in ten times as long.
_USUAL = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:/(3[0-2]|[12]?[0-9]))?")


def _usual(text: str) -> Block | None:
    """Read an address or a prefix of IPv4 in its usual spelling; None for all else, which may be one all the same."""
    found = _USUAL.fullmatch(text)
    if found is None:
        return None
    one, two, three, four, size = found.groups()
    first = int(one) << 24 | int(two) << 16 | int(three) << 8 | int(four)
    others = 0 if size is None else (1 << (32 - int(size))) - 1
    return Block(4, first & ~others, first | others)


@lru_cache(maxsize=65536)  # the same few texts stand in thousands of rules and are asked about for every flow
def parse(text: str) -> tuple[Block, ...]:
    """The addresses of `*`, an address, a prefix or a range; nothing for anything else, such as a service tag, or a
    range whose end lies before its start or is of the other version of IP.
    """
    text = text.strip()
    if text == "*":
        return EVERYTHING
    usual = _usual(text)
    if usual is not None:
        return (usual,)
    try:
        if "-" in text:
            first, last = _ends("-".join(map(str.strip, text.split("-", 1))))
            return (Block(first.version, int(first), int(last)),)
        read = network(text)
    except ValueError:
        return ()
    return (Block(read.version, int(read.network_address), int(read.broadcast_address)),)


def joined(texts: Iterable[str]) -> tuple[Block, ...]:
    """The addresses of several texts, neighbours and overlaps made one, in order."""
    return _joined(tuple(texts))


@lru_cache(maxsize=65536)
def _joined(texts: tuple[str, ...]) -> tuple[Block, ...]:
    made: list[Block] = []
    for block in sorted(block for text in texts for block in parse(text)):
        if made and made[-1].version == block.version and block.first <= made[-1].last + 1:
            made[-1] = made[-1]._replace(last=max(made[-1].last, block.last))
        else:
            made.append(block)
    return tuple(made)


def share(wanted: Block, blocks: Iterable[Block]) -> str:
    """How much of `wanted` lies in blocks that `joined` made: ALL, PART or NOTHING."""
    version, first, last = wanted
    found = Coverage.NOTHING
    for other, start, end in blocks:
        if other == version and start <= last and first <= end:
            if start <= first and last <= end:
                return Coverage.ALL
            found = Coverage.PART
    return found


def of_version(prefixes: Iterable[str], version: int) -> tuple[str, ...]:
    """Those of the prefixes that are of this version of IP."""
    return tuple(one for one in prefixes if any(block.version == version for block in parse(one)))


def holds(prefixes: Iterable[str], address: str) -> bool:
    """True when an address, or all of a prefix, lies in these prefixes."""
    blocks = joined(prefixes)
    return all(share(block, blocks) == Coverage.ALL for block in parse(address))


def cut(wanted: Block, blocks: Iterable[Block]) -> tuple[Block, ...]:
    """`wanted` in pieces, so that each lies wholly inside or wholly outside each of the blocks."""
    touching = [block for block in blocks if _touch(block, wanted)]
    starts = {wanted.first, *(block.first for block in touching), *(block.last + 1 for block in touching)}
    kept = sorted(start for start in starts if wanted.first <= start <= wanted.last)
    ends = [start - 1 for start in kept[1:]] + [wanted.last]
    return tuple(Block(wanted.version, start, end) for start, end in zip(kept, ends, strict=True))


def length(block: Block) -> int:
    """The length of a prefix."""
    return bits(block) - (block.last - block.first + 1).bit_length() + 1


def bits(block: Block) -> int:
    """How many bits an address of this version has."""
    return 32 if block.version == 4 else 128


def longest(block: Block, prefixes: Iterable[str]) -> int:
    """The length of the longest of these prefixes that holds the whole block, -1 for none."""
    parsed = [found for prefix in prefixes for found in parse(prefix)]
    return max((length(one) for one in parsed if share(block, (one,)) == Coverage.ALL), default=-1)


_PRIVATE_PREFIXES = (
    *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
    *("127.0.0.0/8", "169.254.0.0/16", "fc00::/7"),
)
# Private, shared, loopback and link-local addresses.
_PRIVATE = joined(_PRIVATE_PREFIXES)
# What no public name resolves to: these, multicast and other reserved ones (IANA's registries of special-purpose
# addresses), and Azure's own 168.63.129.16 of each machine.
_NAMELESS = joined(
    (
        *_PRIVATE_PREFIXES,
        *("0.0.0.0/8", "192.0.0.0/24", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32"),
        *("::/8", "fe80::/10", "ff00::/8", "2001:db8::/32"),
    )
)


def networks(block: Block) -> tuple[ipaddress.IPv4Network, ...]:
    """The fewest IPv4 prefixes that hold just these addresses; none for those of IPv6."""
    if block.version != 4:
        return ()
    first, last = ipaddress.IPv4Address(block.first), ipaddress.IPv4Address(block.last)
    return tuple(ipaddress.summarize_address_range(first, last))


def is_private(block: Block) -> bool:
    """True when the whole block is private."""
    return share(block, _PRIVATE) == Coverage.ALL


@lru_cache(maxsize=65536)
def is_nameless(block: Block) -> bool:
    """True when no public name resolves into the block."""
    return share(block, _NAMELESS) == Coverage.ALL


def _touch(left: Block, right: Block) -> bool:
    return left.version == right.version and left.first <= right.last and right.first <= left.last
