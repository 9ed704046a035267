# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of single values: prefixes, host names, ports, enumerations."""

from __future__ import annotations

import ipaddress
import re

from . import errors

NAME = re.compile(r"[a-zA-Z0-9]([a-zA-Z0-9_.-]{0,78}[a-zA-Z0-9_])?")
TAG = re.compile(r"[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)?")
LABEL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
NAMESPACE = "Microsoft.WindowsAzure.Networking.Nrp.Frontend.Contract.Csm.Public"


def is_name(text):
    return isinstance(text, str) and NAME.fullmatch(text) is not None


def check_prefix(text, resource_id):
    """An address prefix in CIDR notation without host bits."""
    try:
        if "/" not in text:
            raise ValueError
        network = ipaddress.ip_network(text, strict=False)
    except (ValueError, TypeError):
        message = (
            f"Address prefix {text} of resource {resource_id} is not formatted correctly. "
            "It should follow CIDR notation, for example 10.0.0.0/24."
        )
        raise errors.invalid("InvalidAddressPrefixFormat", message) from None
    if str(network.network_address) != str(ipaddress.ip_address(text.split("/")[0])):
        message = (
            f"The address prefix {text} in resource {resource_id} has an invalid CIDR notation. For the given prefix "
            f"length, the address prefix should be {network}."
        )
        raise errors.invalid("InvalidCIDRNotation", message)
    return network


def is_address(text):
    """A single address, a prefix or a range of addresses."""
    if not isinstance(text, str):
        return False
    try:
        if "-" in text:
            first, last = (ipaddress.ip_address(piece.strip()) for piece in text.split("-"))
            return first.version == last.version and first <= last
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def is_fqdn(text, *, wildcard, adjacent_hyphens=True):
    """A host name; a wildcard only as the very first character, and only one."""
    if not isinstance(text, str) or not text or len(text) > 253:
        return False
    if text == "*":
        return wildcard
    if text.startswith("*"):
        if not wildcard:
            return False
        text = text[1:].removeprefix(".")
    if not adjacent_hyphens and "--" in text:
        return False
    return all(LABEL.fullmatch(label) for label in text.split("."))


def is_port_range(text):
    if text == "*":
        return True
    if not isinstance(text, str) or not re.fullmatch(r"\d{1,5}(-\d{1,5})?", text):
        return False
    numbers = [int(piece) for piece in text.split("-")]
    return all(0 < number <= 65535 for number in numbers) and numbers == sorted(numbers)


def enum(holder, name, allowed, path, type_name, casing="keep"):
    """Refuses a value outside an enumeration the way a body that cannot be parsed is refused."""
    if name not in holder:
        return
    value = holder[name]
    match = [item for item in allowed if isinstance(value, str) and item.lower() == value.lower()]
    if not match:
        raise errors.unparsable(f"Error converting value \"{value}\" to type '{NAMESPACE}.{type_name}'. Path '{path}'.")
    if casing == "canonical":
        holder[name] = match[0]


def expect(value, kind, path):
    """Refuses a member of the wrong JSON type."""
    wrong = not isinstance(value, kind) or (kind is int and isinstance(value, bool))
    if wrong:
        raise errors.unparsable(f"Error converting value \"{value}\" to type '{kind.__name__}'. Path '{path}'.")
    return value


def number(holder, name, path, digits="refuse"):
    """The number under a name (0 when absent); digits sent as text are refused like any wrong type, or converted."""
    value = holder.get(name, 0)
    if digits == "convert" and isinstance(value, str) and value.isdecimal():
        value = holder[name] = int(value)
    return expect(value, int, path)


def listing(holder, name, path, kind=dict):
    """The list under a name ([] when absent), its elements checked."""
    value = holder.get(name)
    if value is None:
        return []
    for index, item in enumerate(expect(value, list, f"{path}.{name}")):
        expect(item, kind, f"{path}.{name}[{index}]")
    return value
