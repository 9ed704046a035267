# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sources as lists and security groups have them: addresses, prefixes, ranges, service tags and words for everybody."""

from __future__ import annotations

import ipaddress

from . import addresses

EVERYBODY = "*"
WORDS = ("*", "any", "internet")
WHOLE = "0.0.0.0/0"
NOT_THE_INTERNET = ("virtualnetwork", "azureloadbalancer")


def plain(item):
    """One spelling of each: prefixes as such, words and service tags in lower case."""
    text = str(item).strip().lower()
    if text in WORDS:
        return EVERYBODY
    found = addresses.block(text) if addresses.is_meant(text) else None
    if found is None:
        return text
    [*whole] = ipaddress.summarize_address_range(*found)
    return str(whole[0]) if len(whole) == 1 else f"{found[0]}-{found[1]}"


def are_everybody(items):
    """Whether a list lets in all that there are: by a word, or by all addresses of IPv4 or of IPv6."""
    return any(is_covered(whole, items) for whole in (WHOLE, "::/0"))


def is_covered(item, others):
    """Whether all of a source lies in others; of a service tag nobody says here which addresses it holds."""
    return not without(item, others)


def without(item, others):
    """What is left of a source without others. A tag stays whole, for nobody says what is in it, and so does everybody,
    unless they go by their own names.
    """
    if item in others or EVERYBODY in others:
        return []
    block = _block(item)
    if block is None:
        return [item]
    rest = [block]
    for other in others:
        rest = [piece for one in rest for piece in _cut(one, _block(other))]
    return [plain(f"{first}-{last}") for first, last in rest]


def _block(item):
    return addresses.block(item) if addresses.is_meant(item) else None


def _cut(block, other):
    """The one or two pieces of a block that lie outside of another, or none."""
    first, last = block
    if other is None or other[0].version != first.version or other[1] < first or last < other[0]:
        return [block]
    below = [(first, other[0] - 1)] if first < other[0] else []
    above = [(other[1] + 1, last)] if other[1] < last else []
    return below + above
