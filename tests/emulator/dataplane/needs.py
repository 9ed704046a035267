# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a dependency answer asks for, as flows: of any service, in any envelope.

A protocol that is told counts more than the port (the example of AKS has UDP 123 and TCP 9000); where none is told it
goes by the port, as everywhere in here.
"""

from __future__ import annotations

from typing import NamedTuple

from .worlds import HTTP_PORTS

PROTOCOLS = {"https": "Https", "http": "Http", "tcp": "TCP", "udp": "UDP"}


class Need(NamedTuple):
    name: str  # a host name, perhaps with an asterisk, or an address or prefix where there is no name
    port: int
    protocol: str


def needs(answer):
    """Every flow that an answer asks for; what names no port, or a protocol that nobody knows, is refused."""
    items = answer["value"] if isinstance(answer, dict) else answer
    found = [item.get("properties", item) for item in items]
    return {
        _need(item["category"], one, detail)
        for item in found
        for one in item["endpoints"]
        for detail in one["endpointDetails"]
    }


def _need(category, one, detail):
    name, port = one.get("domainName") or detail["ipAddress"], detail.get("port")
    told = str(detail.get("protocol") or HTTP_PORTS.get(port, "TCP")).lower()
    if port is None or told not in PROTOCOLS:
        raise ValueError(f"{category} says of {name} port {port} and protocol {told}, which is no flow")
    return Need(name.lower(), port, PROTOCOLS[told])
