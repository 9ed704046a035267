# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Host names as Azure Firewall takes them, and the repair of those the service gives.

The dependency answer of a real cluster holds `shoebox2.metrics.nsatc.net:443` and
`https://E-....vault.azure.net/` (recorded 2022-04-06); a rule with either is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from . import addresses
from .errors import PlanError

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_SERVICE_TAG = re.compile(r"[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)?")
# A cluster depends on services, and none of them has as many addresses as a prefix that is shorter than these.
_SHORTEST = {4: 8, 6: 16}
# This host, loopback, link-local, multicast and reserved (RFC 6890, RFC 4291).
_LOCAL = (
    *("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4"),
    *("::/127", "fe80::/10", "ff00::/8"),
    "168.63.129.16/32",  # the platform's own ("What is IP address 168.63.129.16?")
)
_MAPPED = ("::ffff:0:0/96",)
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")


@dataclass(frozen=True)
class Host:
    """A cleaned host name, and the port that stood inside the raw value, if one did."""

    name: str
    port: int | None


def clean(raw: str, where: str) -> Host:
    """Return the host name in `raw`: no scheme, path, port, trailing dot, blank or capital.

    An address comes in its canonical form. `where` names the place the value comes from, for the PlanError that is
    raised when it is neither.
    """
    if is_address(raw.partition("/")[0].strip()):  # with whatever stands for a length
        return Host(address(raw, where), None)
    found = _cleaned(raw)
    if found is None:
        raise PlanError(
            f"{where} names '{raw}', which is no host name that a firewall rule could take.", code="unusable_dependency"
        )
    return Host(address(found.name, where), found.port) if is_address(found.name) else found


@lru_cache(maxsize=4096)  # the clusters of a region name the same hosts
def _cleaned(raw: str) -> Host | None:
    """The host, or an address as it is written with a port; None for what is neither."""
    text = _SCHEME.sub("", raw.strip())
    text = re.split(r"[/?#]", text, maxsplit=1)[0].strip()
    name, colon, digits = text.partition(":")
    name, digits = name.strip().rstrip(".").lower(), digits.strip()
    port = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else None
    wrong_port = bool(colon) and (port is None or not 1 <= port <= 65535)
    return None if wrong_port or not (is_host_name(name) or is_address(name)) else Host(name, port)


def address(raw: str, where: str) -> str:
    """Return an address or a prefix in its one canonical form, such as `10.0.0.0/24`, `10.0.0.5` or `2001:db8::1`.

    Raise PlanError for what is neither, for a prefix with bits beyond its length, and for what no cluster can depend
    on: so many addresses that a rule for them is open to everybody, or those that stay on a machine or a link.
    """
    text = raw.strip().removesuffix("/")
    if not is_address(text):
        raise _unusable(f"{where} names {raw!r}, which is no IP address and no network.")
    network = addresses.network(text)
    first = text.partition("/")[0]
    single = network.prefixlen == network.max_prefixlen
    if not single and addresses.address(first) != network.network_address:
        raise _unusable(
            f"{where} names {raw!r}, which may stand for {first} or for {network}: write the one that is meant."
        )
    if network.prefixlen < _SHORTEST[network.version]:
        raise _unusable(f"{where} names {raw!r}, and a rule for so many addresses is open to everybody.")
    if addresses.holds(_LOCAL, text):
        stays = "which stays on a machine, a link or the platform and never meets a firewall"
        raise _unusable(f"{where} names {raw!r}, {stays}.")
    if addresses.holds(_MAPPED, text):
        raise _unusable(f"{where} names {raw!r}, which is an address of IPv4 in the form of IPv6: write the former.")
    return str(network.network_address if single else network)


def _unusable(sentence: str) -> PlanError:
    return PlanError(sentence, code="unusable_dependency")


def is_host_name(name: str) -> bool:
    """True for a lower-case name of at least two labels, with at most a leading `*` wildcard.

    `*` stands only leftmost (`*.x` or `*x`): Azure Firewall refuses it anywhere else.
    """
    plain = name[2:] if name.startswith("*.") else name.removeprefix("*")
    labels = plain.split(".")
    if len(plain) > 253 or len(labels) < 2 or is_address(plain):
        return False
    return all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdigit()


def are_siblings(one: str, other: str) -> bool:
    """True for two names below one and the same name, as those of one service are."""
    return one.lower().partition(".")[2] == other.lower().partition(".")[2]


def is_wildcard(name: str) -> bool:
    """True for a name that stands for more than one host."""
    return name.startswith("*")


@lru_cache(maxsize=4096)  # the documented addresses are asked about for every cluster
def is_address(text: str) -> bool:
    """True for an IP address or a prefix in CIDR notation, without a mask in the place of a length, or a zone."""
    try:
        addresses.network(text)
    except ValueError:
        return False
    return True


def is_service_tag(text: str) -> bool:
    """True for what could be the name of a service tag, such as `AzureMonitor` or `EventHub.WestUS`."""
    return bool(_SERVICE_TAG.fullmatch(text))


def covers(pattern: str, name: str) -> bool:
    """True when a rule for `pattern` matches host `name`: `*.x` does not match `x` itself, `*x` does."""
    if is_wildcard(pattern):
        return name.endswith(pattern[1:])
    return pattern == name
