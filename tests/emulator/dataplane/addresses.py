# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses, prefixes, ranges, ports and service tags, as rules and routes write them."""

from __future__ import annotations

import ipaddress
from functools import cache


@cache  # tests ask about the same few texts millions of times
def block(text):
    """(first, last) address of an address, prefix, range or `*`; None for anything else.

    Python takes masks for prefixes (1.2.3.4/0.0.0.255) and addresses with a zone (fe80::1%eth0). Azure takes neither.
    """
    length = text.partition("/")[2]
    if "%" in text or ("/" in text and not (length.isascii() and length.isdigit())):
        return None
    try:
        if text == "*":
            return ipaddress.ip_address("0.0.0.0"), ipaddress.ip_address("255.255.255.255")
        if "-" in text:
            first, last = (ipaddress.ip_address(piece.strip()) for piece in text.split("-"))
            return first, last
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    return network[0], network[-1]


@cache
def single(text):
    """One address as ipaddress knows it; anything else is refused."""
    return ipaddress.ip_address(text)


@cache
def network(text):
    """A prefix as ipaddress knows it."""
    return ipaddress.ip_network(text)


def is_everything(text):
    return text == "*" or block(text) == block("*")


def in_block(text, wanted):
    """Whether all of `wanted` (address or prefix) lies inside; an answer for only a part of it is refused."""
    if text == "*":
        return True
    outer, inner = block(text), block(wanted)
    if outer is None or inner is None:
        raise ValueError(f"no address: {text if outer is None else wanted}")
    if outer[0].version != inner[0].version or outer[1] < inner[0] or inner[1] < outer[0]:
        return False
    if outer[0] <= inner[0] and inner[1] <= outer[1]:
        return True
    raise ValueError(f"{text} holds only a part of {wanted}; ask with single addresses")


def is_meant(text):
    """Whether the text is meant to be an address: no service tag has a colon or begins with a digit."""
    return ":" in text or text[:1].isdigit()


def in_ports(item, port):
    """A port that is None (ICMP has none) lies in `*` only."""
    if item == "*":
        return True
    if port is None:
        return False
    first, _dash, last = str(item).partition("-")
    return int(first) <= port <= int(last or first)


def tag_prefixes(document, name):
    """The prefixes of a service tag; None: the document does not have it."""
    for item in (document or {}).get("values") or []:
        if item["name"].lower() == name.lower():
            return item["properties"]["addressPrefixes"]
    return None
